package demo

import (
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// accessible is in how many of a hundred places a fact is true; the others are somewhere between.
var accessible = map[string]int{
	"stop_near": 72, "drop_off": 88, "step_free_entrance": 84, "automatic_door": 34, "lift_or_level": 88, "seats": 94, "quiet_waiting": 55,
	"induction_loop": 14, "marked_edges": 46, "help_from_door": 82, "assistance_dog": 93, "loan_wheelchair": 38,
}

// arrivals are notes that producers write on coming to them.
var arrivals = [][3]string{
	{"Luiska on talon päädyssä, pihan puolella.", "Rampen finns på husets gavel, mot gården.", "The ramp is at the end of the house, on the yard side."},
	{"Soita ovelta, niin tulemme vastaan.", "Ring från dörren så möter vi dig.", "Call from the door and we will come to meet you."},
	{"Talvella pihan hiekoitus tehdään aamuisin ennen kahdeksaa.", "På vintern sandas gården före klockan åtta på morgonen.", "In winter the yard is gritted before eight in the morning."},
	{"Hissiin mahtuu pyörätuoli ja saattaja.", "I hissen ryms en rullstol och en ledsagare.", "The lift has room for a wheelchair and a companion."},
}

// pointFacts tells of most points how accessible they are: of some all, of others a part. A place that was told to have steps
// at its entrance seldom has what comes after them.
func (w *world) pointFacts(add func(values ...any) error) error {
	c := w.opt.chance("facts")
	facts := producer.Facts()
	for _, p := range w.points {
		if !c.of(74) {
			continue
		}
		yes, no := []string{}, []string{}
		told, worse := c.between(55, 100), 0
		for _, f := range facts {
			likely, known := accessible[f.Key]
			if !known {
				likely = 66
			}
			switch {
			case !c.of(told):
			case c.of(likely - worse):
				yes = append(yes, f.Key)
			default:
				no = append(no, f.Key)
				if f.Key == "step_free_entrance" {
					worse = 40
				}
			}
		}
		note := w.written(c, p.unit.firm, arrivals, 30)
		if len(yes)+len(no) == 0 {
			continue
		}
		if err := add(p.id, pq.Array(yes), pq.Array(no), note[0], note[1], note[2], w.day(latest(p.created, w.age(c, 3, 500)))); err != nil {
			return err
		}
	}
	return nil
}

// included says how many of a hundred producers have a thing in their price, and how many sell it for more; the rest do not
// offer it. What is not here is in most prices.
var included = map[string][2]int{
	"evenings": {25, 65}, "travel": {72, 26}, "care_supplies": {35, 45}, "medicines": {12, 38}, "rent": {20, 75}, "utilities": {55, 40},
	"internet": {50, 30}, "window_washing": {8, 72}, "fridge_oven": {35, 55}, "laundry_care": {60, 32}, "ironing": {45, 40}, "mending": {15, 50},
	"salad": {82, 10}, "bread": {80, 12}, "dessert": {55, 33}, "drink": {58, 25}, "special_diet": {62, 30}, "weekend_meals": {40, 38},
	"alarm_visits": {48, 48}, "extra_sensors": {6, 88}, "connection": {74, 20}, "installation": {64, 32}, "key_keeping": {78, 14},
	"worker_tickets": {18, 70}, "waiting": {45, 45}, "materials": {14, 80}, "waste": {40, 48}, "small_errands": {55, 35}, "escorting": {30, 60},
	"sauna": {60, 25}, "parking": {15, 65}, "safety_phone": {45, 45}, "transport_there": {42, 40}, "pharmacy": {50, 35}, "interpreter": {40, 20},
	"xray": {25, 70}, "anaesthetic": {45, 50}, "office_fee": {35, 60}, "lab_tests": {15, 75}, "certificate": {22, 72}, "report": {60, 34},
	"close_ones": {70, 18}, "cancelling": {86, 10}, "permits": {25, 50},
}

// remarks are notes that producers write on their prices.
var remarks = [][3]string{
	{"Sunnuntaisin ja pyhinä hinta on kaksinkertainen.", "På söndagar och helgdagar är priset det dubbla.", "On Sundays and public holidays the price is double."},
	{"Laskutamme alkavan puolen tunnin mukaan.", "Vi fakturerar per påbörjad halvtimme.", "We bill by each half hour begun."},
	{"Peruuta käynti viimeistään edellisenä päivänä, niin siitä ei tule maksua.", "Avboka senast dagen innan, så kostar besöket ingenting.", "Cancel at the latest the day before, and there is no charge."},
	{"Lisätöistä sovitaan aina etukäteen kirjallisesti.", "Om extra arbete kommer vi alltid överens skriftligt i förväg.", "Any extra work is always agreed in writing beforehand."},
}

// inclusions tells of most offerings what their price includes. Those on a list without admission have told nothing.
func (w *world) inclusions(add func(values ...any) error) error {
	c := w.opt.chance("included")
	for _, o := range w.offerings {
		if o.admitted.scheme.Regime == scheme.RegimeListing || !c.of(78) {
			continue
		}
		in, extra, not := []string{}, []string{}, []string{}
		told := c.between(50, 100)
		for _, t := range offering.Things(o.level.service) {
			if !c.of(told) {
				continue
			}
			share, known := included[t.Key]
			if !known {
				share = [2]int{84, 10}
			}
			switch n := c.IntN(100); {
			case n < share[0]:
				in = append(in, t.Key)
			case n < share[0]+share[1] && o.admitted.scheme.ClientPays != scheme.PaysFree:
				extra = append(extra, t.Key)
			default:
				not = append(not, t.Key)
			}
		}
		var note [3]string
		if o.admitted.scheme.ClientPays != scheme.PaysFree && o.admitted.scheme.ClientPays != scheme.PaysClientFee {
			note = w.written(c, o.admitted.firm, remarks, 22)
		}
		if len(in)+len(extra)+len(not) == 0 {
			continue
		}
		if err := add(o.id, pq.Array(in), pq.Array(extra), pq.Array(not), note[0], note[1], note[2], w.day(latest(o.created, w.age(c, 3, 300)))); err != nil {
			return err
		}
	}
	return nil
}

// written is one of the texts, in the languages that such a producer would write, or none.
func (w *world) written(c chance, f *firm, texts [][3]string, percent int) (out [3]string) {
	if !c.of(percent) {
		return out
	}
	text := pick(c, texts)
	for i, yes := range [3]bool{!f.swedish || c.of(70), f.swedish || c.of(15), c.of(20)} {
		if yes {
			out[i] = text[i]
		}
	}
	return out
}
