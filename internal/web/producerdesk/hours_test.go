package producerdesk_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/web/public"
)

// pointWith makes a point of the producer where home care is offered, and gives the ids of both.
func (h *house) pointWith() (point, offering string) {
	h.t.Helper()
	unit, p, o := newID(), newID(), newID()
	h.exec(`INSERT INTO service_unit (id, producer_id, name, phone) VALUES ($1, $2, 'Kotihoito', '014 123 456')`, unit, h.own.Organisation)
	h.exec(`INSERT INTO service_point (id, unit_id, name, municipality_code) VALUES ($1, $2, 'Toimisto', '179')`, p, unit)
	h.exec(`INSERT INTO offering (id, admission_id, service_key, point_id, at_home, spoken) VALUES ($1, $2, 'home_care', $3, false, '{fi}')`, o, h.admit(h.own), p)
	return p.String(), o.String()
}

// visitor adds the public pages, and whoever asks is nobody.
func (h *house) visitor() {
	h.actor = actor.Actor{}
	if r, ok := h.handler.(*gin.Engine); ok {
		public.Mount(r, h.kit, catalogue.New(h.Service, nil, catalogue.Options{}), nil)
	}
}

func inDays(n int) string {
	d := calendar.Today(time.Now()).AddDays(n)
	return fmt.Sprintf("%d.%d.%d", d.Day, int(d.Month), d.Year)
}

// What the producer tells in the form stands on the page that anyone reads.
func TestHoursFromTheDeskToThePage(t *testing.T) {
	h := newHouse(t)
	point, offering := h.pointWith()
	path := "/fi/tuottaja/points/" + point + "/hours"
	h.get("/fi/tuottaja/units").has(http.StatusOK, `href="`+path+`"`)
	form := h.get(path).has(http.StatusOK, "Milloin paikka on avoinna?", "Maanantai", "Sunnuntai", "Poikkeus 3")
	tomorrow := inDays(1)
	h.post(path, "version", form.hidden("version"), "state", "regular", "day0-opens", "klo 8", "day0-closes", "16.30", "copy", "yes", "day5-round", "yes",
		"holidays", "closed", "eves", "closed", "else_agreement", "yes", "exception0-first", tomorrow, "exception0-note", "Koulutus",
		"exception1-first", "", "exception1-last", "").leads("/fi/tuottaja/units?saved=hours")
	h.get("/fi/tuottaja/units?saved=hours").has(http.StatusOK, "Aukioloajat on tallennettu")
	again := h.get(path).has(http.StatusOK, `name="day4-opens" type="text" value="8"`, `name="day4-closes" type="text" value="16.30"`, `value="`+tomorrow+`"`, "Koulutus")
	if again.hidden("version") != "1" {
		t.Errorf("version %s", again.hidden("version"))
	}
	stale := h.post(path, "version", "0", "state", "agreement").has(http.StatusConflict, "Ma–pe 8–16.30")
	if stale.hidden("version") != "1" {
		t.Error("what is sent again is stale again")
	}

	h.visitor()
	for _, page := range []string{"/fi/palvelupisteet/" + point, "/fi/palvelut/" + offering} {
		h.get(page).has(http.StatusOK, "Ma–pe", "8–16.30", "ympäri vuorokauden", "Su", "suljettu", "Muina aikoina sopimuksen mukaan.", "Koulutus",
			"Ajat vahvistettu "+inDays(0), "Tilanne ", `"openingHoursSpecification":[`, `"opens":"08:00"`)
	}
	h.get("/sv/servicestallen/"+point).has(http.StatusOK, "Må–fr", "8–16.30", "dygnet runt", "stängt")
	h.get("/en/service-points/"+point).has(http.StatusOK, "Mon–Fri", "8:00–16:30", "round the clock", "closed")

	h.actor = h.own
	h.post(path, "version", "1", "state", "agreement").leads("/fi/tuottaja/units?saved=hours")
	h.actor = actor.Actor{}
	h.get("/fi/palvelupisteet/"+point).has(http.StatusOK, "Avoinna sopimuksen mukaan")
	h.actor = h.own
	h.post(path, "version", "2", "state", "not_told").leads("/fi/tuottaja/units?saved=hours")
	h.actor = actor.Actor{}
	untold := h.get("/fi/palvelupisteet/"+point).has(http.StatusOK, "Aukioloaikoja ei ole kerrottu. Kysy ne puhelimitse.")
	if strings.Contains(untold.Body, "openingHoursSpecification") {
		t.Error("machines are told of hours that nobody has told")
	}
}

