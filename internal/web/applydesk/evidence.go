package applydesk

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/evidence"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/web/casework"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// noAnswer is no answer before: a new item takes a new file.
var noAnswer scheme.Answer

func (d *desk) mountEvidence(get, post func(string, webkit.Handler)) {
	get("/evidence", d.library)
	get("/evidence/new/:kind", d.newEvidence)
	post("/evidence/new/:kind", d.createEvidence)
	get("/evidence/item/:item/retire", d.askRetire)
	post("/evidence/item/:item/retire", d.retire)
}

func atEvidence(l locale.Lang, parts ...string) string {
	return paths.Desk(l, append([]string{"evidence"}, parts...)...)
}

var standingKinds = map[evidence.Standing]string{evidence.Valid: "good", evidence.Lapsed: "stop", evidence.Ahead: "wait", evidence.Elsewhere: "stop", evidence.Retired: ""}

// tag is how an item stands; of one that lapses soon, when.
func (s shelf) tag(p *locale.Printer, i evidence.Item) components.TagArgs {
	standing := i.On(s.today, s.own.BusinessID)
	if standing == evidence.Lapsing {
		return casework.Lapse(p, s.today.DaysUntil(*i.ValidTo))
	}
	return components.TagArgs{Text: p.T("evidence.standing." + string(standing)), Kind: standingKinds[standing]}
}

func kindName(p *locale.Printer, k evidence.Kind) string { return p.T("evidence.kind." + string(k)) }

// shelf is what the library's page is drawn from.
type shelf struct {
	items []evidence.Item
	uses  map[uuid.UUID][]admission.Sent
	own   producer.Producer
	today calendar.Date
}

func (d *desk) shelf(c *gin.Context) (s shelf, err error) {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	if s.items, err = d.evidence.Library(ctx, a); err != nil {
		return s, err
	}
	if s.uses, err = d.admissions.EvidenceUses(ctx, a); err != nil {
		return s, err
	}
	if s.own, err = d.producers.Profile(ctx, a, a.Organisation); err != nil {
		return s, err
	}
	s.today, err = d.evidence.Today(ctx)
	return s, err
}

