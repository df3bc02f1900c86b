package demo_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/demo"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// The rooms of the product read demo data as they read their own: accounts, queues, receipts, the producer's own admissions.
func TestTheRoomsUnderstandIt(t *testing.T) {
	d := dbtest.New(t)
	load(t, d, demo.Options{Offerings: 300, Seed: 1, AsOf: asOf})
	here, err := url.Parse("http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	people := identity.New(d.Service, nil, nil, identity.Options{PublicURL: here, Demo: true})
	accounts, err := people.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]string
	for _, a := range accounts {
		got = append(got, [2]string{string(a.Role), a.OrganisationName("fi")})
	}
	want := [][2]string{{"producer", "Kotihoiva Usvaniemi Oy"}, {"officer", "Keski-Suomen hyvinvointialue"}, {"supervisor", "Keski-Suomen hyvinvointialue"}, {"operator", "Palveluohjaamo Usvatie Oy"}, {"guidance", "Keski-Suomen hyvinvointialue"}, {"administrator", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("accounts (-want +got):\n%s", diff)
	}
	who := func(i int) actor.Actor {
		a := actor.Actor{Person: accounts[i].Person, Role: accounts[i].Role}
		if err := d.Owner.Get(&a.Organisation, `SELECT coalesce(producer_id, organiser_id, operator_id, $2) FROM membership WHERE person_id = $1`, a.Person, uuid.Nil); err != nil {
			t.Fatal(err)
		}
		return a
	}
	admissions := admission.New(d.Service, people, producer.New(d.Service, nil, people))
	for i, atLeast := range map[int]int{1: 14, 3: 7} {
		queue, err := admissions.Queue(t.Context(), who(i), admission.QueueQuery{})
		if err != nil || queue.Total < atLeast {
			t.Fatalf("the queue of %s has %d cases, %v", accounts[i].Role, queue.Total, err)
		}
		for _, row := range queue.Rows {
			r, err := admissions.Receipt(t.Context(), who(i), row.ID)
			if err != nil || len(r.Snapshot.Requirements) == 0 || len(r.Snapshot.Points) == 0 || len(r.Snapshot.ServiceKeys()) == 0 {
				t.Errorf("%s: %+v, %v", row.CaseNumber, r.Snapshot, err)
			}
			for _, demand := range r.Snapshot.Requirements {
				if found := demand.Check(demand.Answer, asOf.AddDays(-60)); found != scheme.FindingMet {
					t.Errorf("%s: %s is %s", row.CaseNumber, demand.TitleEn, found)
				}
			}
		}
	}
	own := who(0)
	for query, n := range map[string]int{
		`SELECT count(*) FROM application WHERE producer_id = $1`:                                                                         2,
		`SELECT count(*) FROM admission WHERE producer_id = $1 AND origin = 'decision'`:                                                   1,
		`SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id WHERE a.producer_id = $1`:                              5,
		`SELECT count(*) FROM service_point p JOIN service_unit u ON u.id = p.unit_id WHERE u.producer_id = $1`:                           3,
		`SELECT count(*) FROM admission_event e JOIN admission a ON a.id = e.admission_id WHERE a.producer_id = $1`:                       0,
		`SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id WHERE a.producer_id = $1 AND withdrawn_at IS NOT NULL`: 0,
	} {
		if have := number(t, d.Owner, query, own.Organisation); have != n {
			t.Errorf("%s: %d, want %d", query, have, n)
		}
	}
}
