package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// TestEachDemoRoleSeesItsDeskAndNoOther signs in as each of the four demo accounts and opens every desk.
func TestEachDemoRoleSeesItsDeskAndNoOther(t *testing.T) {
	w := quietWorld(t)
	desks := map[string]string{"producer": paths.Desk(locale.Fi), "officer": paths.Officer(locale.Fi), "operator": paths.Officer(locale.Fi), "administrator": paths.Admin(locale.Fi)}
	for role, own := range desks {
		s := signIn(t, w, role)
		for _, desk := range desks {
			status, body := s.get(desk)
			switch {
			case desk == own && status != 200:
				t.Errorf("%s at %s: %d", role, desk, status)
			case desk != own && status != 403 && status != 404:
				t.Errorf("%s at %s: %d\n%s", role, desk, status, clip(body, 200))
			}
		}
	}
	visitor := session{t: t, w: w, client: patient}
	for _, desk := range desks {
		if status, _ := visitor.get(desk); status != http.StatusSeeOther {
			t.Errorf("a visitor at %s: %d", desk, status)
		}
	}
}

// TestEachDemoAccountHasItsPagesAndNoMore signs in as each account from the list and opens every page of its navigation.
func TestEachDemoAccountHasItsPagesAndNoMore(t *testing.T) {
	w := quietWorld(t)
	for role, pages := range map[string][]string{
		"producer": {"/fi/tuottaja", "/fi/tuottaja/profile", "/fi/tuottaja/units", "/fi/tuottaja/applications", "/fi/tuottaja/offerings", "/fi/tuottaja/members", "/fi/tuottaja/reports",
			"/fi/tuottaja/claims", "/fi/tuottaja/evidence", "/fi/tuottaja/messages", "/fi/tuottaja/requests", "/fi/tuottaja/upkeep", "/fi/tuottaja/tables"},
		"officer": {"/fi/hankinta", "/fi/hankinta/admissions", "/fi/hankinta/areas", "/fi/hankinta/duplicates", "/fi/hankinta/notices", "/fi/hankinta/people", "/fi/hankinta/prices",
			"/fi/hankinta/reports", "/fi/hankinta/requests", "/fi/hankinta/schemes", "/fi/hankinta/supply", "/fi/hankinta/tables", "/fi/hankinta/upkeep"},
		"operator":      {"/fi/hankinta", "/fi/hankinta/admissions", "/fi/hankinta/notices", "/fi/hankinta/prices", "/fi/hankinta/schemes", "/fi/hankinta/supply", "/fi/hankinta/tables", "/fi/hankinta/upkeep"},
		"guidance":      {"/fi/hankinta/requests", "/fi/hankinta/supply"},
		"administrator": {"/fi/yllapito/people", "/fi/yllapito/pending", "/fi/yllapito/organisers", "/fi/yllapito/operators", "/fi/yllapito/reports", "/fi/yllapito/jobs", "/fi/yllapito/audit", "/fi/yllapito/statement", "/fi/yllapito/retention"},
	} {
		b := open(t, w.url, look{})
		b.signInAs(role)
		nav := b.sections()
		slices.Sort(nav)
		slices.Sort(pages)
		if !slices.Equal(nav, pages) {
			t.Errorf("%s sees %q, want %q", role, nav, pages)
		}
		for _, page := range nav {
			b.toSection(page)
			if current := eval[string](b, `(a => a ? a.getAttribute("href") : "")(document.querySelector(".tt-desknav__in a[aria-current]"))`); current != page {
				t.Errorf("%s at %s: the navigation says %q", role, page, current)
			}
			b.held()
		}
		b.goTo("/fi/tili")
		if roles := b.texts(".tt-measure > .tt-tasks li"); len(roles) != 1 {
			t.Errorf("%s has the roles %q", role, roles)
		}
	}
}

// sections are the sections of a desk's navigation, those of each of its groups.
func (b *tab) sections() []string {
	b.t.Helper()
	const links = `[...document.querySelectorAll(".tt-desknav__%s a")].map(a => a.getAttribute("href"))`
	all := eval[[]string](b, fmt.Sprintf(links, "in"))
	for _, group := range eval[[]string](b, fmt.Sprintf(links, "groups")) {
		if !slices.Contains(all, group) {
			b.enter(fmt.Sprintf(".tt-desknav__groups a[href=%q]", group))
			all = append(all, eval[[]string](b, fmt.Sprintf(links, "in"))...)
		}
	}
	return all
}

// toSection goes to a section by the desk's navigation, through its group where it is in another than the page.
func (b *tab) toSection(page string) {
	b.t.Helper()
	section := fmt.Sprintf(".tt-desknav__in a[href=%q]", page)
	has := fmt.Sprintf(`document.querySelector('%s') !== null`, section)
	for _, group := range eval[[]string](b, `[...document.querySelectorAll(".tt-desknav__groups a")].map(a => a.getAttribute("href"))`) {
		if eval[bool](b, has) {
			break
		}
		b.enter(fmt.Sprintf(".tt-desknav__groups a[href=%q]", group))
	}
	b.enter(section)
}

