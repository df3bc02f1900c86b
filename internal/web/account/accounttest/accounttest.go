// Package accounttest gives tests of people's pages the real router with these pages over a real database, and a
// browser without JavaScript.
package accounttest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/keeping"
	"github.com/tuottajatori/tuottajatori/internal/look"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/files"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer"
	"github.com/tuottajatori/tuottajatori/internal/platform/issuer/issuertest"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/producer"
	"github.com/tuottajatori/tuottajatori/internal/report"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/admindesk"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Password is everybody's.
const Password = "seitsemän veljestä"

// Site is the service. At the test's end it must have lacked no text.
type Site struct {
	*httptest.Server
	DB     *dbtest.DB
	People *identity.Service
	Issuer *issuertest.Server // nil when there is none
	Log    bytes.Buffer       // of the issuer's client
	Routes gin.RoutesInfo     // of people's pages

	t    testing.TB
	ring *keys.Ring
}

// New starts a site with an empty database. Demo sign-in is on.
func New(t testing.TB, change ...func(*identity.Options)) *Site { return start(t, nil, change...) }

// NewWithIssuer starts a site whose staff sign in at an issuer in process, by the mapping.
func NewWithIssuer(t testing.TB, only bool, roles string) *Site {
	mapping, err := issuer.ParseRoles(roles)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, &issuer.Settings{ClientID: issuertest.ClientID, Secret: issuertest.Secret, Scopes: []string{"email"}, Roles: mapping, Only: only})
}

func start(t testing.TB, staff *issuer.Settings, change ...func(*identity.Options)) *Site {
	t.Helper()
	s := &Site{Server: httptest.NewUnstartedServer(nil), t: t, DB: dbtest.New(t)}
	s.DB.Service.Constraints(identity.Constraints, producer.Constraints)
	var err error
	s.ring, err = keys.LoadOrCreate(filepath.Join(t.TempDir(), "keys"))
	s.Must(err)
	queue, err := jobs.NewQueue(s.DB.Service)
	s.Must(err)
	texts, err := locale.Load(frontend.Locales)
	s.Must(err)
	store, err := files.NewFolder(t.TempDir())
	s.Must(err)
	public := &url.URL{Scheme: "http", Host: "localhost:8080"}
	options := identity.Options{PublicURL: public, Demo: true}
	var client *issuer.Client
	if staff != nil {
		here := "http://" + s.Listener.Addr().String()
		s.Issuer = issuertest.Start(t, here+account.ReturnPath)
		staff.Issuer = s.Issuer.URL
		client = issuer.New(issuer.Options{Settings: *staff, Redirect: here + account.ReturnPath, LoggedOut: here + account.LeftPath, Ring: s.ring, Log: slog.New(slog.NewTextHandler(&s.Log, nil))})
		options.Issuer, options.IssuerOnly = staff.Issuer, staff.Only
	}
	for _, c := range change {
		c(&options)
	}
	s.People = identity.New(s.DB.Service, queue, s.ring, options)
	kit := &webkit.Kit{Locales: texts, Log: slog.New(slog.DiscardHandler), PublicURL: public}
	looks := look.New(s.DB.Service)
	handler, err := web.New(web.Options{
		Kit: kit, Sessions: s.People, Looks: looks, Log: kit.Log, Ready: func(context.Context) error { return nil },
		Mount: func(r gin.IRouter) {
			told := report.NewService(s.DB.Service, queue, s.ring, s.People)
			frame, producers, alone := producerframe.Frame{Kit: kit, People: s.People, Told: told}, producer.New(s.DB.Service, store, s.People), gin.New()
			account.Mount(r, frame, producers, client)
			account.Mount(alone, frame, producers, client)
			s.Routes = alone.Routes()
			admindesk.Mount(r, kit, admindesk.Rooms{People: s.People, Told: told, Looks: looks,
				Keeping: keeping.New(s.DB.Service, map[kept.Name]keeping.Old{kept.Messages: s.People.OldMessages})})
		},
	})
	s.Must(err)
	s.Config.Handler = handler
	s.Start()
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if missing := texts.Missing(); len(missing) > 0 {
			t.Errorf("texts are missing: %v", missing)
		}
	})
	return s
}

