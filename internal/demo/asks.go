package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/ask"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
)

// wished is a request to the demo producer, and what becomes of it.
type wished struct {
	name, phone, place, whom, lang string
	wish, when                     string
	services                       []string // of the demo producer
	others                         bool     // cleaning by another producer, too
	then                           []turn
}

// turn is what happens next: an answer of the producer, or what the visitor does.
type turn struct {
	kind ask.Kind
	text string
	days int // Room: from so many days on
}

// Withdrawn ones come early, so that the list does not end with them. Nobody here leaves an e-mail address, so nobody is written to.
var requests = []wished{
	{"Raili Usvanen", "050 000 2101", "40100", ask.ForMe, "fi", "Kaipaan apua suihkussa käyntiin kaksi kertaa viikossa.", "", []string{"home_care"}, false, []turn{{kind: ask.Withdrawn}}},
	{"Hannu Kuikkala", "050 000 2102", "Laukaa", ask.ForClose, "fi", "Äidille tarvittaisiin iltakäynti joka päivä. Hän asuu Laukaassa.", "iltaisin", []string{"home_care"}, false,
		[]turn{{kind: ask.NoRoom, text: "Emme valitettavasti pysty nyt ottamaan uusia iltakäyntejä Laukaassa."}}},
	{"Tuula Ahjola", "050 000 2103", "40520", ask.ForMe, "fi", "Siivous joka toinen viikko, kaksi huonetta ja keittiö.", "arkisin kello 9–12", []string{"cleaning"}, false,
		[]turn{{kind: ask.Room, days: 12}, {kind: ask.Closed, text: "Sovimme siivouksen aloittamisesta puhelimessa."}}},
	{"Kari Notkola", "050 000 2104", "40200", ask.ForClose, "fi", "Isä kotiutuu sairaalasta ensi viikolla ja tarvitsee apua aamuisin.", "milloin vain", []string{"home_care", "home_nursing"}, false, []turn{{kind: ask.Contact}}},
	{"Gunilla Dimberg", "050 000 2105", "Jyväskylä", ask.ForMe, "sv", "Jag behöver hjälp med städning en gång i veckan.", "", []string{"cleaning"}, false,
		[]turn{{kind: ask.Room, text: "Vi har plats. Vi kan börja med ett besök hos er.", days: 7}}},
	{"Päivi Suvanne", "050 000 2106", "40100", ask.ForClose, "fi", "Kotihoitoa anopille, joka asuu yksin.", "iltapäivisin", []string{"home_care"}, false,
		[]turn{{kind: ask.Question, text: "Kuinka monta kertaa päivässä apua tarvitaan?"}}},
	{"Lauri Polkunen", "050 000 2107", "Muurame", ask.ForMe, "fi", "Tarvitsen apua lääkkeiden jakamiseen.", "", []string{"home_nursing"}, false,
		[]turn{{kind: ask.Question, text: "Onko teillä jo palvelusetelipäätös?"}, {kind: ask.Replied, text: "Kyllä on, päätös tuli viime viikolla."}}},
	{"Veera Lumonen", "050 000 2108", "40520", ask.ForClose, "fi", "Mummolle kotihoitoa aamuisin ja siivousta kerran viikossa. Voiko molemmat saada teiltä?", "kello 12 jälkeen", []string{"home_care", "cleaning"}, false, nil},
	{"Anna Strandsten", "050 000 2109", "Jyväskylä", ask.ForMe, "en", "I would like help with cleaning every other week, in English if possible. I am asking two of you.", "weekdays after 3 p.m.", []string{"cleaning"}, true, nil},
	{"Risto Valkamala", "050 000 2110", "40500", ask.ForMe, "fi", "Siivousta kerran kuussa.", "", []string{"cleaning"}, false, nil},
}

// Ask lets visitors ask the demo producer for services, and has it answer some: as visitors and producers do, through their use cases,
// so that each request is made now, under keys of its own. Where the data is told from another day nobody asks.
func Ask(ctx context.Context, d *db.DB, asks *ask.Service, asOf calendar.Date) error {
	now, err := db.Now(ctx, d)
	if err != nil || calendar.Today(now) != asOf {
		return d.Translate(err)
	}
	desk, err := readDeskOfAsks(ctx, d)
	if err != nil {
		return d.Translate(err)
	}
	for i, r := range requests {
		if err := r.make(ctx, asks, desk, fmt.Sprint("demo ", i), now); err != nil {
			return fmt.Errorf("demo request %d: %w", i, err)
		}
	}
	return nil
}

func (r wished) make(ctx context.Context, asks *ask.Service, desk deskOfAsks, network string, now time.Time) error {
	n := ask.New{Form: asks.Form(now.Add(-time.Minute)), Consent: true, Lang: r.lang, Network: network, Way: ask.WayPage,
		Content: ask.Content{Name: r.name, Phone: r.phone, Place: r.place, For: r.whom, Wish: r.wish, When: r.when}}
	for _, service := range r.services {
		n.Offerings = append(n.Offerings, desk.offerings[service])
	}
	if r.others {
		n.Offerings = append(n.Offerings, desk.others...)
	}
	visitor := actor.Visitor("demo")
	sent, err := asks.Send(ctx, visitor, n)
	if err != nil {
		return err
	}
	whole, err := asks.Follow(ctx, sent.Link)
	if err != nil {
		return err
	}
	request := whole.Cases[0].ID
	for _, t := range r.then {
		id := uuid.Must(uuid.NewV7())
		switch t.kind {
		case ask.Replied:
			err = asks.Reply(ctx, visitor, sent.Link, ask.Reply{ID: id, Request: request, Text: t.text})
		case ask.Withdrawn:
			err = asks.Withdraw(ctx, visitor, sent.Link, request)
		default:
			answer := ask.Answer{ID: id, Request: request, Kind: t.kind, Text: t.text}
			if t.days > 0 {
				from := calendar.Today(now).AddDays(t.days)
				answer.RoomFrom = &from
			}
			err = asks.Answer(ctx, desk.producer, answer)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
