package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// listedTwice are producers that a list brought in, though they are in the register already: the demo producer claims the
// first, and an officer is told of the second.
var listedTwice = []string{"Kotihoiva Usvaniemi", ""}

// twice is what stands twice, and the files that were brought in.
type twice struct {
	claims []claim
	prices []priceList
	lists  []listed
}

type claim struct {
	id         uuid.UUID
	kept, gone *firm
	by         *person
	at         time.Time
}

// priceList is a producer's file of prices; done: how many rows of it were applied, below zero when it was not.
type priceList struct {
	id      uuid.UUID
	firm    *firm
	name    string
	content string
	at      time.Time
	done    int
}

type listed struct {
	id      uuid.UUID
	name    string
	content string
	at      time.Time
}

// standTwice adds the two, the claim, and files that wait to be looked at.
func (w *world) standTwice(home *organiser, own *firm) {
	c := w.opt.chance("twice")
	for i, name := range listedTwice {
		like := own
		if i > 0 && len(w.desk.held.checked) > 0 {
			like = w.desk.held.checked[0].firm
		}
		w.listAgain(c, home, like, name)
	}
	w.desk.twice.claims = []claim{{id: w.opt.id("claim", 0, w.ago(2)), kept: own, gone: w.producers[len(w.producers)-len(listedTwice)], by: w.memberOf(own), at: w.ago(2)}}
	var rows, wrong strings.Builder
	for _, text := range []*strings.Builder{&rows, &wrong} {
		text.WriteString("Tunniste;Hintayksikkö;Uusi hinta;Alkaen\n")
	}
	from := w.opt.AsOf.AddDays(40)
	for i, o := range w.offerings {
		if o.admitted.firm != own || len(o.prices) == 0 {
			continue
		}
		last := o.prices[len(o.prices)-1]
		fmt.Fprintf(&rows, "%s;%s;;\n", o.id, last.unit)
		price := fmt.Sprintf("%d,%02d", (last.cents+100)/100, last.cents%100)
		if i%2 == 0 {
			price += "001" // more decimals than a price has
		}
		fmt.Fprintf(&wrong, "%s;%s;%s;%d.%d.%d\n", o.id, last.unit, price, from.Day, from.Month, from.Year)
	}
	w.desk.twice.prices = []priceList{
		{id: w.opt.id("price list", 0, w.ago(60)), firm: own, name: "hinnat-ennallaan.csv", content: rows.String(), at: w.ago(60)},
		{id: w.opt.id("price list", 1, w.ago(1)), firm: own, name: "hinnat-uudet.csv", content: wrong.String(), at: w.ago(1), done: -1},
	}
	w.desk.twice.lists = []listed{{id: w.opt.id("list", 0, w.ago(3)), name: "kylatalot.csv", at: w.ago(3),
		content: "Nimi;Katuosoite;Postinumero;Puhelin\nUsvalan kylätalo ry;Kylätie 4;41310;014 000 2201\nHalmelan nuorisoseura ry;Seurantie 1;41340;014 000 2202\n"}}
}

// listAgain adds a producer as a list does: by another way of writing the name, at the address of the first, and without a
// business id.
func (w *world) listAgain(c chance, home *organiser, like *firm, name string) {
	if name == "" {
		name = strings.ToUpper(like.brand)
	}
	created := w.ago(70)
	f := &firm{id: w.opt.id("producer", len(w.producers), created), name: name, brand: name, kind: producer.UnknownKind, created: created}
	w.producers = append(w.producers, f)
	first := like.units[0].points[0]
	p := w.addPoint(c, w.addUnit(c, f, like.units[0].group, first.municipality), first.municipality)
	p.street, p.postalCode, p.lat, p.lon = first.street, first.postalCode, first.lat, first.lon
	a := w.admit(c, home.scheme(scheme.RegimeListing), f)
	w.offer(c, a, p, slot{levelOf("home_care"), scheme.RegimeListing, first.municipality})
}