// Must ends the test on an error.
func (s *Site) Must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// Count is a query's one number.
func (s *Site) Count(sql string, args ...any) int {
	s.t.Helper()
	var n int
	s.Must(s.DB.Owner.Get(&n, sql, args...))
	return n
}

// Link is the path behind the latest link of the purpose mailed to the address.
func (s *Site) Link(l locale.Lang, purpose, email string) string {
	s.t.Helper()
	var id uuid.UUID
	s.Must(s.DB.Owner.Get(&id, `SELECT l.id FROM mail_link l LEFT JOIN person p ON p.id = l.person_id
WHERE l.purpose = $1 AND COALESCE(p.email, l.email) = $2 ORDER BY l.id DESC LIMIT 1`, purpose, email))
	target := identity.MailTarget{Template: purpose, Lang: l, Token: s.ring.Token("mail."+purpose, id)}
	return account.MailAddress(&url.URL{})(target)
}

// Person makes somebody who can sign in, in the role when one is given. Addresses at demo.example are demo accounts.
func (s *Site) Person(email string, role actor.Role, organisation uuid.UUID) uuid.UUID {
	s.t.Helper()
	hash, err := s.People.HashPassword(context.Background(), Password)
	s.Must(err)
	var person identity.Person
	s.Must(s.DB.Service.InTx(context.Background(), actor.System("test"), func(ctx context.Context, tx *db.Tx) error {
		person, err = s.People.CreatePerson(ctx, tx, identity.NewPerson{
			Email: email, Name: "Maija Virtanen", PasswordHash: hash, Confirmed: true, Demo: strings.HasSuffix(email, "demo.example"),
		})
		if err != nil || role == "" {
			return err
		}
		_, err = s.People.AddMembership(ctx, tx, identity.NewMembership{Person: person.ID, Role: role, Organisation: organisation, State: identity.Active})
		return err
	}))
	return person.ID
}

// Producer makes a producer that came by sign-up.
func (s *Site) Producer() uuid.UUID {
	s.t.Helper()
	id := uuid.Must(uuid.NewV7())
	_, err := s.DB.Owner.Exec(`INSERT INTO producer (id, name, kind, origin) VALUES ($1, 'Hoiva Aamurusko Oy', 'company', 'signup')`, id)
	s.Must(err)
	return id
}

// Browser keeps cookies and follows redirects.
type Browser struct {
	*http.Client
	site *Site
}

// Browser is a new one.
func (s *Site) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	s.Must(err)
	return &Browser{Client: &http.Client{Jar: jar, Timeout: 20 * time.Second}, site: s}
}

// Page is what a browser got in the end.
type Page struct {
	Status int
	Path   string // with the query
	Text   string
	Header http.Header
}

// Got reads an answer.
func (b *Browser) Got(r *http.Response, err error) Page {
	b.site.t.Helper()
	b.site.Must(err)
	body, err := io.ReadAll(r.Body)
	b.site.Must(err)
	b.site.Must(r.Body.Close())
	return Page{Status: r.StatusCode, Path: r.Request.URL.RequestURI(), Text: string(body), Header: r.Header}
}

// Open gets a page.
func (b *Browser) Open(path string) Page {
	b.site.t.Helper()
	return b.Got(b.Get(b.site.URL + path))
}

// Send posts a form of names and values.
func (b *Browser) Send(path string, form ...string) Page {
	b.site.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	return b.Got(b.PostForm(b.site.URL+path, values))
}

// SignIn signs in and goes to one's own account.
func (b *Browser) SignIn(email string) Page {
	b.site.t.Helper()
	return b.Send(paths.SignIn(locale.Fi), "email", email, "password", Password, "next", paths.Account(locale.Fi))
}

var missing = regexp.MustCompile(`⟦[^⟧]*⟧`)

// Is checks the page: its status, where it is ("" for anywhere), what it says, and that it lacks no text.
func (p Page) Is(t testing.TB, status int, path string, texts ...string) {
	t.Helper()
	if p.Status != status || path != "" && p.Path != path {
		t.Errorf("got %d at %s, want %d at %s", p.Status, p.Path, status, path)
	}
	for _, text := range texts {
		if !strings.Contains(p.Text, text) {
			t.Errorf("%s does not say %q", p.Path, text)
		}
	}
	if found := missing.FindString(p.Text); found != "" {
		t.Errorf("%s lacks the text %s", p.Path, found)
	}
}