// Every slip is told at its field, all at once, and what was typed stays.
func TestHoursTypedWrong(t *testing.T) {
	h := newHouse(t)
	point, _ := h.pointWith()
	path := "/fi/tuottaja/points/" + point + "/hours"
	good := []string{"version", "0", "state", "regular", "day6-opens", "8", "day6-closes", "16", "holidays", "closed", "eves", "closed"}
	for name, c := range map[string]struct {
		form []string
		want string
	}{
		"8.5":                         {[]string{"day0-opens", "8.5", "day0-closes", "16"}, "Maanantai: Aikaa 8.5 ei voi lukea"},
		"25:00":                       {[]string{"day0-opens", "8", "day0-closes", "25:00"}, "Maanantai: Aikaa 25:00 ei voi lukea"},
		"closing before opening":      {[]string{"day1-opens", "16", "day1-closes", "8"}, "Tiistai: Sulkemisaika ei ole avaamisajan jälkeen"},
		"for no time, past midnight":  {[]string{"day1-opens", "8", "day1-closes", "8", "overnight", "yes"}, "Tiistai: Sulkemisaika ei ole"},
		"overlapping":                 {[]string{"day2-opens", "8", "day2-closes", "12", "day2-opens2", "11", "day2-closes2", "16"}, "Keskiviikko: Ajat menevät päällekkäin"},
		"a night into the morning":    {[]string{"day5-opens", "20", "day5-closes", "9", "overnight", "yes"}, "Lauantai: Ajat menevät päällekkäin"},
		"half a time":                 {[]string{"day3-opens", "8"}, "Torstai: Kirjoita sekä"},
		"round the clock and times":   {[]string{"day3-opens", "8", "day3-closes", "16", "day3-round", "yes"}, "Torstai: Valitsit aukiolon"},
		"copied, and typed otherwise": {[]string{"day0-opens", "8", "day0-closes", "16", "copy", "yes", "day2-opens", "9", "day2-closes", "15"}, "Keskiviikko: Merkitsit samat ajat"},
		"an exception in the past":    {[]string{"exception0-first", inDays(-1)}, "Poikkeus 1: Päivä on jo mennyt"},
		"30 February":                 {[]string{"exception0-first", "30.2.2027"}, "Poikkeus 1: Päivää 30.2.2027 ei voi lukea"},
		"an exception without a day":  {[]string{"exception0-first", "", "exception0-note", "Tauko"}, "Poikkeus 1: Kirjoita päivä"},
		"the days the wrong way":      {[]string{"exception0-first", inDays(9), "exception0-last", inDays(3)}, "Poikkeus 1: Viimeinen päivä on ennen"},
		"two on a day":                {[]string{"exception0-first", inDays(3), "exception0-last", inDays(9), "exception1-first", inDays(5)}, "Poikkeus 2: Samalle päivälle"},
		"a long note":                 {[]string{"exception0-first", inDays(3), "exception0-note", strings.Repeat("a", 81)}, "enintään 80 merkkiä"},
		"another rule":                {[]string{"holidays", "maybe"}, "Valitse jokin vaihtoehdoista"},
		"a state of its own":          {[]string{"state", "maybe"}, "Valitse jokin vaihtoehdoista"},
		"nothing at all":              {[]string{"day6-opens", "", "day6-closes", ""}, "Kirjoita vähintään yhden päivän ajat"},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			form := append([]string{}, c.form...)
			for i := 0; i < len(good); i += 2 { // the first of a name counts
				form = append(form, good[i], good[i+1])
			}
			page := h.post(path, form...).has(http.StatusUnprocessableEntity, c.want, "Korjaa nämä kohdat")
			for i := 1; i < len(c.form); i += 2 {
				if typed := c.form[i]; typed != "" && typed != "maybe" && !strings.Contains(page.Body, `value="`+typed+`"`) {
					t.Errorf("%q was typed and is gone", typed)
				}
			}
		})
	}
	h.t = t
	all := h.post(path, append([]string{"day0-opens", "8.5", "day0-closes", "9", "day1-opens", "16", "day1-closes", "8"}, good...)...)
	all.has(http.StatusUnprocessableEntity, "Maanantai: Aikaa 8.5", "Tiistai: Sulkemisaika")
	many := append([]string{}, good...)
	for i := range 400 {
		many = append(many, "exception"+strconv.Itoa(i)+"-first", inDays(i))
	}
	h.post(path, many...).has(http.StatusUnprocessableEntity, "Rivejä on liikaa. Niitä voi olla enintään 40.")
	h.post(path, "version", "0").has(http.StatusUnprocessableEntity, "Valitse jokin vaihtoehdoista")
	if n := h.text(`SELECT count(*)::text FROM point_hours`); n != "0" {
		t.Errorf("%s points have hours", n)
	}
}

// Another's point is not there.
func TestHoursOfAnothersPoint(t *testing.T) {
	h := newHouse(t)
	point, _ := h.pointWith()
	h.actor = h.producer()
	path := "/fi/tuottaja/points/" + point + "/hours"
	h.get(path).has(http.StatusNotFound)
	h.post(path, "version", "0", "state", "agreement").has(http.StatusNotFound)
	h.get("/fi/tuottaja/points/nothing/hours").has(http.StatusNotFound)
}
