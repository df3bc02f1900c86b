package demo

import (
	_ "embed"
	"strings"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// demand is a requirement as the presets write it.
type demand struct {
	kind                   scheme.Kind
	optional               bool
	fi, sv, en             string
	helpFi, helpSv, helpEn string
	atLeast, validDays     int
	shows                  scheme.EvidenceKind
}

var (
	prepayment = demand{kind: scheme.KindDeclaration,
		fi:     "Onko yrityksenne ennakkoperintärekisterissä?",
		sv:     "Finns ert företag i förskottsuppbördsregistret?",
		en:     "Is your business in the prepayment register?",
		helpFi: "Palvelusetelilain mukaan tuottajan täytyy olla ennakkoperintärekisterissä. Tarkistamme tiedon YTJ-palvelusta.",
		helpSv: "Enligt lagen om servicesedlar ska producenten finnas i förskottsuppbördsregistret. Vi kontrollerar uppgiften i FODS.",
		helpEn: "By the act on service vouchers the producer must be in the prepayment register. We check this in the Business Information System."}
	soteri = demand{kind: scheme.KindDeclaration,
		fi:     "Onko palveluyksikkönne merkitty Soteri-rekisteriin, tai onko rekisteröinti vireillä?",
		sv:     "Är er tjänsteenhet införd i Soteri-registret, eller är registreringen anhängig?",
		en:     "Is your service unit in the Soteri register, or is its registration pending?",
		helpFi: "Rekisteröinti perustuu sosiaali- ja terveydenhuollon valvontalakiin. Rekisteriä pitää Lupa- ja valvontavirasto.",
		helpSv: "Registreringen grundar sig på lagen om tillsyn över social- och hälsovården. Registret förs av Tillstånds- och tillsynsverket.",
		helpEn: "Registration is required by the act on the supervision of social and health care. The register is kept by the Finnish Supervisory Agency."}
	selfMonitoring = demand{kind: scheme.KindAttachment, shows: evidence.SelfMonitoringPlan,
		fi:     "Liitä omavalvontasuunnitelma",
		sv:     "Bifoga planen för egenkontroll",
		en:     "Attach your self-monitoring plan",
		helpFi: "Suunnitelman täytyy olla julkinen, ja sen toteutumista täytyy seurata neljän kuukauden välein.",
		helpSv: "Planen ska vara offentlig, och hur den följs ska kontrolleras var fjärde månad.",
		helpEn: "The plan must be public, and followed up every four months."}
	insurance = demand{kind: scheme.KindNumber, atLeast: 500_000,
		fi:     "Kuinka suuren vahingon vastuuvakuutuksenne korvaa, euroa?",
		sv:     "Hur stor skada ersätter er ansvarsförsäkring, i euro?",
		en:     "How large a damage does your liability insurance cover, in euros?",
		helpFi: "Vakuutuksen täytyy korvata vähintään 500 000 euron vahinko.",
		helpSv: "Försäkringen ska ersätta en skada på minst 500 000 euro.",
		helpEn: "The insurance must cover at least 500,000 euros."}
	liability = demand{kind: scheme.KindDate, validDays: 30,
		fi:     "Mihin päivään asti tilaajavastuuselvityksenne on voimassa?",
		sv:     "Till vilken dag är er utredning enligt beställaransvarslagen giltig?",
		en:     "Until which day are your contractor’s liability proofs valid?",
		helpFi: "Selvityksen täytyy olla voimassa vähintään 30 päivää hakemuksen lähettämisestä.",
		helpSv: "Utredningen ska gälla minst 30 dagar efter att ansökan har skickats.",
		helpEn: "The proofs must be valid for at least 30 days after you send the application."}
	languages = demand{kind: scheme.KindText, optional: true,
		fi:     "Miten järjestätte palvelun suomeksi ja ruotsiksi?",
		sv:     "Hur ordnar ni tjänsten på finska och svenska?",
		en:     "How do you provide the service in Finnish and in Swedish?",
		helpFi: "Kertokaa lyhyesti, millä kielillä palvelette ja miten asiakas voi valita kielen.",
		helpSv: "Berätta kort på vilka språk ni betjänar och hur klienten kan välja språk.",
		helpEn: "Tell briefly in which languages you serve and how a client can choose one."}
	exclusion = demand{kind: scheme.KindDeclaration,
		fi:     "Vakuutatteko, ettei teitä koske hankintalain pakollinen poissulkemisperuste?",
		sv:     "Försäkrar ni att ingen obligatorisk grund för uteslutning enligt upphandlingslagen gäller er?",
		en:     "Do you declare that no mandatory exclusion ground of the procurement act concerns you?",
		helpFi: "Perusteet ovat hankintalain (1397/2016) 80 §:ssä. Jos jokin niistä koskee teitä, kertokaa korjaavista toimista kirjallisesti.",
		helpSv: "Grunderna finns i 80 § i upphandlingslagen (1397/2016). Om någon av dem gäller er, beskriv skriftligt hur ni har rättat till saken.",
		helpEn: "The grounds are in section 80 of the act (1397/2016). If one concerns you, describe in writing what you have put right."}
	capacity = demand{kind: scheme.KindNumber, atLeast: 40,
		fi:     "Kuinka monta tuntia viikossa voitte tuottaa palvelua?",
		sv:     "Hur många timmar i veckan kan ni producera tjänsten?",
		en:     "How many hours a week can you provide the service?",
		helpFi: "Vähimmäismäärä on 40 tuntia viikossa.",
		helpSv: "Minst 40 timmar i veckan krävs.",
		helpEn: "At least 40 hours a week are required."}
	honest = demand{kind: scheme.KindDeclaration,
		fi:     "Pidättekö hinnat ja yhteystiedot ajan tasalla?",
		sv:     "Håller ni priser och kontaktuppgifter uppdaterade?",
		en:     "Will you keep prices and contact details up to date?",
		helpFi: "Tiedot näkyvät kaikille. Vanhentuneet tiedot poistetaan luettelosta.",
		helpSv: "Uppgifterna visas för alla. Föråldrade uppgifter tas bort ur katalogen.",
		helpEn: "Everybody sees them. Outdated details are removed from the catalogue."}
)

var demands = map[scheme.Regime][]demand{
	scheme.RegimeVoucher:         {prepayment, soteri, selfMonitoring, insurance, liability, languages},
	scheme.RegimeDPS:             {exclusion, soteri, selfMonitoring, capacity, liability, languages},
	scheme.RegimeSelfPaidListing: {honest, insurance, languages},
	scheme.RegimeFreeListing:     {honest},
}

//go:embed rulebook.txt
var rulebookText string

// addRules gives a scheme that producers apply to its rulebook and requirements.
func (w *world) addRules(s *arranged, n int) {
	if !s.Open {
		return
	}
	texts := rulebookOf(s.Regime)
	s.rulebook = &scheme.Rulebook{ID: w.opt.id("rulebook", n, w.founded()), SchemeID: s.ID, Version: 1,
		TextFi: texts[0], TextSv: texts[1], TextEn: texts[2], ValidFrom: s.ValidFrom}
	for i, d := range demands[s.Regime] {
		r := scheme.Requirement{ID: w.opt.id("requirement", n*100+i, w.founded().Add(time.Duration(i)*time.Second)), SchemeID: s.ID, Position: i + 1,
			Kind: d.kind, Mandatory: !d.optional, TitleFi: d.fi, TitleSv: d.sv, TitleEn: d.en, HelpFi: d.helpFi, HelpSv: d.helpSv, HelpEn: d.helpEn, EvidenceKind: d.shows}
		if d.atLeast > 0 {
			limit := scheme.Number(d.atLeast * 10_000)
			r.AtLeast = &limit
		}
		if d.validDays > 0 {
			r.ValidDays = &d.validDays
		}
		s.requirements = append(s.requirements, r)
	}
}

// rulebookOf takes the part of the file for a regime: three texts, in Finnish, Swedish and English.
func rulebookOf(regime scheme.Regime) [3]string {
	var texts [3]string
	for _, part := range strings.Split(rulebookText, "=== ")[1:] {
		head, body, _ := strings.Cut(part, "\n")
		name, lang, _ := strings.Cut(strings.TrimSpace(head), " ")
		if name == string(regime) {
			texts[map[string]int{"fi": 0, "sv": 1, "en": 2}[lang]] = strings.TrimSpace(body)
		}
	}
	return texts
}
