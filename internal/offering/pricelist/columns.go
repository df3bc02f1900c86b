package pricelist

import (
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// Field is a column of the list by its plain name.
type Field string

// The columns. Both kinds of lists begin with those that tell which offering a row is about, and end with its id.
const (
	FieldService      Field = "service"
	FieldUnit         Field = "unit"
	FieldPoint        Field = "point"
	FieldMunicipality Field = "municipality"
	FieldScheme       Field = "scheme"
	FieldOrganiser    Field = "organiser"
	FieldPer          Field = "per"
	FieldTime         Field = "time"
	FieldNow          Field = "now"
	FieldPrice        Field = "price"
	FieldFrom         Field = "from"
	FieldID           Field = "id"

	FieldVacancy       Field = "vacancy"
	FieldWait          Field = "wait_days"
	FieldSpoken        Field = "spoken"
	FieldAreas         Field = "areas"
	FieldDescriptionFi Field = "description_fi"
	FieldDescriptionSv Field = "description_sv"
	FieldDescriptionEn Field = "description_en"
)

// words are the same word in Finnish, Swedish and English; the first of each language is written, all are read.
type words [3][]string

func (w words) in(l locale.Lang) string { return w[index(l)][0] }

func index(l locale.Lang) int {
	switch l {
	case locale.Sv:
		return 1
	case locale.En:
		return 2
	}
	return 0
}

func (w words) has(text string) bool {
	for _, list := range w {
		for _, word := range list {
			if sheet.Fold(word) == text {
				return true
			}
		}
	}
	return false
}

// column has its width in a workbook; a file must have those that are needed.
type column struct {
	field  Field
	names  words
	width  float64
	needed bool
}

var (
	about = []column{
		{FieldService, words{{"Palvelu"}, {"Tjänst"}, {"Service"}}, 30, false},
		{FieldUnit, words{{"Palveluyksikkö"}, {"Tjänsteenhet"}, {"Service unit"}}, 30, false},
		{FieldPoint, words{{"Palvelupiste"}, {"Serviceställe"}, {"Service point"}}, 30, false},
		{FieldMunicipality, words{{"Kunta"}, {"Kommun"}, {"Municipality"}}, 16, false},
		{FieldScheme, words{{"Järjestämistapa"}, {"Sätt att ordna"}, {"Scheme"}}, 28, false},
		{FieldOrganiser, words{{"Järjestäjä"}, {"Anordnare"}, {"Organiser"}}, 28, false},
	}
	identifier = column{FieldID, words{{"Palvelun tunnus", "Tunniste"}, {"Tjänstens kod", "Id"}, {"Service code", "Id"}}, 38, false}

	priceColumns = slices.Concat(about, []column{
		{FieldPer, words{{"Hintayksikkö", "Yksikkö"}, {"Prisenhet", "Enhet"}, {"Price per", "Unit"}}, 14, false},
		{FieldTime, words{{"Aika"}, {"Tid"}, {"Time"}}, 20, false},
		{FieldNow, words{{"Hinta nyt"}, {"Pris nu"}, {"Price now"}}, 12, false},
		{FieldPrice, words{{"Uusi hinta", "Hinta"}, {"Nytt pris", "Pris"}, {"New price", "Price"}}, 12, true},
		{FieldFrom, words{{"Alkaen"}, {"Från"}, {"From"}}, 12, true},
		identifier,
	})
	offeringColumns = slices.Concat(about, []column{
		{FieldVacancy, words{{"Onko tilaa", "Onko tilaa?", "Tilaa"}, {"Finns det plats", "Finns det plats?", "Plats"}, {"Is there room", "Is there room?", "Vacancy"}}, 18, false},
		{FieldWait, words{{"Odotus päivinä", "Odotusaika"}, {"Väntan i dagar", "Väntetid"}, {"Wait in days", "Wait"}}, 16, false},
		{FieldSpoken, words{{"Palvelukielet", "Kielet"}, {"Servicespråk", "Språk"}, {"Languages of service", "Languages"}}, 28, false},
		{FieldAreas, words{{"Alue", "Alueet"}, {"Område", "Områden"}, {"Area", "Areas"}}, 40, false},
		{FieldDescriptionFi, words{{"Kuvaus suomeksi"}, {"Beskrivning på finska"}, {"Description in Finnish"}}, 50, false},
		{FieldDescriptionSv, words{{"Kuvaus ruotsiksi"}, {"Beskrivning på svenska"}, {"Description in Swedish"}}, 50, false},
		{FieldDescriptionEn, words{{"Kuvaus englanniksi"}, {"Beskrivning på engelska"}, {"Description in English"}}, 50, false},
		identifier,
	})
)

// columnsOf are the columns of a kind of list.
func columnsOf(k Kind) []column {
	if k == Offerings {
		return offeringColumns
	}
	return priceColumns
}

// Heading is the name of a column in a language.
func Heading(f Field, l locale.Lang) string {
	for _, c := range slices.Concat(priceColumns, offeringColumns) {
		if c.field == f {
			return c.names.in(l)
		}
	}
	return string(f)
}

// Fields lists the columns of a kind of list in their order.
func Fields(k Kind) []Field {
	columns := columnsOf(k)
	out := make([]Field, len(columns))
	for i, c := range columns {
		out[i] = c.field
	}
	return out
}

// units are the words for what a price is for.
var units = map[string]words{
	"hour":  {{"tunti", "t", "h"}, {"timme", "t", "h"}, {"hour", "h"}},
	"visit": {{"käynti"}, {"besök"}, {"visit"}},
	"day":   {{"päivä", "pv", "vuorokausi", "vrk"}, {"dag", "dygn"}, {"day"}},
	"month": {{"kuukausi", "kk"}, {"månad", "mån"}, {"month"}},
	"meal":  {{"ateria"}, {"måltid"}, {"meal"}},
	"trip":  {{"matka"}, {"resa"}, {"trip"}},
	"piece": {{"kappale", "kpl"}, {"styck", "st"}, {"piece", "pcs"}},
}

// times are the words for when a price holds. The first is the price itself.
var times = map[string]words{
	"":                     {{"arki"}, {"vardag"}, {"weekday"}},
	offering.ClassEvening:  {{"ilta"}, {"kväll"}, {"evening"}},
	offering.ClassSaturday: {{"lauantai"}, {"lördag"}, {"saturday"}},
	offering.ClassSunday:   {{"sunnuntai ja pyhä", "sunnuntai", "pyhä"}, {"söndag och helg", "söndag", "helg"}, {"sunday and holiday", "sunday", "holiday"}},
	offering.ClassNight:    {{"yö"}, {"natt"}, {"night"}},
}

// vacancies are the words for whether there is room.
var vacancies = map[string]words{
	offering.VacancyFree:  {{"tilaa on", "tilaa", "vapaa", "vapaata", "kyllä"}, {"det finns plats", "plats", "ledigt", "ja"}, {"there is room", "room", "free", "yes"}},
	offering.VacancyQueue: {{"jonoa on", "jonoa", "jono"}, {"det finns kö", "kö"}, {"there is a queue", "queue"}},
	offering.VacancyFull:  {{"täynnä", "ei tilaa", "ei"}, {"fullt", "ingen plats", "nej"}, {"full", "no room", "no"}},
}

// languages are the words for languages; others are written by their codes.
var languages = map[string]words{
	"fi": {{"suomi", "suomeksi"}, {"finska"}, {"Finnish"}}, "sv": {{"ruotsi", "ruotsiksi"}, {"svenska"}, {"Swedish"}},
	"en": {{"englanti", "englanniksi"}, {"engelska"}, {"English"}}, "se": {{"saame", "pohjoissaame"}, {"samiska", "nordsamiska"}, {"Sami", "Northern Sami"}},
	"sgn": {{"viittomakieli"}, {"teckenspråk"}, {"sign language"}}, "ar": {{"arabia"}, {"arabiska"}, {"Arabic"}}, "de": {{"saksa"}, {"tyska"}, {"German"}},
	"es": {{"espanja"}, {"spanska"}, {"Spanish"}}, "et": {{"viro"}, {"estniska"}, {"Estonian"}}, "fa": {{"persia"}, {"persiska"}, {"Persian"}},
	"fr": {{"ranska"}, {"franska"}, {"French"}}, "ku": {{"kurdi"}, {"kurdiska"}, {"Kurdish"}}, "ru": {{"venäjä"}, {"ryska"}, {"Russian"}},
	"so": {{"somali"}, {"somaliska"}, {"Somali"}}, "th": {{"thai"}, {"thailändska"}, {"Thai"}}, "tr": {{"turkki"}, {"turkiska"}, {"Turkish"}},
	"uk": {{"ukraina"}, {"ukrainska"}, {"Ukrainian"}}, "vi": {{"vietnam"}, {"vietnamesiska"}, {"Vietnamese"}}, "zh": {{"kiina"}, {"kinesiska"}, {"Chinese"}},
}

// wordOf writes a key as a word; one that has none is its own.
func wordOf(table map[string]words, key string, l locale.Lang) string {
	if w, known := table[key]; known {
		return w.in(l)
	}
	return key
}

// find is the key of a word; a key is its own word.
func find(table map[string]words, text string) (string, bool) {
	text = sheet.Fold(text)
	for key, w := range table {
		if text == key || w.has(text) {
			return key, true
		}
	}
	return "", false
}

// places tells which column of a file of a kind holds which field. What is not known is not read.
func places(k Kind, head []string) (map[Field]int, error) {
	columns := columnsOf(k)
	at := map[Field]int{}
	for i, name := range head {
		for _, c := range columns {
			if folded := sheet.Fold(name); folded != string(c.field) && !c.names.has(folded) {
				continue
			}
			if _, twice := at[c.field]; twice {
				return nil, fault.Invalid().On(sheet.Field, "fault.pricelist.column_twice", "Column", name)
			}
			at[c.field] = i
			break
		}
	}
	var missing []string
	for _, c := range columns {
		if _, there := at[c.field]; c.needed && !there {
			missing = append(missing, c.names[0][0]+" / "+c.names[1][0]+" / "+c.names[2][0])
		}
	}
	_, id := at[FieldID]
	_, named := at[FieldService]
	if !id && !named {
		missing = append(missing, Heading(FieldID, locale.Fi)+" / "+Heading(FieldID, locale.Sv))
	}
	if k == Offerings && len(missing) == 0 && !slices.ContainsFunc(told, func(f Field) bool { _, there := at[f]; return there }) {
		return nil, fault.Invalid().On(sheet.Field, "fault.pricelist.nothing_told")
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, fault.Invalid().On(sheet.Field, "fault.pricelist.columns", "Columns", strings.Join(missing, ", "))
	}
	return at, nil
}

// TimeName is the name of a time in a language.
func TimeName(class string, l locale.Lang) string { return times[class].in(l) }

// UnitNamed is what a price is for by its word in a list, in any of the three languages.
func UnitNamed(text string) (string, bool) { return find(units, text) }
