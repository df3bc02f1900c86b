package sharecard

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

func open(t *testing.T) *webtest.Site {
	t.Helper()
	return webtest.Open(t, func(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service) { Mount(r, kit, c) })
}

func TestPicturesOfWhatIsShownToday(t *testing.T) {
	s := open(t)
	h := s.HomeCare("Kotihoiva Aamurusko")
	tags := map[string]bool{}
	for _, l := range locale.Langs() {
		for page, id := range map[paths.Page]uuid.UUID{
			paths.PageResults: h.Offering, paths.PageProducer: h.Producer, paths.PageUnit: h.Unit, paths.PagePoint: h.Point,
		} {
			path := paths.ShareCard(l, page, id.String())
			rec := s.Ask(path)
			picture, err := png.Decode(rec.Body)
			if rec.Code != 200 || err != nil || picture.Bounds().Dx() != 1200 || picture.Bounds().Dy() != 630 || rec.Header().Get("Content-Type") != "image/png" {
				t.Fatalf("%s: %d, %v", path, rec.Code, err)
			}
			tags[rec.Header().Get("ETag")] = true
		}
	}
	if len(tags) != 12 {
		t.Errorf("12 pictures have %d tags", len(tags))
	}
	path := paths.ShareCard(locale.Fi, paths.PageResults, h.Offering.String())
	tag := s.Ask(path).Header().Get("ETag")
	again := func(tags string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(s.Ctx, http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tags)
		rec := httptest.NewRecorder()
		s.Handler.ServeHTTP(rec, r)
		return rec
	}
	if rec := again(`"x", ` + tag); rec.Code != 304 || rec.Body.Len() != 0 {
		t.Errorf("known already: %d, %d bytes", rec.Code, rec.Body.Len())
	}
	s.Exec(`UPDATE price_line SET cents = 4000 WHERE offering_id = $1`, h.Offering)
	if rec := again(tag); rec.Code != 200 || rec.Header().Get("ETag") == tag {
		t.Errorf("of another price: %d", rec.Code)
	}
	s.Event(h.Admission, "suspended", calendar.Date{})
	if rec := again(tag); rec.Code != 404 || rec.Header().Get("ETag") != "" || bytes.HasPrefix(rec.Body.Bytes(), []byte("\x89PNG")) {
		t.Errorf("who is suspended: %d, %q", rec.Code, rec.Header())
	}
	for _, wrong := range []string{"/share/fi/results/x.png", "/share/fi/results/" + h.Offering.String(), "/share/fi/unit/" + h.Offering.String() + ".png"} {
		if rec := s.Ask(wrong); rec.Code != 404 {
			t.Errorf("%s: %d", wrong, rec.Code)
		}
	}
}

func TestOnlySoManyPicturesAreKept(t *testing.T) {
	var k kept
	for i := range 100 {
		k.keep(fmt.Sprint(i), make([]byte, mostKept/10))
		k.keep(fmt.Sprint(i), make([]byte, mostKept/10))
		if _, ok := k.find(fmt.Sprint(i)); !ok || k.bytes > mostKept || len(k.files) != len(k.order) {
			t.Fatalf("%d: %d bytes, %d files, %d in order", i, k.bytes, len(k.files), len(k.order))
		}
	}
	if _, ok := k.find("0"); ok {
		t.Error("the oldest is kept")
	}
}
