package quality

import (
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// A Part is the newest value of one indicator.
type Part struct {
	Indicator string // key
	Value     int    // hundredths of the indicator's unit
	N         int    // of what the indicator counts
	From, To  calendar.Date
	AsOf      calendar.Date
	Source    string
	Demo      bool
}

// Weights is a public set: how much each indicator weighs, beside the others.
type Weights struct {
	ID        int
	Main      bool // makes the figure from its day on, until the next main one begins
	ValidFrom calendar.Date
	Name      Text
	Grounds   Text
	Of        map[string]int // by indicator; what is not there does not count
}

// Sum is all weights together.
func (w Weights) Sum() int {
	sum := 0
	for _, weight := range w.Of {
		sum += weight
	}
	return sum
}

// InForce is the main set that holds on a day: the newest that has begun. Without one nothing is rated.
func InForce(sets []Weights, day calendar.Date) (Weights, bool) {
	var best Weights
	found := false
	for _, w := range sets {
		if w.Main && !w.ValidFrom.After(day) && (!found || w.ValidFrom.After(best.ValidFrom) || w.ValidFrom == best.ValidFrom && w.ID > best.ID) {
			best, found = w, true
		}
	}
	return best, found
}

// Why a step does not count.
const (
	Counted    = ""
	WhyFew     = "few"       // too few answers or visits
	WhyWeight  = "no_weight" // this set does not weigh it
	WhyMissing = "missing"   // nothing has been told
)

// A Step explains what one indicator did to the figure.
type Step struct {
	Indicator Indicator
	Part      *Part  // nil: nothing has been told
	Why       string // Counted, or why it does not count
	Worth     int    // 0–10 000; 0 when it does not count
	Points    int    // the same in hundredths of a point, 100–500
	Weight    int    // its weight in the set
	Share     int    // thousandths of the weight that counted
}

// A Composite is one figure with all that led to it.
type Composite struct {
	Known   bool
	Mean    int // hundredths of a point, 100–500; 0 when it is not known
	Answers int // clients' answers that went into it; when it is not known, the most that any indicator has
	Needed  int
	Weight  int    // that counted
	Of      int    // all weights of the set
	Steps   []Step // one for each indicator that the set weighs or that has a value, in the order of Indicators
}

// Compose weighs the parts. An indicator without a value, or with too few behind it, leaves its weight out: the rest
// shares the whole. The figure is told when what clients themselves answered is among what counts; nothing else says how
// they find the service.
func Compose(parts []Part, w Weights, needed int) Composite {
	c := Composite{Needed: needed, Of: w.Sum()}
	sum, heard := 0, false
	for _, i := range Indicators() {
		s := Step{Indicator: i, Part: find(parts, i.Key), Weight: w.Of[i.Key]}
		switch {
		case s.Part == nil && s.Weight == 0:
			continue
		case s.Part == nil:
			s.Why = WhyMissing
		case s.Weight == 0:
			s.Why = WhyWeight
		case !i.Enough(s.Part.N, needed):
			s.Why = WhyFew
		default:
			s.Worth = i.Worth(s.Part.Value)
			s.Points = points(s.Worth, 1)
			sum, c.Weight = sum+s.Weight*s.Worth, c.Weight+s.Weight
			if i.Counts == CountAnswers {
				heard, c.Answers = true, c.Answers+s.Part.N
			}
		}
		c.Steps = append(c.Steps, s)
	}
	if c.Known = heard; heard {
		c.Mean = points(sum, c.Weight)
	} else {
		c.Answers = answersSoFar(parts)
	}
	for i := range c.Steps {
		if s := &c.Steps[i]; s.Why == Counted && c.Weight > 0 {
			s.Share = (2000*s.Weight + c.Weight) / (2 * c.Weight)
		}
	}
	return c
}

// points writes what is worth so much at a weight as hundredths of a point from 1 to 5, half up.
func points(worth, weight int) int {
	const span = 400
	return 100 + (2*worth*span+weight*whole)/(2*weight*whole)
}

func answersSoFar(parts []Part) int {
	most := 0
	for _, p := range parts {
		if i, ok := ByKey(p.Indicator); ok && i.Counts == CountAnswers {
			most = max(most, p.N)
		}
	}
	return most
}

func find(parts []Part, indicator string) *Part {
	for i := range parts {
		if parts[i].Indicator == indicator {
			return &parts[i]
		}
	}
	return nil
}

// Rate is the figure as a card needs it; nil when nothing at all has been told.
func Rate(unit uuid.UUID, service string, parts []Part, w Weights, needed int) *Rating {
	if len(parts) == 0 {
		return nil
	}
	c := Compose(parts, w, needed)
	r := &Rating{Unit: unit, Service: service, Mean: c.Mean, Answers: c.Answers, Needed: needed}
	for _, p := range parts {
		r.Demo = r.Demo || p.Demo
	}
	if !c.Known {
		return r
	}
	for _, s := range c.Steps {
		if s.Why != Counted {
			continue
		}
		if r.Indicators++; r.Indicators == 1 {
			r.Source, r.From, r.To, r.AsOf = s.Indicator.Key, s.Part.From, s.Part.To, s.Part.AsOf
			continue
		}
		r.Source = SourceSeveral
		if s.Part.From.Before(r.From) {
			r.From = s.Part.From
		}
		if s.Part.To.After(r.To) {
			r.To = s.Part.To
		}
		if s.Part.AsOf.After(r.AsOf) {
			r.AsOf = s.Part.AsOf
		}
	}
	return r
}
