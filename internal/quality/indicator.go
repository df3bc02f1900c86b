package quality

// Text is one text in the three languages.
type Text struct{ Fi, Sv, En string }

// In gives the text in a language (fi, sv, en).
func (t Text) In(lang string) string {
	switch {
	case lang == "sv" && t.Sv != "":
		return t.Sv
	case lang == "en" && t.En != "":
		return t.En
	case t.Fi != "":
		return t.Fi
	case t.Sv != "":
		return t.Sv
	}
	return t.En
}

// The kinds of what an indicator counts.
const (
	CountAnswers      = "answers"       // clients who answered
	CountVisits       = "visits"        // visits that were made
	CountClientMonths = "client_months" // months that clients were served
	CountInspections  = "inspections"
)

// The units of values.
const (
	UnitPoints      = "points"       // 1–5
	UnitPercent     = "percent"      // of all
	UnitWorkers     = "workers"      // different workers
	UnitPerThousand = "per_thousand" // for 1 000 visits
	UnitCorrections = "corrections"  // things to put right
)

// An Indicator is a definition: what is measured and how a value is read. All amounts are in hundredths of its unit.
type Indicator struct {
	Key      string
	Name     Text
	Measures Text // what it tells, in plain words
	Origin   Text // where values come from
	More     bool // more is better
	Unit     string
	Counts   string // what n is
	// A value at Worst or beyond is worth nothing, one at Best or beyond everything; in between it goes evenly. Own
	// practice, public with the weights.
	Worst, Best int
	Low, High   int // values that are possible at all
}

// Enough is the one statement of when a value may count and be shown: people and their visits are counted in at least as
// many as the organiser asks for, since small counts say little and may give away who answered. One inspection is one.
func (i Indicator) Enough(n, needed int) bool {
	if i.Counts == CountInspections {
		return n >= 1
	}
	return n >= needed
}

// whole is how much a value can be worth.
const whole = 10_000

// Worth is a value on the way from worst (0) to best (10 000), half up.
func (i Indicator) Worth(value int) int {
	span, done := i.Best-i.Worst, value-i.Worst
	if span < 0 {
		span, done = -span, -done
	}
	return min(whole, max(0, (2*done*whole+span)/(2*span)))
}

// Indicators lists the definitions in the order in which they are shown.
func Indicators() []Indicator { return indicators }

// ByKey finds a definition.
func ByKey(key string) (Indicator, bool) {
	for _, i := range indicators {
		if i.Key == key {
			return i, true
		}
	}
	return Indicator{}, false
}

var indicators = []Indicator{
	{
		Key:  "feedback",
		Name: Text{"Asiakaspalaute", "Klientrespons", "Client feedback"},
		Measures: Text{"Asiakkaiden oma arvio palvelusta asteikolla 1–5.", "Klienternas egen bedömning av tjänsten på skalan 1–5.",
			"What clients themselves think of the service, from 1 to 5."},
		Origin: Text{"Palvelun jälkeen lähetetty kysely", "En enkät som skickas efter tjänsten", "A questionnaire sent after the service"},
		More:   true, Unit: UnitPoints, Counts: CountAnswers, Worst: 100, Best: 500, Low: 100, High: 500,
	},
	{
		Key:  "thl",
		Name: Text{"THL:n asiakaskysely", "THL:s klientenkät", "THL’s client survey"},
		Measures: Text{"Asiakkaiden arvio valtakunnallisessa kyselyssä, muutettuna asteikolle 1–5.",
			"Klienternas bedömning i den nationella enkäten, omräknad till skalan 1–5.",
			"What clients answered in the national survey, converted to 1–5."},
		Origin: Text{"Terveyden ja hyvinvoinnin laitos", "Institutet för hälsa och välfärd", "Finnish Institute for Health and Welfare"},
		More:   true, Unit: UnitPoints, Counts: CountAnswers, Worst: 100, Best: 500, Low: 100, High: 500,
	},
	{
		Key:  "timeliness",
		Name: Text{"Täsmällisyys", "Punktlighet", "Timeliness"},
		Measures: Text{"Kuinka suuri osa käynneistä alkoi sovittuun aikaan.", "Hur stor del av besöken som började på avtalad tid.",
			"How many of the visits began at the agreed time."},
		Origin: Text{"Käyntikirjaukset", "Besöksregistreringar", "Records of visits"},
		More:   true, Unit: UnitPercent, Counts: CountVisits, Worst: 7000, Best: 10_000, Low: 0, High: 10_000,
	},
	{
		Key:  "continuity",
		Name: Text{"Tutut työntekijät", "Bekanta medarbetare", "Familiar workers"},
		Measures: Text{"Kuinka monta eri työntekijää kävi saman asiakkaan luona kuukauden aikana.",
			"Hur många olika medarbetare som besökte samma klient under en månad.",
			"How many different workers visited the same client in a month."},
		Origin: Text{"Käyntikirjaukset", "Besöksregistreringar", "Records of visits"},
		Unit:   UnitWorkers, Counts: CountClientMonths, Worst: 2000, Best: 300, Low: 100, High: 10_000,
	},
	{
		Key:  "complaints",
		Name: Text{"Reklamaatiot", "Reklamationer", "Complaints"},
		Measures: Text{"Kuinka monta reklamaatiota tehtiin tuhatta käyntiä kohti.", "Hur många reklamationer som gjordes per tusen besök.",
			"How many complaints were made for each thousand visits."},
		Origin: Text{"Hyvinvointialueen kirjaamo", "Välfärdsområdets registratorskontor", "The county’s registry"},
		Unit:   UnitPerThousand, Counts: CountVisits, Worst: 1000, Best: 0, Low: 0, High: 100_000,
	},
	{
		Key:  "inspections",
		Name: Text{"Tarkastusten korjauskehotukset", "Uppmaningar vid inspektioner", "Corrections asked for in inspections"},
		Measures: Text{"Kuinka monta asiaa tarkastuksessa käskettiin korjata.", "Hur många saker som skulle rättas till vid inspektionen.",
			"How many things were to be put right at an inspection."},
		Origin: Text{"Hyvinvointialueen valvonta", "Välfärdsområdets tillsyn", "The county’s supervision"},
		Unit:   UnitCorrections, Counts: CountInspections, Worst: 500, Best: 0, Low: 0, High: 10_000,
	},
}
