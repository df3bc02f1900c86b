package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// own is what a producer's own system may do with a token: see its offerings, and tell of vacancies.
type own struct {
	people    *identity.Service
	offerings *offering.Service
}

// MountOwn adds the routes that need a producer's token. They look at no cookie and let no other site's page in.
func MountOwn(r gin.IRouter, people *identity.Service, offerings *offering.Service, fail func(*gin.Context, error)) {
	o := &own{people: people, offerings: offerings}
	add := func(method, path string, handle func(*gin.Context, actor.Actor) error) {
		r.Handle(method, Prefix+path, func(c *gin.Context) {
			a, err := o.actor(c)
			if err == nil {
				c.Header("Cache-Control", "no-store")
				err = handle(c, a)
			}
			if err != nil {
				fail(c, err)
			}
		})
	}
	add(http.MethodGet, "/own/offerings", o.list)
	add(http.MethodPut, "/own/offerings/:id/vacancy", o.setVacancy)
}

// actor is who the token of the request speaks for.
func (o *own) actor(c *gin.Context) (actor.Actor, error) {
	scheme, secret, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		secret = ""
	}
	a, err := o.people.Bearer(c.Request.Context(), strings.TrimSpace(secret), c.ClientIP(), actor.From(c.Request.Context()).RequestID)
	if err != nil {
		if fault.Is(err, fault.CodeUnauthenticated) {
			c.Header("WWW-Authenticate", `Bearer realm="tuottajatori"`)
		}
		return actor.Actor{}, err
	}
	c.Request = c.Request.WithContext(actor.With(c.Request.Context(), a))
	return a, nil
}

type ownJSON struct {
	ID       uuid.UUID  `json:"id"`
	Service  string     `json:"service"`
	Unit     string     `json:"unit"`
	Point    string     `json:"point"`
	Shown    bool       `json:"shown"`
	Vacancy  string     `json:"vacancy"`
	WaitDays *int       `json:"wait_days"`
	At       *time.Time `json:"updated_at"`
}

func ownOf(l offering.Listed) ownJSON {
	return ownJSON{ID: l.ID, Service: l.Service, Unit: l.UnitName, Point: l.PointName, Shown: l.Shown(), Vacancy: l.Vacancy, WaitDays: l.WaitDays, At: utc(l.VacancyAt)}
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := t.UTC()
	return &at
}

type ownListJSON struct {
	Items []ownJSON  `json:"items"`
	Next  *uuid.UUID `json:"next"`
}

func (o *own) list(c *gin.Context, a actor.Actor) error {
	after := uuid.Nil
	for name, values := range c.Request.URL.Query() {
		id, err := uuid.Parse(values[0])
		if name != "after" || len(values) != 1 || err != nil {
			return fault.New(fault.CodeMalformed, "fault.web.parameters")
		}
		after = id
	}
	list, next, err := o.offerings.List(c.Request.Context(), a, a.Organisation, false, after)
	if err != nil {
		return err
	}
	out := ownListJSON{Items: make([]ownJSON, len(list))}
	for i, l := range list {
		out.Items[i] = ownOf(l)
	}
	if next != uuid.Nil {
		out.Next = &next
	}
	c.JSON(http.StatusOK, out)
	return nil
}

// vacancyLimit is how many bytes a state and a number with their names can take.
const vacancyLimit = 512

func (o *own) setVacancy(c *gin.Context, a actor.Actor) error {
	id, err := uuid.Parse(c.Param("id"))
	if err != nil {
		return identity.ErrNotFound.Because(err)
	}
	var told struct {
		Vacancy  string `json:"vacancy"`
		WaitDays *int   `json:"wait_days"`
	}
	if err := readJSON(c.Request.Body, vacancyLimit, &told); err != nil {
		return fault.New(fault.CodeMalformed, "fault.web.body").Because(err)
	}
	if err := o.offerings.SetVacancy(c.Request.Context(), a, id, told.Vacancy, told.WaitDays); err != nil {
		return err
	}
	l, err := o.offerings.Get(c.Request.Context(), a, id)
	if err != nil {
		return err
	}
	c.JSON(http.StatusOK, ownOf(l))
	return nil
}

// readJSON reads one object of at most so many bytes, with the fields that there are and no others.
func readJSON(body io.Reader, limit int64, into any) error {
	dec := json.NewDecoder(io.LimitReader(body, limit))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one object, or too long")
	}
	return nil
}
