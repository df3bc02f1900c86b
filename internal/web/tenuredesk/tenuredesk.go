// Package tenuredesk serves the pages of an admission while it is held: at the officers' desk with what may be done about it,
// at the producer's desk with what it is asked, and to both the list of what needs looking after.
//
//	tenuredesk.go  what is served where, and what all pages share
//	admission.go   the page of an admission
//	act.go         suspending, lifting
//	remove.go      removing, and why a producer is not heard before that
//	renew.go       a producer's new answer to a single requirement
//	hearing.go     raising a doubt, asking, answering, settling
//	check.go       recording what a register says
//	upkeep.go      the list of what needs looking after
//	day.go         an admission as it was on a day; the audit trail of an object
//	enrol.go       taking a service into the catalogue without an application
//	reply.go       the answer to a hearing, by the producer or by letter
//	words.go       doubts, hearings and evidence in words
package tenuredesk

import (
	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/tenure"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// desk holds what the handlers share.
type desk struct {
	officerframe.Frame
	tenure  *tenure.Service
	people  *identity.Service
	lists   *importing.Desk
	letters *producer.Service
}

// Rooms are the rooms behind the pages.
type Rooms struct {
	Tenure    *tenure.Service
	People    *identity.Service
	Lists     *importing.Desk
	Producers *producer.Service
}

// Mount adds the pages of both desks in the three languages.
func Mount(r gin.IRouter, frame officerframe.Frame, rooms Rooms) {
	d := &desk{Frame: frame, tenure: rooms.Tenure, people: rooms.People, lists: rooms.Lists, letters: rooms.Producers}
	for _, l := range locale.Langs() {
		get := func(path string, h webkit.Handler) { r.GET(paths.Officer(l)+path, d.Kit.H(d.Only(h))) }
		post := func(path string, h webkit.Handler) { r.POST(paths.Officer(l)+path, d.Kit.H(d.Only(h))) }
		get("/upkeep", d.upkeep)
		get("/enrol", d.askEnrol)
		post("/enrol", d.enrol)
		get("/trail/:id", d.showTrail)
		get("/admissions/:id/day", d.onDay)
		get("/admissions/:id", d.admission)
		for path, page := range map[string][2]webkit.Handler{"doubt": {d.askDoubt, d.doubt}, "hearing": {d.askHearing, d.hearing},
			"settle": {d.askSettle, d.settle}, "remove": {d.askRemove, d.remove}, "check": {d.askCheck, d.check}, "letter": {d.askRecord, d.record}} {
			get("/admissions/:id/"+path, page[0])
			post("/admissions/:id/"+path, page[1])
		}
		get("/admissions/:id/letters/:hearing", d.letter)
		get("/admissions/:id/:act", d.askAct)
		post("/admissions/:id/:act", d.act)
		r.GET(paths.Desk(l, "upkeep"), d.Kit.H(d.own(d.upkeep)))
		r.GET(paths.Desk(l, "admissions", ":id"), d.Kit.H(d.own(d.admission)))
		r.GET(paths.Desk(l, "admissions", ":id", "hearing"), d.Kit.H(d.own(d.askReply)))
		r.POST(paths.Desk(l, "admissions", ":id", "hearing"), d.Kit.H(d.own(d.reply)))
		r.GET(paths.Desk(l, "admissions", ":id", "letters", ":hearing"), d.Kit.H(d.own(d.letter)))
		r.GET(paths.Desk(l, "admissions", ":id", "renew", ":requirement"), d.Kit.H(d.own(d.askRenew)))
		r.POST(paths.Desk(l, "admissions", ":id", "renew", ":requirement"), d.Kit.H(d.own(d.renew)))
	}
}

// own keeps a page to producers: officers have their own page of the same admission.
func (d *desk) own(h webkit.Handler) webkit.Handler {
	return func(c *gin.Context) error {
		if err := admission.MayEver(d.Kit.Actor(c), identity.ApplicationSubmit); err != nil {
			return err
		}
		return h(c)
	}
}

// producer tells whether the page is the producer's.
func (d *desk) producer(c *gin.Context) bool { return d.Kit.Actor(c).Role == actor.RoleProducer }

// at is the address of an admission, or of something below it, at the reader's desk.
func (d *desk) at(c *gin.Context, id uuid.UUID, parts ...string) string {
	parts = append([]string{"admissions", id.String()}, parts...)
	if d.producer(c) {
		return paths.Desk(d.Kit.Lang(c), parts...)
	}
	return paths.Officer(d.Kit.Lang(c), parts...)
}

// page answers with a page of the reader's desk.
func (d *desk) page(c *gin.Context, status int, in officerframe.Section, title string, body templ.Component) {
	if !d.producer(c) {
		d.Page(c, status, in, title, body)
		return
	}
	producerframe.Frame{Kit: d.Kit, People: d.people, Told: d.Told, Asks: d.Asks}.Page(c, status, title, body)
}

// file reads the admission that the address names.
func (d *desk) file(c *gin.Context) (tenure.File, error) {
	id, err := webkit.PathID(c, "id")
	if err != nil {
		return tenure.File{}, err
	}
	f, err := d.tenure.File(c.Request.Context(), d.Kit.Actor(c), id)
	if err == nil {
		webkit.MatterOf(c, f.Organiser.Code, f.Organiser.Name(string(d.Kit.Lang(c))))
	}
	return f, err
}

// acted is a file with its history, as most pages need both.
type acted struct {
	tenure.File
	History admission.History
}

func (d *desk) acted(c *gin.Context) (acted, error) {
	f, err := d.file(c)
	if err != nil {
		return acted{}, err
	}
	h, err := d.Admissions.History(c.Request.Context(), d.Kit.Actor(c), f.ID)
	return acted{File: f, History: h}, err
}

// kicker names the producer and the scheme above a form.
func (d *desk) kicker(c *gin.Context, f acted) string {
	return f.History.Producer.Name + ", " + f.Scheme.Name(string(d.Kit.Lang(c)))
}
