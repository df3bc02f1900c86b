package demo

import (
	"fmt"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// The invented parts of brands. Two together are a place that no map has.
var (
	fiFirst = strings.Fields(`Usva Kuura Lumo Aarni Vanamo Norppa Sumu Halla Kaste Rusko Kielo Kanerva Pihlaja Tuomi Lehmus Kaisla Varpu Sammal
		Kurki Kuikka Peippo Sirkku Tiira Ilves Orava Majava Saukko Soihtu Lyhty Hopea Tähti Ketun Hiiren Tuulen Aallon Illan Aamun Suven Revon Kuun`)
	fiLast = []string{"niemi niemen", "lehto lehdon", "niitty niityn", "kallio kallion", "salmi salmen", "suvanto suvannon", "notko notkon", "rinne rinteen",
		"kumpu kummun", "laakso laakson", "aho ahon", "portti portin", "tupa tuvan", "piha pihan", "valkama valkaman", "poukama poukaman", "polku polun",
		"silta sillan", "siipi siiven", "lyhty lyhdyn", "pirtti pirtin", "aitta aitan", "kaarna kaarnan", "ranta rannan", "harju harjun", "virta virran"}
	svFirst = strings.Fields(`Dim Dagg Rim Mån Lykt Alm Hassel Ljung Sälg Rönn Slån Vass Tran Svan Lom Sval Tärn Ekorr Utter Bäver Silver Kvälls Morgon
		Vår Höst Tall Klöver Havre Mossa Stjärn`)
	svLast = strings.Fields(`holm vik gläntan backen stigen gården sundet udden ängen lunden bron porten hamnen dalen stranden`)
)

// What a producer of a group of services calls itself before its brand.
var fiTrade = map[string][]string{
	"at_home":    {"Kotihoiva", "Hoivapalvelu", "Lähihoiva", "Hoitorinki", "Kotihoitajat"},
	"daily_life": {"Arkiapu", "Kotiapu", "Arjen Apuri", "Palvelutupa", "Arkirinki"},
	"housing":    {"Palvelukoti", "Hoivakoti", "Asumispalvelu", "Hoivapiha"},
	"health":     {"Kuntoutus", "Terveyspalvelu", "Kuntopaja", "Hyvän Olon Huone"},
	"disability": {"Tukipalvelu", "Avustajarinki", "Osallisuuspaja"},
	"families":   {"Perhetuki", "Perhepalvelu", "Perhepolku"},
	"mind":       {"Mielituki", "Keskusteluhuone", "Toipumispolku"},
	"together":   {"Kohtaamo", "Kylätupa", "Yhdessäolo"},
}

var svTrade = map[string][]string{
	"at_home":    {"Hemvården", "Omsorgsringen", "Hemhjälpen"},
	"daily_life": {"Vardagshjälpen", "Vardagsringen", "Hjälpstugan"},
	"housing":    {"Vårdhemmet", "Omsorgsgården", "Boendet"},
	"health":     {"Rehabhuset", "Hälsorummet", "Rörelseverkstaden"},
	"disability": {"Stödringen", "Assistansen", "Delaktigheten"},
	"families":   {"Familjestödet", "Familjestigen", "Familjerummet"},
	"mind":       {"Samtalsrummet", "Återhämtningen", "Sinnesron"},
	"together":   {"Mötesplatsen", "Gemenskapen", "Byastugan"},
}

// units of a county's own production by group: in Finnish after the county's genitive, in Swedish likewise.
var ownUnit = map[string][2]string{
	"at_home": {"kotihoito", "hemvård"}, "daily_life": {"arjen tuki", "stöd i vardagen"}, "housing": {"asumispalvelut", "boendetjänster"},
	"health": {"terveys- ja kuntoutuspalvelut", "hälso- och rehabiliteringstjänster"}, "disability": {"vammaispalvelut", "funktionshinderservice"},
	"families": {"perhepalvelut", "familjetjänster"}, "mind": {"mielenterveys- ja päihdepalvelut", "mental- och beroendetjänster"},
	"together": {"asiakasohjaus", "klienthandledning"},
}

// ownUnitName names a unit of the county's own production: "Keski-Suomen hyvinvointialueen kotihoito, Jyväskylä".
func ownUnitName(o *organiser, group, municipality string, swedish bool) string {
	what := ownUnit[group]
	if swedish {
		return fmt.Sprintf("%ss %s, %s", o.NameSv, what[1], municipality)
	}
	genitive := o.NameFi + "en"
	if rest, ok := strings.CutSuffix(o.NameFi, "kaupunki"); ok {
		genitive = rest + "kaupungin"
	}
	return fmt.Sprintf("%s %s, %s", genitive, what[0], municipality)
}

// brand is a made-up place and its genitive.
func brand(c chance, swedish bool) (name, genitive string) {
	if swedish {
		name = pick(c, svFirst) + pick(c, svLast)
		return name, strings.TrimSuffix(name, "s") + "s"
	}
	name, genitive, _ = strings.Cut(pick(c, fiLast), " ")
	first := pick(c, fiFirst)
	return join(first, name), join(first, genitive)
}

// join puts the parts of a Finnish compound together, with the hyphen between two alike vowels.
func join(first, last string) string {
	if first[len(first)-1] == last[0] && strings.ContainsRune("aeiouyäö", rune(last[0])) {
		return first + "-" + last
	}
	return first + last
}

// firmName is a name that no other producer of the data has, and the part of it that its units share.
func (w *world) firmName(c chance, kind producer.Kind, group string, swedish bool, municipality string) (name, shared string) {
	for try := 0; ; try++ {
		place, genitive := brand(c, swedish)
		if swedish {
			name, shared = svName(pick(c, svTrade[group]), place, genitive, kind, municipality)
		} else {
			name, shared = fiName(pick(c, fiTrade[group]), place, genitive, kind, municipality)
		}
		if try > 20 && !strings.Contains(name, municipality) {
			name += ", " + municipality
		}
		if try > 40 {
			name += fmt.Sprintf(" %d", len(w.producers))
		}
		if !w.names[name] {
			w.names[name] = true
			return name, shared
		}
	}
}

func fiName(trade, place, genitive string, kind producer.Kind, municipality string) (name, shared string) {
	shared = trade + " " + place
	switch kind {
	case producer.Company:
		return shared + " Oy", shared
	case producer.SoleTrader:
		return "Tmi " + shared, shared
	case producer.Cooperative:
		return "Osuuskunta " + shared, shared
	case producer.Association:
		return shared + " ry", shared
	case producer.Foundation:
		return place + "-säätiö sr", shared
	case producer.Parish:
		return genitive + " seurakunta, " + municipality, genitive + " seurakunta"
	case producer.Municipality:
		return "Kulttuuri- ja liikuntapalvelut " + place + ", " + municipality, "Kulttuuri- ja liikuntapalvelut " + place
	}
	return shared, shared
}

func svName(trade, place, genitive string, kind producer.Kind, municipality string) (name, shared string) {
	shared = trade + " " + place
	switch kind {
	case producer.Company:
		return shared + " Ab", shared
	case producer.SoleTrader:
		return "Firma " + shared, shared
	case producer.Cooperative:
		return "Andelslaget " + shared, shared
	case producer.Association:
		return shared + " rf", shared
	case producer.Foundation:
		return "Stiftelsen " + place + " sr", shared
	case producer.Parish:
		return genitive + " församling, " + municipality, genitive + " församling"
	case producer.Municipality:
		return "Kultur- och motionstjänster " + place + ", " + municipality, "Kultur- och motionstjänster " + place
	}
	return shared, shared
}

// firstBusinessID is far over those that the register has given out.
const firstBusinessID = 9_000_000

// businessID is the next valid one. Some numbers have no check digit; they are passed over.
func (w *world) businessID() string {
	for ; ; w.lastID++ {
		for digit := range 10 {
			if id, err := producer.BusinessID(fmt.Sprintf("%07d-%d", firstBusinessID+w.lastID, digit)); err == nil {
				w.lastID++
				return id
			}
		}
	}
}

// slug is a name as it stands in an address on the web.
func slug(name string) string {
	name = strings.NewReplacer("ä", "a", "ö", "o", "å", "a", " ", "-", ",", "", "é", "e").Replace(strings.ToLower(name))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	return strings.Trim(name, "-")
}

var (
	fiStreets = strings.Fields("Koivu Kuusi Mänty Kielo Pihlaja Ranta Metsä Niitty Kallio Lehto Aura Myllyn Kivi Puisto Harju Pelto Järvi Laakso Kataja Leppä")
	fiEnds    = strings.Fields("tie kuja polku katu raitti rinne")
	svStreets = strings.Fields("Björk Gran Tall Lilje Rönn Strand Skogs Ängs Bergs Lund Park Kvarn Sten Ås Åker Sjö Dal En Al Ek")
	svEnds    = strings.Fields("vägen gränden stigen gatan")
)

func street(c chance, swedish bool) string {
	name := join(pick(c, fiStreets), pick(c, fiEnds))
	if swedish {
		name = pick(c, svStreets) + pick(c, svEnds)
	}
	number := fmt.Sprintf("%s %d", name, c.between(1, 48))
	if c.of(15) {
		number += " " + string(rune('A'+c.IntN(4)))
	}
	return number
}
