package choosing_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// TestShortlistIsTheAddress walks as a visitor does: from a card to the list, on to more results, and to the list again.
func TestShortlistIsTheAddress(t *testing.T) {
	s := open(t)
	s.market()
	results := s.ok("/fi/palvelut?place=40520&service=home_care")
	list := s.ok(results.href("Muistilistalle : Kotihoiva Aamurusko"))
	list.wants("Muistilista: 1 palvelu", "Kotihoiva Aamurusko", "12,10 €", "014 000 3300", "Kysymyksiä vierailulle")
	more := s.ok(list.href("Lisää palveluja listalle"))
	more.wants("Muistilistalla on 1 palvelu")
	two := s.ok(more.href("Muistilistalle : Jyväskylän kotihoito"))
	if diff := cmp.Diff([]string{"Kotihoiva Aamurusko", "Jyväskylän kotihoito"}, two.texts("h2")[:2]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if boxes := two.all("input[type=checkbox]"); len(boxes) != 2 {
		t.Errorf("%d can be chosen for comparison", len(boxes))
	}
	if address := attribute(two.all("input[readonly]")[0], "value"); strings.Count(address, "id=") != 2 || !strings.HasPrefix(address, "https://example.fi/fi/muistilista?") {
		t.Errorf("the address to copy: %s", address)
	}
	one := s.ok(two.href("Poista muistilistalta: Kotihoiva Aamurusko"))
	one.wants("Muistilista: 1 palvelu")
	one.lacks("Aamurusko")
	sv := s.ok(strings.Replace(two.path, "/fi/muistilista", "/sv/minneslista", 1))
	sv.wants("Minneslista: 2 tjänster", "Frågor till besöket")
	if compared := s.ok(s.ok(two.path).href("Lisää palveluja listalle")); !strings.Contains(compared.content, "Muistilistalla on 2 palvelua") {
		t.Error("the list is lost on the way to more results")
	}
}

// TestShortlistOfAGoneOne: paper keeps an address for long. What is gone is told, and the rest stands.
func TestShortlistOfAGoneOne(t *testing.T) {
	s := open(t)
	m := s.market()
	s.Exec(`UPDATE organiser SET phone = '014 000 1200' WHERE code = '15'`)
	s.Event(m.voucher.Admission, "suspended", calendar.Date{})
	p := s.ok("/fi/muistilista?id=" + m.voucher.Offering.String() + "&id=" + m.fee.String() + "&id=" + uuid.NewString() + "&id=x&id=" + m.fee.String())
	p.wants("Kotihoiva Aamurusko (Kotihoito) ei ole enää valittavissa.", "014 000 1200", "Muistilista: 1 palvelu", "Jyväskylän kotihoito",
		"Yhtä osoitteen palvelua ei ole valikoimassa.", "Yhtä kohtaa osoitteesta", "valittu kahdesti")
}

func TestShortlistOfManyAndOfNone(t *testing.T) {
	s := open(t)
	m := s.market()
	v := url.Values{"id": {m.fee.String()}}
	for range 30 {
		v.Add("id", uuid.NewString())
	}
	s.ok("/fi/muistilista?"+v.Encode()).wants("Osoitteessa oli 31 palvelua. Näytämme niistä 20 ensimmäistä.", "Muistilista: 1 palvelu")
	empty := s.ok("/en/shortlist")
	empty.wants("There are no services on the list.")
	if n := len(empty.all("form")); n != 0 {
		t.Errorf("an empty list has %d forms", n)
	}
	for _, bad := range []string{"/fi/muistilista?ids=1", "/fi/muistilista?%zz", "/fi/muistilista?list=x&what=1"} {
		p := s.get(bad)
		if p.status == http.StatusSeeOther {
			p = s.get(p.header.Get("Location"))
		}
		if p.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", bad, p.status)
		}
	}
}

// TestWhatIsAddedIsAddedOnce: the address that a form leads to is one that can be kept.
func TestWhatIsAddedIsAddedOnce(t *testing.T) {
	s := open(t)
	a, b := uuid.NewString(), uuid.NewString()
	p := s.get("/fi/muistilista?list=" + a + "," + b + ",x&add=" + b + "&place=40520&id=" + a)
	want := "/fi/muistilista?" + url.Values{"id": {a, b}, "place": {"40520"}}.Encode()
	if p.status != http.StatusSeeOther || p.header.Get("Location") != want {
		t.Errorf("status %d, to %s, want %s", p.status, p.header.Get("Location"), want)
	}
}
