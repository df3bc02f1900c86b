package duplicate

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Side is one of the two producers with all that a merge may move.
type Side struct {
	Producer   producer.Producer
	Merged     uuid.NullUUID `db:"merged_into"` // into whom it has been merged
	Units      []producer.Unit
	Admissions []Admission
	Offerings  []Offering
	People     []Person
	Organisers []uuid.UUID // that have to do with it
	Belongings
}

// Admission is an admission as a merge sees it.
type Admission struct {
	ID        uuid.UUID     `db:"id"`
	Scheme    uuid.UUID     `db:"scheme_id"`
	Organiser uuid.UUID     `db:"organiser_id"`
	NameFi    string        `db:"name_fi"`
	NameSv    string        `db:"name_sv"`
	NameEn    string        `db:"name_en"`
	Regime    string        `db:"regime"`
	Verified  bool          `db:"verified"`
	State     string        `db:"state"`
	From      calendar.Date `db:"valid_from"`
	To        calendar.Date `db:"valid_to"`
	Doubted   bool          `db:"doubted"` // a doubt or a hearing is open
	Services  []string      `db:"-"`
}

// Offering is an offering as a merge sees it.
type Offering struct {
	ID        uuid.UUID `db:"id"`
	Admission uuid.UUID `db:"admission_id"`
	Service   string    `db:"service_key"`
	Point     uuid.UUID `db:"point_id"`
	Withdrawn bool      `db:"withdrawn"`
}

// Person is somebody who acts for a producer, or waits to.
type Person struct {
	Membership uuid.UUID `db:"id"`
	Person     uuid.UUID `db:"person_id"`
	State      string    `db:"state"`
}

// Reasons that grounds of a merge can have.
const (
	Duplicate  = "duplicate"  // the same one, twice in the register
	Succession = "succession" // one has become a part of the other
)

// Block is why two cannot be merged now. Its name is the end of a text's key.
type Block struct {
	Why   string
	About string // a scheme's name, or case numbers
}

// Pair is a unit or a point of the one that goes, and the same place of the one that is kept.
type Pair struct{ Gone, Kept string }

// Plan is what a merge would do: shown before, and done when asked.
type Plan struct {
	Blocks    []Block
	Moves     []Move
	Must      []uuid.UUID // the organisers that must agree: those whose register of the one that goes it changes
	Units     []string    // that come along
	Pairs     []Pair      // that become one
	Admitted  []Admission // that come along
	Joined    []Admission // that end, since the one that is kept has its own
	Offerings int         // that come along
	Withdrawn int         // that end, since the same stands there already
	People    int         // who wait for a yes from then on
	TakesID   bool        // the business id comes along

	Drafts     int // applications and offerings being written that come along
	DraftsStay int // applications being written that stay: the one that is kept has its own
	Tokens     int // of systems, that end
	Invited    int // invitations that end
}

// Allowed tells whether nothing stands in the way.
func (p Plan) Allowed() bool { return len(p.Blocks) == 0 }

// PlanOf works out what merging gone into kept does on a day.
func PlanOf(kept, gone Side, grounds string, today calendar.Date) Plan {
	b := &planner{kept: kept, gone: gone, today: today, taken: map[slot]bool{}, admission: map[uuid.UUID]Admission{}, offered: map[uuid.UUID]*Offering{}}
	for _, o := range kept.Offerings {
		b.taken[slot{o.Admission, o.Service, o.Point}] = true
	}
	for i := range gone.Offerings {
		o := gone.Offerings[i]
		b.offered[o.ID] = &o
		b.taken[slot{o.Admission, o.Service, o.Point}] = true
	}
	b.whole(grounds)
	if len(b.Blocks) > 0 && b.Blocks[0].Why == "merged" {
		return b.Plan
	}
	b.identity()
	b.places()
	b.admissions()
	b.offerings()
	b.people()
	b.begun()
	b.keys()
	b.move(ProducerInto, gone.Producer.ID, "", kept.Producer.ID.String())
	b.Must = slices.Clone(gone.Organisers)
	if len(b.Must) == 0 {
		b.Must = slices.Clone(kept.Organisers)
	}
	slices.SortFunc(b.Must, compareID)
	if len(b.Must) == 0 {
		b.block("nobodys", "")
	}
	return b.Plan
}