// TestDemoAccountsAreThereOnlyInADemoOnThisMachine asks for the list of accounts, and signs in to one, where there is no
// demo, and where there is one that others can reach.
func TestDemoAccountsAreThereOnlyInADemoOnThisMachine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		settings settings
		open     bool
	}{
		"demo on":                      {settings{}, true},
		"demo off":                     {settings{demo: "off"}, false},
		"auto, a database of its own":  {settings{demo: "auto"}, false},
		"on, but reachable by anybody": {settings{publicURL: "https://tuottajatori.example"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			test.settings.offerings = 30
			w := newWorld(t, test.settings)
			_, page, _ := w.get(t, "/fi/kirjaudu")
			if listed := strings.Count(page, `name="role"`); test.open && listed != 6 || !test.open && listed != 0 {
				t.Errorf("%d accounts are listed", listed)
			}
			for _, role := range []string{"producer", "officer", "operator", "supervisor", "guidance", "administrator"} {
				res, err := patient.PostForm(w.url+"/fi/kirjaudu/demo", url.Values{"role": {role}})
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if in := res.StatusCode == http.StatusSeeOther && len(res.Cookies()) > 0; in != test.open {
					t.Errorf("%s: %d, cookies %v", role, res.StatusCode, res.Cookies())
				}
			}
		})
	}
}

// TestTheOperatorPreparesAndNeverDecides finds a delegated case and tries what only an official may.
func TestTheOperatorPreparesAndNeverDecides(t *testing.T) {
	w := quietWorld(t)
	operator := signIn(t, w, "operator")
	_, queue := operator.get("/fi/hankinta")
	_, rest, found := strings.Cut(queue, `href="/fi/hankinta/applications/`)
	if !found {
		t.Fatalf("nothing is delegated in the demo data\n%s", clip(queue, 2000))
	}
	id, _, _ := strings.Cut(rest, `"`)
	if status, _ := operator.get("/fi/hankinta/applications/" + id); status != 200 {
		t.Errorf("the operator cannot look at its own case: %d", status)
	}
	status, body := operator.post("/fi/hankinta/applications/"+id, url.Values{"id": {"018f0000-0000-7000-8000-000000000001"}, "outcome": {"approved"}})
	if status != 403 || !strings.Contains(body, "<h1") {
		t.Errorf("the operator decides: %d\n%s", status, clip(body, 500))
	}
	producer := signIn(t, w, "producer")
	if status, _ := producer.get("/fi/tuottaja/applications/" + id); status != 404 {
		t.Errorf("another producer's application: %d", status)
	}
}

// TestDesksInEveryLanguage opens the first pages of each desk in the three languages, at both widths.
func TestDesksInEveryLanguage(t *testing.T) {
	w := quietWorld(t)
	for role, pages := range map[string]func(l locale.Lang) []string{
		"producer": func(l locale.Lang) []string {
			return []string{paths.Desk(l), paths.Desk(l, "profile"), paths.Desk(l, "units"), paths.Desk(l, "applications"), paths.Desk(l, "offerings"), paths.Desk(l, "members"), paths.Account(l)}
		},
		"officer": func(l locale.Lang) []string {
			return []string{paths.Officer(l), paths.Officer(l, "admissions"), paths.Officer(l, "people")}
		},
		"operator":      func(l locale.Lang) []string { return []string{paths.Officer(l)} },
		"administrator": func(l locale.Lang) []string { return []string{paths.Admin(l)} },
	} {
		b := open(t, w.url, look{})
		b.signInAs(role)
		for _, l := range locale.Langs() {
			for i, path := range pages(l) {
				b.goTo(path)
				b.heldAt(l, fmt.Sprintf("%s-%d-%s", role, i, l), 390, 1280)
			}
		}
	}
	if missing := w.Locales.Missing(); len(missing) > 0 {
		t.Errorf("texts are missing: %v", missing)
	}
}

// session is a signed-in program: cookies kept, redirects not followed.
type session struct {
	t      *testing.T
	w      *world
	client *http.Client
}

func signIn(t *testing.T, w *world, role string) session {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := session{t: t, w: w, client: &http.Client{Jar: jar, Timeout: patient.Timeout, CheckRedirect: patient.CheckRedirect}}
	if status, body := s.post("/fi/kirjaudu/demo", url.Values{"role": {role}}); status != http.StatusSeeOther {
		t.Fatalf("demo sign-in as %s: %d\n%s", role, status, clip(body, 500))
	}
	return s
}

func (s session) get(path string) (int, string) {
	s.t.Helper()
	return s.read(s.client.Get(s.w.url + path))
}

func (s session) post(path string, form url.Values) (int, string) {
	s.t.Helper()
	return s.read(s.client.PostForm(s.w.url+path, form))
}

func (s session) read(res *http.Response, err error) (int, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
