package choosing_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// TestShortlistIsTheAddress walks as a visitor does: from a card to the list, on to more results, and to the list again.
func TestShortlistIsTheAddress(t *testing.T) {
	s := open(t)
	s.Market()
	results := s.OK("/fi/palvelut?place=40520&service=home_care")
	list := s.OK(results.Href("Muistilistalle : Kotihoiva Aamurusko"))
	list.Wants("Muistilista: 1 palvelu", "Kotihoiva Aamurusko", "12,10 €", "014 000 3300", "Kysymyksiä vierailulle")
	more := s.OK(list.Href("Lisää palveluja listalle"))
	more.Wants("Muistilistalla on 1 palvelu")
	two := s.OK(more.Href("Muistilistalle : Jyväskylän kotihoito"))
	if diff := cmp.Diff([]string{"Kotihoiva Aamurusko", "Jyväskylän kotihoito"}, two.Texts("h2")[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if boxes := two.All("input[type=checkbox]"); len(boxes) != 2 {
		t.Errorf("%d can be chosen for comparison", len(boxes))
	}
	if address := webtest.Attribute(two.All("input[readonly]")[0], "value"); strings.Count(address, "id=") != 2 || !strings.HasPrefix(address, "https://example.fi/fi/muistilista?") {
		t.Errorf("the address to copy: %s", address)
	}
	one := s.OK(two.Href("Poista muistilistalta: Kotihoiva Aamurusko"))
	one.Wants("Muistilista: 1 palvelu")
	one.Lacks("Aamurusko")
	sv := s.OK(strings.Replace(two.Path, "/fi/muistilista", "/sv/minneslista", 1))
	sv.Wants("Minneslista: 2 tjänster", "Frågor till besöket")
	if compared := s.OK(s.OK(two.Path).Href("Lisää palveluja listalle")); !strings.Contains(compared.Content, "Muistilistalla on 2 palvelua") {
		t.Error("the list is lost on the way to more results")
	}
}

// TestShortlistOfAGoneOne: paper keeps an address for long. What is gone is told, and the rest stands.
func TestShortlistOfAGoneOne(t *testing.T) {
	s := open(t)
	m := s.Market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	s.Event(m.Voucher.Admission, "suspended", calendar.Date{})
	p := s.OK("/fi/muistilista?id=" + m.Voucher.Offering.String() + "&id=" + m.Fee.String() + "&id=" + uuid.NewString() + "&id=x&id=" + m.Fee.String())
	p.Wants("Kotihoiva Aamurusko (Kotihoito) ei ole enää valittavissa.", "014 000 1200", "Muistilista: 1 palvelu", "Jyväskylän kotihoito",
		"Yhtä osoitteen palvelua ei ole valikoimassa.", "Yhtä kohtaa osoitteesta", "valittu kahdesti")
}

func TestShortlistOfManyAndOfNone(t *testing.T) {
	s := open(t)
	m := s.Market()
	v := url.Values{"id": {m.Fee.String()}}
	for range 30 {
		v.Add("id", uuid.NewString())
	}
	s.OK("/fi/muistilista?"+v.Encode()).Wants("Osoitteessa oli 31 palvelua. Näytämme niistä 20 ensimmäistä.", "Muistilista: 1 palvelu")
	empty := s.OK("/en/shortlist")
	empty.Wants("There are no services on the list.")
	if n := len(empty.All("form")); n != 0 {
		t.Errorf("an empty list has %d forms", n)
	}
	for _, bad := range []string{"/fi/muistilista?ids=1", "/fi/muistilista?%zz", "/fi/muistilista?list=x&what=1"} {
		p := s.Get(bad)
		if p.Status == http.StatusSeeOther {
			p = s.Get(p.Header.Get("Location"))
		}
		if p.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d", bad, p.Status)
		}
	}
}

// TestWhatIsAddedIsAddedOnce: the address that a form leads to is one that can be kept.
func TestWhatIsAddedIsAddedOnce(t *testing.T) {
	s := open(t)
	a, b := uuid.NewString(), uuid.NewString()
	p := s.Get("/fi/muistilista?list=" + a + "," + b + ",x&add=" + b + "&place=40520&id=" + a)
	want := "/fi/muistilista?" + url.Values{"id": {a, b}, "place": {"40520"}}.Encode()
	if p.Status != http.StatusSeeOther || p.Header.Get("Location") != want {
		t.Errorf("status %d, to %s, want %s", p.Status, p.Header.Get("Location"), want)
	}
}

// TestAShortlistIsCarriedEverywhere: in the address and nowhere else, from results to an offering, the front page, a county's
// entrance and the comparison, each with a link to it; and no page says so when there is none.
func TestAShortlistIsCarriedEverywhere(t *testing.T) {
	s := open(t)
	m := s.Market()
	list := m.Fee.String() + "," + m.Price.String()
	carry := "list=" + url.QueryEscape(list)
	own := "/fi/muistilista?id=" + m.Fee.String() + "&id=" + m.Price.String()
	for _, path := range []string{
		"/fi?" + carry, "/fi/alue/keski-suomi?" + carry, "/fi/palvelut?service=home_care&" + carry, paths.Offering("fi", m.Free.String()) + "?" + carry,
		"/fi/vertaa?id=" + m.Free.String() + "&" + carry, "/fi/kokonaisuus?" + carry, own,
	} {
		p := s.OK(path)
		kept := p.All("header a.tt-head__kept")
		if len(kept) != 1 || !strings.HasSuffix(webtest.Read(kept[0]), "2") {
			t.Errorf("%s: the masthead has %d links to the list", path, len(kept))
			continue
		}
		there := s.OK(webtest.Attribute(kept[0], "href"))
		there.Wants("Muistilista: 2 palvelua", "Jyväskylän kotihoito", "Arjen Apu Kivelä")
		if brand := p.All("a.tt-brand"); len(brand) != 1 || webtest.Attribute(brand[0], "href") != "/fi?"+carry {
			t.Errorf("%s: the way to the front page forgets the list", path)
		}
		if c := p.Header.Get("Set-Cookie"); c != "" {
			t.Errorf("%s sets %s", path, c)
		}
	}
	front := s.OK("/fi?" + carry)
	for _, a := range front.All(".tt-tray a, .tt-hero__ex a") {
		if !strings.Contains(webtest.Attribute(a, "href"), carry) {
			t.Errorf("%q forgets the list", webtest.Read(a))
		}
	}
	if n := len(front.All("form[role=search] input[name=list]")); n != 1 {
		t.Errorf("the front page's search carries the list %d times", n)
	}
	results := s.OK("/fi/palvelut?service=home_care&" + carry)
	if n := len(results.All(".tt-card .tt-listed")); n != 2 {
		t.Errorf("%d cards are on the list", n)
	}
	if n := len(s.OK(results.Href("Muistilistalle : Kotihoiva Aamurusko")).All("li.tt-card")); n != 3 {
		t.Errorf("one more makes %d", n)
	}
	// From the list to the comparison and back to the list, and to less of the comparison.
	compare := s.OK("/fi/vertaa?id=" + m.Fee.String() + "&id=" + m.Free.String() + "&" + carry)
	if less := compare.Href("Poista vertailusta: Jyväskylän kotihoito"); !strings.Contains(less, carry) {
		t.Errorf("taking one away forgets the list: %s", less)
	}
	if form := s.OK(own).All(".tt-kept input[name=list]"); len(form) != 1 {
		t.Error("the list's form forgets the list")
	}
	for _, path := range []string{"/fi", "/fi/palvelut", "/fi/vertaa?id=" + m.Free.String(), "/fi/muistilista", "/fi/palvelut?list=nothing", "/fi?list="} {
		if n := len(s.OK(path).All(".tt-head__kept")); n != 0 {
			t.Errorf("%s leads to a list of nothing", path)
		}
	}
}