// slot is where there is room for one offering.
type slot struct {
	admission uuid.UUID
	service   string
	point     uuid.UUID
}

type planner struct {
	Plan
	kept, gone Side
	today      calendar.Date
	taken      map[slot]bool
	points     map[uuid.UUID]uuid.UUID // of gone that are the same as one of kept
	into       map[uuid.UUID]uuid.UUID // admissions of gone whose offerings come under one of kept
	admission  map[uuid.UUID]Admission
	offered    map[uuid.UUID]*Offering
}

func (b *planner) block(why, about string) { b.Blocks = append(b.Blocks, Block{why, about}) }

func (b *planner) move(f Field, row uuid.UUID, was, became string) {
	b.Moves = append(b.Moves, Move{Field: f, Row: row, Was: was, Became: became})
}

// whole is what stands in the way whatever there is to move.
func (b *planner) whole(grounds string) {
	kept, gone := b.kept, b.gone
	if kept.Merged.Valid || gone.Merged.Valid || kept.Producer.ID == gone.Producer.ID {
		b.block("merged", "")
		return
	}
	if grounds != Succession && kept.Producer.BusinessID != "" && gone.Producer.BusinessID != "" {
		b.block("business_ids", "")
	}
	if len(gone.Waiting) > 0 {
		b.block("open_case", strings.Join(gone.Waiting, ", "))
	}
	if kept.Producer.Demo != gone.Producer.Demo {
		b.block("demo", "")
	}
}

// identity moves the business id to one that has none.
func (b *planner) identity() {
	if id := b.gone.Producer.BusinessID; id != "" && b.kept.Producer.BusinessID == "" {
		b.move(ProducerBusinessID, b.gone.Producer.ID, id, "")
		b.move(ProducerBusinessID, b.kept.Producer.ID, "", id)
		b.TakesID = true
	}
}

// places moves units. One that both have – the same name, and a point at the same address – becomes one, and so do the
// points: its other points come along.
func (b *planner) places() {
	b.points = map[uuid.UUID]uuid.UUID{}
	used := map[uuid.UUID]bool{}
	for _, u := range b.gone.Units {
		same := slices.IndexFunc(b.kept.Units, func(k producer.Unit) bool { return !used[k.ID] && sameUnit(u, k) })
		if same < 0 {
			b.move(UnitProducer, u.ID, b.gone.Producer.ID.String(), b.kept.Producer.ID.String())
			b.Units = append(b.Units, u.Name)
			continue
		}
		k := b.kept.Units[same]
		used[k.ID] = true
		for _, p := range u.Points {
			at := slices.IndexFunc(k.Points, func(q producer.Point) bool { return !used[q.ID] && samePlace(p, q) })
			if at < 0 {
				b.move(PointUnit, p.ID, u.ID.String(), k.ID.String())
				continue
			}
			used[k.Points[at].ID] = true
			b.points[p.ID] = k.Points[at].ID
			b.move(PointInto, p.ID, "", k.Points[at].ID.String())
		}
		b.move(UnitInto, u.ID, "", k.ID.String())
		b.Pairs = append(b.Pairs, Pair{u.Name, k.Name})
	}
}

func sameUnit(a, b producer.Unit) bool {
	return NameKey(a.Name) == NameKey(b.Name) && NameKey(a.Name) != "" && slices.ContainsFunc(a.Points, func(p producer.Point) bool {
		return slices.ContainsFunc(b.Points, func(q producer.Point) bool { return samePlace(p, q) })
	})
}

func samePlace(a, b producer.Point) bool {
	key := addressKey(Address{a.Street, a.PostalCode})
	return key != "" && key == addressKey(Address{b.Street, b.PostalCode})
}

// The states of an admission that matter here.
const (
	stateRemoved = "removed"
	stateEnded   = "ended"
)