// library shows what is there, until when, and which applications use it: what lapses or has lapsed first.
func (d *desk) library(c *gin.Context) error {
	s, err := d.shelf(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.Library{Title: p.T("evidence.title"), Added: c.Query("added") != "", Retired: c.Query("retired") != ""}
	if n, err := strconv.Atoi(c.Query("drafts")); err == nil && n > 0 {
		v.Reused = p.T("evidence.reused", "Count", n)
	}
	current := evidence.Pick(s.items, s.own.BusinessID, s.today)
	for _, kind := range evidence.Kinds() {
		if !kind.Shared() {
			continue
		}
		card, there := d.card(p, s, kind, current)
		if there {
			v.Cards = append(v.Cards, card)
			continue
		}
		v.Lacking = append(v.Lacking, components.Task{Title: kindName(p, kind), Href: atEvidence(p.Lang(), "new", string(kind)),
			Tag: components.TagArgs{Text: p.T("evidence.none")}})
	}
	slices.SortStableFunc(v.Cards, func(a, b views.Card) int { return a.Order - b.Order })
	d.page(c, http.StatusOK, v.Title, views.LibraryPage(v))
	return nil
}

// card is one kind in the library: the current item, or the last one that was, and those before it.
func (d *desk) card(p *locale.Printer, s shelf, kind evidence.Kind, current map[evidence.Kind]evidence.Item) (views.Card, bool) {
	var all []evidence.Item
	for _, one := range s.items {
		if one.Kind == kind {
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return views.Card{}, false
	}
	first, holds := current[kind]
	if !holds {
		first = all[0]
	}
	standing := first.On(s.today, s.own.BusinessID)
	card := views.Card{Title: kindName(p, kind), Tag: s.tag(p, first), Item: s.view(p, first), Renew: atEvidence(p.Lang(), "new", string(kind)),
		Order: slices.Index([]evidence.Standing{evidence.Lapsed, evidence.Elsewhere, evidence.Retired, evidence.Lapsing, evidence.Ahead, evidence.Valid}, standing)}
	if standing != evidence.Retired {
		card.Retire = atEvidence(p.Lang(), "item", first.ID.String(), "retire")
	}
	for _, one := range all {
		if one.ID != first.ID {
			card.Before = append(card.Before, s.view(p, one))
		}
	}
	return card, true
}

func (s shelf) view(p *locale.Printer, i evidence.Item) views.Item {
	v := views.Item{Name: itemName(p, i), Days: itemDays(p, i), Tag: s.tag(p, i)}
	if i.File != nil {
		v.Href = paths.Desk(p.Lang(), "files", i.File.ID.String())
		v.Size = casework.Size(p, i.File.Size)
	}
	for _, use := range s.uses[i.ID] {
		v.Uses = append(v.Uses, views.Use{Text: use.SchemeName(string(p.Lang())) + ", " + use.OrganiserName(string(p.Lang())),
			Href: at(p.Lang(), use.ID), Case: use.CaseNumber, Tag: casework.Status(p, use.Status)})
	}
	return v
}

// kindOf is the kind that the address names.
func kindOf(c *gin.Context) (evidence.Kind, error) {
	kind := evidence.Kind(c.Param("kind"))
	if !kind.Shared() {
		return "", evidence.FaultNotFound
	}
	return kind, nil
}

func (d *desk) newEvidence(c *gin.Context) error {
	kind, err := kindOf(c)
	if err != nil {
		return err
	}
	d.showNewEvidence(c, http.StatusOK, kind, EvidenceForm{Item: webkit.NewID()}, nil)
	return nil
}

func (d *desk) showNewEvidence(c *gin.Context, status int, kind evidence.Kind, f EvidenceForm, errs map[string]string) {
	p := d.kit.Printer(c)
	v := views.NewEvidence{Back: atEvidence(p.Lang()), Title: kindName(p, kind), Errors: errs, Fields: d.evidenceFields(c, f, kind, errs)}
	d.page(c, status, v.Title, views.NewEvidencePage(v))
}

func (d *desk) createEvidence(c *gin.Context) error {
	kind, err := kindOf(c)
	if err != nil {
		return err
	}
	var f EvidenceForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	if _, err = d.addEvidence(c, &f, kind); err == nil {
		return d.reused(c, kind, "added")
	}
	errs := d.kit.FieldErrors(c, err)
	if errs == nil || fault.Is(err, fault.CodeMalformed) {
		return err
	}
	d.showNewEvidence(c, http.StatusUnprocessableEntity, kind, f, errs)
	return nil
}

// reused lets the drafts be answered anew, and goes back to the library.
func (d *desk) reused(c *gin.Context, kind evidence.Kind, did string) error {
	n, err := d.admissions.Reuse(c.Request.Context(), d.kit.Actor(c), kind)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	d.kit.SeeOther(c, atEvidence(p.Lang())+"?"+did+"=1&drafts="+p.Number(n))
	return nil
}

// ownItem is the item that the address names.
func (d *desk) ownItem(c *gin.Context) (evidence.Item, error) {
	id, err := itemID(c)
	if err != nil {
		return evidence.Item{}, err
	}
	items, err := d.evidence.Library(c.Request.Context(), d.kit.Actor(c))
	if err != nil {
		return evidence.Item{}, err
	}
	i := slices.IndexFunc(items, func(one evidence.Item) bool { return one.ID == id })
	if i < 0 {
		return evidence.Item{}, evidence.FaultNotFound
	}
	return items[i], nil
}

func (d *desk) askRetire(c *gin.Context) error {
	item, err := d.ownItem(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	v := views.Retire{Back: atEvidence(p.Lang()), Kicker: kindName(p, item.Kind), Title: p.T("evidence.retire.title"), Name: itemName(p, item), Days: itemDays(p, item)}
	d.page(c, http.StatusOK, v.Title, views.RetirePage(v))
	return nil
}

func (d *desk) retire(c *gin.Context) error {
	item, err := d.ownItem(c)
	if err != nil {
		return err
	}
	if err := d.evidence.Retire(c.Request.Context(), d.kit.Actor(c), item.ID); err != nil {
		return err
	}
	return d.reused(c, item.Kind, "retired")
}
