package catalogue

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// ErrNoList answers for a list of approved producers that there is not.
var ErrNoList = fault.New(fault.CodeNotFound, "fault.catalogue.no_list")

// A List is the public list of the producers that an organiser has approved for one scheme. The organiser of service
// vouchers must keep one, with services and prices, where everybody can see it (569/2009 §4); the others are kept alike.
type List struct {
	Scheme     Scheme
	Organiser  Organiser
	ClientPays string
	From       calendar.Date
	Producers  int // approved today
	Demo       bool
	Rulebook   *Rulebook // the conditions of approval in force; nil: none are written
}

// Rulebook is a version of a scheme's conditions.
type Rulebook struct {
	Version int
	From    calendar.Date
	Text    Texts
}

// Approved is a line of a list: an approved producer's service at a point with one of its prices valid on the day. A
// service that the producer is approved for and does not offer yet has no unit, point or price.
type Approved struct {
	Admission uuid.UUID
	Producer  Producer
	Service   service.Service
	Since     calendar.Date
	Until     calendar.Date // the last day of the approval; zero: for the time being
	Offering  uuid.UUID     // zero: not offered yet
	Unit      Unit
	Point     Point
	AtHome    bool
	Areas     []string     // codes of place.Part where it is served, where the service is given at home
	Price     *Price       // nil: none is valid on the day, or the scheme tells none
	Value     *money.Cents // the voucher's value for the same unit
	Pays      offering.Pays
}

// ApprovedQuery narrows a list. Its zero value is the whole of it.
type ApprovedQuery struct {
	Service      string // key
	Municipality string // code
	ByPrice      bool   // by price instead of by the producer's name
	Page         int    // from 1
	Lang         string // whose alphabet names follow
}

// ApprovedPage is one page of a list.
type ApprovedPage struct {
	Rows      []Approved
	Producers int // that the whole of the narrowed list has
	Lines     int
	Pages     int
	Day       calendar.Date // on which it is so
}

const (
	producersOnPage = 25
	linesOnPage     = 60
	// producersAtOnce is how many producers' lines are in memory while a list is written to a file.
	producersAtOnce = 200
)

// HasList tells of which schemes there is a list: those that producers are approved for. What an organiser produces
// itself has nobody to approve, and a directory that nobody has looked through is no list of the approved.
func HasList(regime string, verified bool) bool {
	switch regime {
	case "own_production", "in_house", "listing":
		return false
	}
	return verified
}

// Lists are the lists of every organiser, in order of the organisers' codes and the schemes' keys.
func (s *Service) Lists(ctx context.Context) ([]List, error) { return s.lists(ctx, "", "") }

// List is one list, by the organiser's slug and the scheme's key.
func (s *Service) List(ctx context.Context, slug, key string) (List, error) {
	if !utf8.ValidString(slug+key) || strings.ContainsRune(slug+key, 0) { // which PostgreSQL takes for no text
		return List{}, ErrNoList
	}
	found, err := s.lists(ctx, slug, key)
	if err != nil {
		return List{}, err
	}
	if len(found) == 0 {
		return List{}, ErrNoList
	}
	list := found[0]
	list.Rulebook, err = s.store.rulebook(ctx, list.Scheme.ID, s.today())
	return list, err
}

func (s *Service) lists(ctx context.Context, slug, key string) ([]List, error) {
	organisers, err := s.Organisers(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.lists(ctx, slug, key, s.today())
	if err != nil {
		return nil, err
	}
	var out []List
	for _, r := range rows {
		if !HasList(r.Regime, r.Verified) {
			continue
		}
		at := slices.IndexFunc(organisers, func(o Organiser) bool { return o.Code == r.Organiser })
		if at < 0 {
			continue
		}
		out = append(out, List{
			Scheme:    Scheme{ID: r.ID, Key: r.Key, Regime: r.Regime, Name: Texts{r.NameFi, r.NameSv, r.NameEn}, Organiser: r.Organiser, Verified: r.Verified},
			Organiser: organisers[at], ClientPays: r.ClientPays, From: r.From, Producers: r.Producers, Demo: r.Demo,
		})
	}
	return out, nil
}

// ListServices are the services that somebody is approved for in the list, in the order of the tray.
func (s *Service) ListServices(ctx context.Context, list List) ([]service.Service, error) {
	keys, err := s.store.listServices(ctx, list.Scheme.ID, s.today())
	if err != nil {
		return nil, err
	}
	var out []service.Service
	for _, known := range service.All() {
		if slices.Contains(keys, known.Key) {
			out = append(out, known)
		}
	}
	return out, nil
}

// Approved is a page of a list as it stands now: what has been suspended is off it at commit.
func (s *Service) Approved(ctx context.Context, list List, q ApprovedQuery) (ApprovedPage, error) {
	day := s.today()
	page := ApprovedPage{Day: day}
	var err error
	if page.Producers, page.Lines, err = s.length(ctx, list.Scheme.ID, day, q); err != nil {
		return page, err
	}
	if q.ByPrice {
		page.Pages = pagesOf(page.Lines, linesOnPage)
		q.Page = min(max(q.Page, 1), page.Pages)
		page.Rows, err = s.store.approvedByPrice(ctx, list.Scheme.ID, day, q, linesOnPage)
		return page, err
	}
	names, err := s.approvedOrder(ctx, list, day, q)
	if err != nil {
		return page, err
	}
	page.Pages = pagesOf(len(names), producersOnPage)
	first := (min(max(q.Page, 1), page.Pages) - 1) * producersOnPage
	page.Rows, err = s.store.approvedOf(ctx, names[first:min(len(names), first+producersOnPage)], day, q)
	return page, err
}

// pagesOf is how many pages there are; an empty list has one, which says so.
func pagesOf(n, size int) int { return max(1, (n+size-1)/size) }

// EachApproved gives every line of a list in the order of the producers' names. It reads a few hundred producers at a
// time and holds no connection while fn works, so that a slow reader keeps nobody waiting; it ends with ctx, or with
// the first error of fn.
func (s *Service) EachApproved(ctx context.Context, list List, q ApprovedQuery, fn func(Approved) error) error {
	day := s.today()
	names, err := s.approvedOrder(ctx, list, day, q)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(names, producersAtOnce) {
		rows, err := s.store.approvedOf(ctx, some, day, q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := fn(row); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// approvedOrder is the admissions of the list in the alphabet of the language.
func (s *Service) approvedOrder(ctx context.Context, list List, day calendar.Date, q ApprovedQuery) ([]uuid.UUID, error) {
	names, err := s.store.approvedNames(ctx, list.Scheme.ID, day, q)
	if err != nil {
		return nil, err
	}
	var buffer collate.Buffer
	alphabet := collate.New(language.Make(q.Lang), collate.IgnoreCase)
	keys := make(map[uuid.UUID][]byte, len(names))
	for _, n := range names {
		keys[n.ID] = slices.Clone(alphabet.KeyFromString(&buffer, n.Name))
		buffer.Reset()
	}
	slices.SortFunc(names, func(a, b namedID) int {
		if c := slices.Compare(keys[a.ID], keys[b.ID]); c != 0 {
			return c
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	ids := make([]uuid.UUID, len(names))
	for i, n := range names {
		ids[i] = n.ID
	}
	return ids, nil
}

// Today is the day that the catalogue shows.
func (s *Service) Today() calendar.Date { return s.today() }

// KnownMunicipality tells whether a code is a municipality's; "" is.
func KnownMunicipality(code string) bool {
	_, ok := place.MunicipalityByCode(code)
	return ok || code == ""
}