// admissions moves what was admitted. Where both are admitted to a scheme, there is one admission for the two, the kept one's:
// a merge neither lifts a suspension nor brings back who was removed, and gives nobody a service that was not decided on.
func (b *planner) admissions() {
	b.into = map[uuid.UUID]uuid.UUID{}
	for _, a := range b.gone.Admissions {
		b.admission[a.ID] = a
		if a.State == stateRemoved {
			continue // stays, as what once was
		}
		own, has := b.keptIn(a.Scheme)
		switch {
		case !has:
			if admission.Barred(scheme.Regime(a.Regime), b.kept.Producer.Kind) {
				b.block("kind", a.NameFi)
			}
			b.move(AdmissionProducer, a.ID, b.gone.Producer.ID.String(), b.kept.Producer.ID.String())
			b.Admitted = append(b.Admitted, a)
		case a.State == stateEnded:
		case own.State != a.State:
			b.block("states", a.NameFi)
		case a.Doubted: // it would end unanswered
			b.block("doubted", a.NameFi)
		default:
			b.join(a, own)
		}
	}
}

// keptIn is the kept one's admission to a scheme: the living one, else the last that was removed.
func (b *planner) keptIn(scheme uuid.UUID) (own Admission, has bool) {
	for _, k := range b.kept.Admissions {
		if k.Scheme == scheme && (!has || own.State == stateRemoved) {
			own, has = k, true
		}
	}
	return own, has
}

// join brings what is offered under an admission under the kept one's own, and ends it the day before.
func (b *planner) join(a, own Admission) {
	for _, key := range b.needed(a) {
		if slices.Contains(own.Services, key) {
			continue
		}
		if a.Verified {
			b.block("service", a.NameFi)
			return
		}
		b.move(ListedService, own.ID, "", key)
	}
	yesterday := b.today.AddDays(-1)
	if yesterday.Before(a.From) {
		b.move(AdmissionFrom, a.ID, a.From.String(), yesterday.String())
	}
	if was := a.To; was.IsZero() || !was.Before(b.today) {
		b.move(AdmissionTo, a.ID, textOf(was), yesterday.String())
	}
	b.into[a.ID] = own.ID
	b.Joined = append(b.Joined, a)
}

// needed are the services that are offered under an admission, in order.
func (b *planner) needed(a Admission) []string {
	var keys []string
	for _, o := range b.gone.Offerings {
		if o.Admission == a.ID && !o.Withdrawn {
			keys = append(keys, o.Service)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// offerings moves what is offered to the point and under the admission that are kept. One for which the same stands there
// already is withdrawn; one that was withdrawn before stays where it was when there is no room for it.
func (b *planner) offerings() {
	for _, o := range b.gone.Offerings {
		to := slot{cmp.Or(b.into[o.Admission], o.Admission), o.Service, cmp.Or(b.points[o.Point], o.Point)}
		from := slot{o.Admission, o.Service, o.Point}
		joined := b.into[o.Admission] != uuid.Nil
		switch {
		case b.admission[o.Admission].State == stateRemoved, joined && o.Withdrawn:
		case to == from:
			b.Offerings++
		case b.taken[to]:
			if !o.Withdrawn {
				b.move(OfferingWithdrawn, o.ID, "", "now")
				b.Withdrawn++
			}
		default:
			b.taken[to] = true
			delete(b.taken, from)
			if to.admission != from.admission {
				b.move(OfferingAdmission, o.ID, from.admission.String(), to.admission.String())
			}
			if to.point != from.point {
				b.move(OfferingPoint, o.ID, from.point.String(), to.point.String())
			}
			if !o.Withdrawn {
				b.Offerings++
			}
		}
	}
}

// people lets those who acted for the one that goes wait for a yes: who acts for a producer is never settled by a merge.
func (b *planner) people() {
	for _, m := range b.gone.People {
		if slices.ContainsFunc(b.kept.People, func(k Person) bool { return k.Person == m.Person }) {
			b.move(MemberState, m.Membership, m.State, "ended")
			continue
		}
		if m.State != "pending" {
			b.move(MemberState, m.Membership, m.State, "pending")
		}
		b.move(MemberProducer, m.Membership, b.gone.Producer.ID.String(), b.kept.Producer.ID.String())
		b.People++
	}
}

func compareID(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }

func textOf(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
