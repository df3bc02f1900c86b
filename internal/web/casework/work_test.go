package casework_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// TestOneOfficerPreparesAndAnotherDecides walks four eyes, two officers at once, and bulk approval through the pages.
func TestOneOfficerPreparesAndAnotherDecides(t *testing.T) {
	s := open(t)
	_, err := s.Owner.ExecContext(ctx, `UPDATE scheme SET four_eyes = true WHERE id = $1`, s.Voucher.ID)
	s.must(err)
	first, second := s.Sent(t, s.Alice), s.Sent(t, s.Carol)
	sanna, mikko := s.as(s.Officer), s.as(s.Officer2)
	judged := []string{"outcome", "approved"}
	for _, r := range []scheme.Requirement{s.Declaration, s.Sum, s.Until, s.Proof, s.Plan} {
		judged = append(judged, admission.FieldMet(r.ID), "yes")
	}
	base := "/fi/hankinta/applications/"
	alone := sanna.open(base+first.String()).is(200, "Tallenna valmistelu", "!Tee päätös", "Tallenna ensin valmistelu")
	mikkos := mikko.open(base + first.String())
	sanna.send(alone.path+"/take", "from", "").is(200, "Hakemus on nyt sinulla")
	mikko.send(mikkos.path+"/take", "from", "").is(409, "Joku toinen ehti ottaa hakemuksen")
	prepare := func(b *browser, id uuid.UUID) page {
		return b.send(base+id.String()+"/prepare", append([]string{"id", uuid.NewString(), "prepared", ""}, judged...)...)
	}
	prepare(sanna, first).is(200, "Valmistelu on tallennettu", "Sanna Virtanen ehdottaa hakemuksen hyväksymistä", "Valmistelit tämän itse", "!Tee päätös")
	prepare(mikko, first).is(409, "Joku toinen on tallentanut valmistelun")
	prepare(sanna, second).is(200, "Valmistelu on tallennettu")
	decide := append([]string{"id", uuid.NewString(), "prepared", ""}, judged...)
	mikko.send(base+first.String(), decide...).is(409, "Joku toinen on tallentanut valmistelun", "Tee päätös")
	sanna.send(base+first.String(), decide...).is(403, "päätöksen tekee toinen viranhaltija")

	sanna.open("/fi/hankinta/approve?scheme="+s.Voucher.ID.String()).is(200, "Näistä päättää toinen viranhaltija", "Valmistelit hakemuksen itse")
	list := mikko.open("/fi/hankinta/approve?scheme="+s.Voucher.ID.String()).is(200, "Kotihoiva Aamurusko Oy", "Hoivakodit Tuomikumpu Oy", "!Valmistelit hakemuksen itse")
	chosen := list.values("cases")
	if len(chosen) != 2 {
		t.Fatalf("%d cases to choose", len(chosen))
	}
	mikko.send("/fi/hankinta/approve?scheme="+s.Voucher.ID.String()).is(422, "Valitse ainakin yksi hakemus.")
	s.must(s.Withdraw(ctx, s.Carol, second))
	form := []string{"cases", chosen[0], "cases", chosen[1]}
	for range 2 { // the same form again tells the same
		mikko.send("/fi/hankinta/approve", form...).is(200, "1 hakemus hyväksytty", "Näitä ei hyväksytty", "Hakemus on peruttu.", "Kotihoiva Aamurusko Oy")
	}
	mikko.open(base+first.String()).is(200, "Hakemus on hyväksytty", "Mikko Korhonen")

	third := s.Sent(t, s.Carol)
	prepare(sanna, third).is(200, "Valmistelu on tallennettu")
	against := append([]string{"id", uuid.NewString(), "prepared", mikko.open(base+third.String()).is(200, "Miksi päätät toisin kuin on valmisteltu?").values("prepared")[0]}, judged...)
	against = append(against, admission.FieldReason(s.Plan.ID), "Suunnitelma puuttuu.", "reasons", "Edellytys ei täyty.")
	for i, v := range against {
		switch {
		case v == "approved":
			against[i] = "rejected"
		case v == admission.FieldMet(s.Plan.ID):
			against[i+1] = "no"
		}
	}
	mikko.send(base+third.String(), against...).is(422, "Kirjoita, miksi päätät toisin kuin kollega on valmistellut.", "Suunnitelma puuttuu.")
	mikko.send(base+third.String(), append(against, "departure", "Liite oli väärä.")...).is(200, "Päätös on tehty", "!Liite oli väärä.")
	sanna.open(base+third.String()).is(200, "Sanna Virtanen ehdotti hakemuksen hyväksymistä", "Miksi päätettiin toisin kuin valmisteltiin", "Liite oli väärä.")
	s.as(s.Carol).open("/fi/tuottaja/applications/"+third.String()+"/decision").is(200, "Suunnitelma puuttuu.", "!Liite oli väärä.")

	saved := mikko.send("/fi/hankinta/views", "id", uuid.NewString(), "name", "Päätetyt omat", "view", "decided", "who", "mine").is(200, "Näkymä on tallennettu", "Päätetyt omat")
	sanna.open(saved.path).is(200, "Sen on tehnyt Mikko Korhonen", "!Poista näkymä")
	mikko.send("/fi/hankinta/views", "id", uuid.NewString(), "name", " ").is(422, "Anna näkymälle nimi.")
}
