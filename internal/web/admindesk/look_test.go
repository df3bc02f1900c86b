package admindesk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/web/account/accounttest"
)

// aLogo is a picture of that size as a PNG.
func aLogo(t *testing.T, width, height int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		m.Set(x, height/2, color.NRGBA{R: 44, G: 58, B: 120, A: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload is a multipart form: its content type and its body.
func upload(t *testing.T, name string, content []byte, fields ...string) (string, []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	if name != "" {
		part, err := w.CreateFormFile("logo", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

// got is what an address answers without anybody signed in.
func got(t *testing.T, s *accounttest.Site, path string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	_, _ = b.ReadFrom(answer.Body)
	return answer, b.String()
}

func TestChoosingColours(t *testing.T) {
	s := accounttest.New(t)
	b, other := admin(s), s.Browser()
	other.SignIn("paa@tori.example")
	const path = keskiSuomi + "/colours"
	form := func(more ...string) []string {
		return append([]string{"version", "0", "brand", "#2C3A78", "on_brand", "ffffff", "link", "#29489a", "accent", "#f3c969"}, more...)
	}
	b.Open(keskiSuomi).Is(t, 200, "", path, "Käytössä ovat palvelun värit", "Logoa ei ole")
	b.Open(path).Is(t, 200, "", `value="#0e4f4b"`, `name="version" value="0"`, "sample.css?accent=f4b54d&amp;brand=0e4f4b")
	b.Open(keskiSuomi+"/sample.css?brand=2c3a78&on_brand=ffffff&link=29489a&accent=f3c969").Is(t, 200, "", ".tt-sample{--tt-brand:#2c3a78;")
	b.Open(keskiSuomi+"/sample.css?brand=red%3B%7D&on_brand=ffffff&link=29489a&accent=f3c969").Is(t, 404, "")
	s.Browser().Open(keskiSuomi+"/sample.css?brand=2c3a78&on_brand=ffffff&link=29489a&accent=f3c969").Is(t, 200, "", `name="password"`) // to sign in

	b.Send(path, form("do", "preview")...).Is(t, 200, path, "brand=2c3a78", `value="#2C3A78"`, "riittää")
	for _, bad := range []string{"red", "#fff", "#2c3a7g", "#2c3a78;}", "</style>", ""} {
		b.Send(path, "version", "0", "brand", bad, "on_brand", "ffffff", "link", "#29489a", "accent", "#f3c969", "do", "save").
			Is(t, 422, path, "<title>Virhe:", `href="#brand"`, "kuutena merkkinä")
	}
	pale := []string{"version", "0", "brand", "#ffd500", "on_brand", "#000000", "link", "#29489a", "accent", "#f3c969"}
	b.Send(path, append(pale, "do", "save")...).Is(t, 422, path, `href="#brand"`, "kontrasti on 1,", "Lähin riittävä väri on #", "ei riitä", `value="#ffd500"`)
	b.Send(path, append(pale, "do", "preview")...).Is(t, 200, path, "ei riitä", "Käytä lähimpiä värejä")
	mended := b.Send(path, append(pale, "do", "mend")...)
	mended.Is(t, 200, path, `name="brand"`)
	if strings.Contains(mended.Text, "ei riitä") {
		t.Error("the nearest colours are not enough")
	}
	if n := s.Count(`SELECT count(*) FROM organiser_look`); n != 0 {
		t.Errorf("%d looks before any was saved", n)
	}
	b.Send(path, form("do", "save")...).Is(t, 200, path+"?done=saved", "Värit on tallennettu", "Käytä palvelun värejä", `value="#2c3a78"`)
	other.Send(path, form("do", "save", "brand", "#1d2858")...).Is(t, 409, path, "Joku muu on muuttanut", `value="#1d2858"`)
	other.Send(path, form("do", "drop")...).Is(t, 409, path)
	other.Send(path, "version", "x", "do", "drop").Is(t, 400, path)
	if n := s.Count(`SELECT count(*) FROM audit_event WHERE action = 'organiser.colours_set' AND details->>'brand' = '#2c3a78'`); n != 1 {
		t.Errorf("the trail tells of it %d times", n)
	}

	page := b.Open("/fi/yllapito") // the administrator's own pages look as the product does
	if strings.Contains(page.Text, "/look/") {
		t.Error("the administrator's desk wears a county's colours")
	}
	var sum string
	if err := s.DB.Owner.Get(&sum, `SELECT encode(sha256(convert_to(':root', 'UTF8')), 'hex')`); err != nil { // any wrong sum
		t.Fatal(err)
	}
	answer, body := got(t, s, "/look/15-"+sum[:16]+".css")
	if answer.StatusCode != 200 || answer.Header.Get("Cache-Control") != "no-cache" || !strings.HasPrefix(body, ":root{--tt-brand:#2c3a78;") {
		t.Errorf("an old address: %d %q %s", answer.StatusCode, answer.Header.Get("Cache-Control"), body)
	}
	for _, none := range []string{"/look/16-" + sum[:16] + ".css", "/look/15", "/look/15-x.svg", "/look/15-x.png", "/look/..%2f15.css"} {
		if answer, _ := got(t, s, none); answer.StatusCode != 404 {
			t.Errorf("%s: %d", none, answer.StatusCode)
		}
	}
	b.Send(path, "version", "1", "do", "drop").Is(t, 200, path+"?done=dropped", "Palvelun värit ovat taas käytössä")
}

func TestShowingALogo(t *testing.T) {
	s := accounttest.New(t)
	b := admin(s)
	const path = keskiSuomi + "/logo"
	said := []string{"version", "0", "alt_fi", "Keski-Suomen hyvinvointialue", "alt_sv", "Mellersta Finlands välfärdsområde", "alt_en", "Central Finland", "do", "save"}
	send := func(name string, content []byte, fields ...string) accounttest.Page {
		kind, body := upload(t, name, content, fields...)
		return b.Got(b.Post(s.URL+path, kind, bytes.NewReader(body)))
	}
	b.Open(path).Is(t, 200, "", `value="Keski-Suomen hyvinvointialue"`, "SVG")
	whole := aLogo(t, 960, 300)
	huge := append([]byte{}, whole...)
	copy(huge[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // says that it has 4 thousand million pixels
	for name, c := range map[string]struct {
		content []byte
		tells   string
	}{
		"none":                  {nil, "Valitse kuva"},
		"HTML called .png":      {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "Valitse PNG-kuva"},
		"an SVG":                {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "Valitse PNG-kuva"},
		"a PNG that is cut off": {whole[:60], "Valitse PNG-kuva"},
		"a bomb":                {huge, "Valitse PNG-kuva"}, // its header's checksum no longer holds
		"one that is too long":  {aLogo(t, 2001, 30), "24–2 000 kuvapistettä"},
		"a blot":                {aLogo(t, 300, 10), "24–2 000 kuvapistettä"},
		"more than 1 MB":        {append(append([]byte{}, whole...), make([]byte, 1<<20)...), "enintään 1 Mt"},
	} {
		file := "logo.png"
		if c.content == nil {
			file = ""
		}
		page := send(file, c.content, said...)
		page.Is(t, 422, path, `href="#logo"`)
		if !strings.Contains(strings.ReplaceAll(page.Text, "\u00a0", " "), c.tells) {
			t.Errorf("%s: not told %q", name, c.tells)
		}
	}
	send("logo.png", make([]byte, 20<<20), said...).Is(t, 413, path, "enintään 1 Mt")
	send("logo.png", whole, "version", "0", "alt_fi", "", "alt_sv", "x", "alt_en", strings.Repeat("x", 121), "do", "save").Is(t, 422, path, `href="#alt_fi"`, `href="#alt_en"`)
	shown := send("logo.png", append(append([]byte{}, whole...), "<script>alert(1)</script>"...), said...)
	shown.Is(t, 200, path+"?done=saved", "Logo on tallennettu", `alt="Keski-Suomen hyvinvointialue"`, `width="127" height="40"`, "Poista logo")
	send("logo.png", whole, said...).Is(t, 409, path, "Joku muu on muuttanut")

	src := regexp.MustCompile(`/look/15-[0-9a-f]{16}\.png`).FindString(shown.Text)
	answer, body := got(t, s, src)
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "image/png" || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") ||
		answer.Header.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(body, "script") {
		t.Errorf("%s: %d %v", src, answer.StatusCode, answer.Header)
	}
	if m, err := png.DecodeConfig(strings.NewReader(body)); err != nil || m.Height != 96 || m.Width != 307 {
		t.Errorf("kept as %d × %d, %v", m.Width, m.Height, err)
	}
	send("", nil, "version", "1", "alt_fi", "Hyvaks", "alt_sv", "Hyvaks", "alt_en", "Hyvaks", "do", "save").Is(t, 200, path+"?done=saved", src, `alt="Hyvaks"`)
	send("", nil, "version", "2", "do", "remove").Is(t, 200, path+"?done=removed", "Logo on poistettu")
	if answer, _ := got(t, s, src); answer.StatusCode != 404 {
		t.Errorf("the logo that was removed: %d", answer.StatusCode)
	}
	if n := s.Count(`SELECT count(*) FROM audit_event WHERE action IN ('organiser.logo_changed', 'organiser.logo_removed')`); n != 3 {
		t.Errorf("the trail tells of %d changes", n)
	}
}
