package identity

import (
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/jobs"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// Options says how the room works here.
type Options struct {
	PublicURL *url.URL // what links in mail begin with; also whether demo sign-in may exist
	Demo      bool     // demo data is shown; sign-in by role works when PublicURL is loopback too
	// Issuer is the OpenID Connect issuer at which staff sign in; "": they sign in here.
	Issuer string
	// IssuerOnly keeps staff from signing in here.
	IssuerOnly bool
	// SecondFactor says that people of organisers, operators and the service must have a second factor, and those who sign for
	// a producer. Without it, it is offered.
	SecondFactor bool
	// Now is the clock for sessions and links. Without one, the database's clock is read.
	Now func() time.Time
}

// Service holds the room's use cases. It is safe for concurrent use.
type Service struct {
	db    *db.DB
	queue *jobs.Queue
	ring  *keys.Ring
	opt   Options

	hashing  *hasher
	attempts *attempts
}

// New makes the room over its database, job queue and keys.
func New(d *db.DB, q *jobs.Queue, ring *keys.Ring, opt Options) *Service {
	return &Service{db: d, queue: q, ring: ring, opt: opt, hashing: newHasher(), attempts: newAttempts(ring, opt.Now)}
}

// Person is somebody with an account.
type Person struct {
	ID          uuid.UUID  `db:"id"`
	Email       string     `db:"email"` // lower case; personal data, never logged
	Name        string     `db:"name"`
	Lang        string     `db:"lang"` // fi, sv or en
	ConfirmedAt *time.Time `db:"email_confirmed_at"`
	DisabledAt  *time.Time `db:"disabled_at"`
	Demo        bool       `db:"demo"`
}

// NewPerson is a person to make. The id is the caller's, so that a repeated form makes one person.
type NewPerson struct {
	ID           uuid.UUID
	Email, Name  string
	Lang         string // fi, sv or en
	PasswordHash string // of HashPassword; "": sets one by a mailed link, or never (demo)
	Confirmed    bool   // the address is known to be the person's: invited by mail, or made on the command line
	Demo         bool
}

// State is where a membership stands.
type State string

// The states of a membership. Pending waits for the yes of the producer's first user or an official.
const (
	Pending State = "pending"
	Active  State = "active"
	Refused State = "refused"
	Ended   State = "ended"
)

// Membership is a role that a person holds for one organisation.
type Membership struct {
	ID           uuid.UUID  `db:"id"`
	PersonID     uuid.UUID  `db:"person_id"`
	Role         actor.Role `db:"role"`
	Organisation uuid.UUID  `db:"organisation_id"` // a producer, organiser or operator; zero for an administrator
	State        State      `db:"state"`
	NameFi       string     `db:"name_fi"` // the organisation's name in the three languages
	NameSv       string     `db:"name_sv"`
	NameEn       string     `db:"name_en"`

	FirstDay calendar.Date `db:"first_day"` // zero: works at once
	LastDay  calendar.Date `db:"last_day"`  // works on this day still; zero: without end

	Issuer string `db:"issuer"`  // whose claims give it; "": people gave it
	InPart bool   `db:"in_part"` // for some of the producer's units
}

// Works tells whether the role is held on the day: it was given, has begun and has not ended. A day begins at midnight
// in Helsinki. The database's membership_works says the same.
func (m Membership) Works(day calendar.Date) bool {
	return m.State == Active && !day.Before(m.FirstDay) && (m.LastDay.IsZero() || !day.After(m.LastDay))
}

// WorksIn tells whether a session that was begun at an issuer, or here (""), may act in the role. What an issuer's claims
// give works in sessions begun there. Where an organiser's own people sign in at an issuer only, sessions begun here act in
// no role of theirs; administrators whom people have named, operators' people and producers sign in here all the same. The
// database's membership_works_in says the same.
func (m Membership) WorksIn(session string, only bool) bool {
	if m.Issuer != "" && m.Issuer != session {
		return false
	}
	return !only || session != "" || m.Role != actor.RoleOfficer && m.Role != actor.RoleSupervisor && m.Role != actor.RoleGuidance
}

// OrganisationName is the organisation's name in the language, "" for an administrator.
func (m Membership) OrganisationName(lang string) string {
	return locale.Pick(lang, m.NameFi, m.NameSv, m.NameEn)
}

// NewMembership is a membership to make, for enrolling officers, operators' people and demo accounts.
type NewMembership struct {
	ID           uuid.UUID
	Person       uuid.UUID
	Role         actor.Role
	Organisation uuid.UUID // zero for an administrator
	State        State

	FirstDay, LastDay calendar.Date // zero: at once, and without end

	Issuer string // whose claims give it; "": people give it

	InPart bool // for Units of the producer only
	Units  []uuid.UUID
}
