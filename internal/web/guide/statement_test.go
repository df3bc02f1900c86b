package guide

import (
	"testing"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestTheStatementSaysWhatTheAdministratorHasSaid: until then, that nobody has checked it.
func TestTheStatementSaysWhatTheAdministratorHasSaid(t *testing.T) {
	s := open(t)
	s.OK("/fi/saavutettavuus").Wants("ei ole vielä tarkistanut", "Liikenne- ja viestintävirasto Traficom", "www.saavutettavuusvaatimukset.fi")
	s.OK("/sv/tillganglighet").Wants("har ännu inte kontrollerat", "Transport- och kommunikationsverket Traficom", "www.tillganglighetskrav.fi")
	s.OK("/en/accessibility").Wants("www.webaccessibility.fi")
	who := uuid.New()
	s.Exec(`INSERT INTO person (id, email, name) VALUES ($1, 'paa@tori.example', 'P')`, who)
	err := s.people().EditStatement(s.Ctx, actor.Actor{Person: who, Role: actor.RoleAdministrator}, identity.Statement{
		CheckedOn: calendar.Today(s.Now), AuthorityFi: "Virasto", AuthoritySv: "Verket", AuthorityEn: "Agency",
		SiteFi: "https://virasto.example/", SiteSv: "https://virasto.example/sv", SiteEn: "https://virasto.example/en",
		Email: "saavutettavuus@virasto.example", Phone: "029 000 0000",
	})
	if err != nil {
		t.Fatal(err)
	}
	p := s.OK("/fi/saavutettavuus")
	p.Wants("on tarkistanut selosteen ja nämä yhteystiedot 19.5.2026", "Virasto", "virasto.example", "saavutettavuus@virasto.example", "029 000 0000")
	p.Lacks("Traficom")
	s.OK("/en/accessibility").Wants("19 May 2026", "Agency", "virasto.example/en")
}

func TestWhatDependsOnIncomeLeadsToTheEstimate(t *testing.T) {
	s := open(t)
	for l, want := range map[locale.Lang]string{locale.Fi: "/fi/arvioi-maksu", locale.Sv: "/sv/uppskatta-avgift", locale.En: "/en/estimate-fee"} {
		for _, topic := range paths.Topics(paths.PageHelp) {
			leads := len(s.OK(paths.Help(l, topic)).All(`main a[href="`+want+`"]`)) == 1
			if leads != (topic == paths.HelpIncome || topic == paths.HelpFee) {
				t.Errorf("%s in %s leads to the estimate: %v", topic, l, leads)
			}
		}
	}
}
