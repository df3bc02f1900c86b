package walk

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
)

// list sends prices as a file: right rows, wrong ones, and rows about what is another's. Looking does what applying does, but
// writes nothing; the same file again asks for nothing.
func (w *walk) list(rt *rapid.T) {
	firm := pick(rt, "firm", w.firms)
	a := pick(rt, "who of it", w.whose(actor.RoleProducer, firm.id))
	own, others := w.offersOf(firm.id)
	text := &strings.Builder{}
	text.WriteString("Tunniste;Hintayksikkö;Aika;Uusi hinta;Alkaen\n")
	wrong := 0
	row := func(id uuid.UUID, price string) {
		time := pick(rt, "time", []string{"arki", "arki", "ilta", "yö"})
		fmt.Fprintf(text, "%s;tunti;%s;%s;%s\n", id, time, price, w.today().AddDays(between(rt, "from", 0, 60)))
	}
	for range between(rt, "rows", 1, 5) {
		row(pick(rt, "offering", own), fmt.Sprintf("%d,%02d", between(rt, "euros", 10, 65), between(rt, "cents", 0, 99)))
	}
	if w.chance(rt, "another's", 4) && len(others) > 0 {
		row(pick(rt, "other", others), "40")
		wrong++
	}
	if w.chance(rt, "five decimals", 4) {
		row(pick(rt, "offering", own), "40,00001")
		wrong++
	}
	id, again := uuid.New(), uuid.New()
	for _, one := range []uuid.UUID{id, again} {
		content := bytes.NewReader([]byte(text.String()))
		if err := w.sheets.Keep(ctx, a, a.Organisation, one, "hinnat.csv", content, content.Size()); err != nil {
			rt.Fatalf("a list is not kept: %v", explain(err))
		}
	}
	looked, err := w.sheets.Look(ctx, a, id)
	w.must(err)
	if n := looked.Count("wrong"); n < wrong {
		rt.Fatalf("%d rows are wrong, %d are found:\n%s", wrong, n, text)
	}
	stranger := w.somebody(rt)
	if _, err := w.sheets.Look(ctx, stranger, id); err == nil && (stranger.Role != actor.RoleProducer || stranger.Organisation != a.Organisation) {
		rt.Fatalf("%s %s sees the prices of %s", stranger.Role, stranger.Organisation, a.Organisation)
	}
	w.apply(rt, a, id, again, looked.Count("wrong"), text.String())
}

func (w *walk) apply(rt *rapid.T, a actor.Actor, id, again uuid.UUID, wrong int, text string) {
	rightOnly := w.chance(rt, "only right ones", 2)
	v := must
	if wrong > 0 && !rightOnly {
		v = never
	}
	before := w.priced()
	looked, err := w.sheets.Look(ctx, a, id)
	w.must(err)
	if w.try(rt, "price list", a, v, true, func() error { return w.sheets.Apply(ctx, a, id, rightOnly) }) != nil {
		return
	}
	asked := looked.Count("new") + looked.Count("changed") + looked.Count("proposed")
	if after := w.priced(); (after != before) != (asked > 0) {
		rt.Fatalf("%d rows ask for something; prices before and after:\n%s\n%s\n%s", asked, before, after, text)
	}
	after := w.priced()
	if err := w.sheets.Apply(ctx, a, again, true); err != nil {
		rt.Fatalf("the same list again: %v", explain(err))
	}
	if twice := w.priced(); twice != after {
		rt.Fatalf("the same list again changed something:\n%s\n%s\n%s", text, after, twice)
	}
}

// priced is every price line, class and proposal, in short.
func (w *world) priced() (sum string) {
	w.must(w.Owner.Get(&sum, `SELECT coalesce(string_agg(line, ' ' ORDER BY line), '') FROM (
		SELECT concat_ws('|', offering_id, unit, valid, cents) AS line FROM price_line
		UNION ALL SELECT concat_ws('|', offering_id, unit, class, valid, cents, percent) FROM price_class
		UNION ALL SELECT concat_ws('|', offering_id, unit, class, from_day, cents, percent) FROM price_proposal WHERE NOT closed) x`))
	return sum
}

// offersOf are the offerings of a producer, and those of others.
func (w *world) offersOf(producer uuid.UUID) (own, others []uuid.UUID) {
	for same, list := range map[bool]*[]uuid.UUID{true: &own, false: &others} {
		w.must(w.Owner.Select(list, `SELECT o.id FROM offering o JOIN admission a ON a.id = o.admission_id WHERE (a.producer_id = $1) = $2 AND o.withdrawn_at IS NULL
			ORDER BY o.created_at, o.id`, producer, same))
	}
	return own, others
}

// drawArea makes an area, changes one, or takes one away.
func (w *walk) drawArea(rt *rapid.T) {
	code := pick(rt, "county", []string{"15", "03"})
	county := map[string][]string{"15": {"179", "40520", "410", "49"}, "03": {"049", "235", "257"}}[code]
	var organiser uuid.UUID
	w.must(w.Owner.Get(&organiser, `SELECT id FROM organiser WHERE code = $1`, code))
	own := w.whose(actor.RoleOfficer, organiser)
	a := w.somebody(rt, own...)
	area := offering.Area{ID: uuid.New(), Name: offering.Text{Fi: "Alue " + pick(rt, "name", []string{"A", "B", "C"}), Sv: "Område", En: "Area"}, Parts: []string{pick(rt, "part", county)}}
	if w.chance(rt, "of the other county", 8) {
		area.Parts = append(area.Parts, map[string]string{"15": "049", "03": "179"}[code])
	}
	there, err := w.offerings.AreasOf(ctx, organiser)
	w.must(err)
	if len(there) > 0 && w.chance(rt, "one that is there", 2) {
		was := pick(rt, "area", there)
		area.ID, area.Version, area.Schemes = was.ID, was.Version, was.Schemes
		if w.chance(rt, "take away", 3) {
			used := was.Offerings > 0 || len(was.Schemes) > 0
			_ = w.try(rt, "remove area", a, holds(must, isOneOf(a, own), !used), false, func() error { return w.offerings.RemoveArea(ctx, a, area.ID) })
			return
		}
	}
	_ = w.try(rt, "draw area", a, holds(may, isOneOf(a, own), len(area.Parts) == 1), area.Version == 0, func() error { return w.offerings.SaveArea(ctx, a, area) })
}
