package admission

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// snapshotFormat is raised when the layout of a snapshot changes; old ones stay as they are.
const snapshotFormat = 1

// Snapshot is an application as it was sent: the questions in all languages, the answers, the evidence with its
// checksums, the profile of that moment. It is kept as JSON and never changes, so that a decision can always be held
// against what it was made on.
type Snapshot struct {
	Format       int              `json:"format"`
	CaseNumber   string           `json:"case_number"`
	SubmittedAt  time.Time        `json:"submitted_at"`
	Organiser    Organiser        `json:"organiser"`
	Scheme       SnapshotScheme   `json:"scheme"`
	Producer     Applicant        `json:"producer"`
	Points       []SnapshotPoint  `json:"points"`
	Services     []SnapshotName   `json:"services"`
	Rulebook     *scheme.Rulebook `json:"rulebook,omitempty"`
	Requirements []AnsweredDemand `json:"requirements"`
}

// SnapshotScheme is the scheme that was applied to.
type SnapshotScheme struct {
	ID     uuid.UUID     `json:"id"`
	Key    string        `json:"key"`
	Regime scheme.Regime `json:"regime"`
	NameFi string        `json:"name_fi"`
	NameSv string        `json:"name_sv"`
	NameEn string        `json:"name_en"`
}

// Name is the scheme's name in a language.
func (s SnapshotScheme) Name(lang string) string {
	return locale.Pick(lang, s.NameFi, s.NameSv, s.NameEn)
}

// SnapshotPoint is a service point of the applicant, with its unit.
type SnapshotPoint struct {
	UnitID       uuid.UUID `db:"unit_id" json:"unit_id"`
	Unit         string    `db:"unit" json:"unit"`
	PointID      uuid.UUID `db:"point_id" json:"point_id"`
	Point        string    `db:"point" json:"point"`
	Street       string    `db:"street" json:"street,omitempty"`
	PostalCode   string    `db:"postal_code" json:"postal_code,omitempty"`
	Municipality string    `db:"municipality_code" json:"municipality"`
}

// SnapshotName is a service that was applied for, with its names.
type SnapshotName struct {
	Key    string `json:"key"`
	NameFi string `json:"name_fi"`
	NameSv string `json:"name_sv"`
	NameEn string `json:"name_en"`
}

// Name is the service's name in a language.
func (s SnapshotName) Name(lang string) string {
	return locale.Pick(lang, s.NameFi, s.NameSv, s.NameEn)
}

// AnsweredDemand is a requirement with its answer.
type AnsweredDemand struct {
	scheme.Requirement
	Answer scheme.Answer `json:"answer"`
}

// ServiceKeys lists the keys of the services applied for.
func (s Snapshot) ServiceKeys() []string {
	keys := make([]string, len(s.Services))
	for i, one := range s.Services {
		keys[i] = one.Key
	}
	return keys
}

// Demand finds a requirement of the snapshot by id.
func (s Snapshot) Demand(id uuid.UUID) (AnsweredDemand, bool) {
	for _, d := range s.Requirements {
		if d.ID == id {
			return d, true
		}
	}
	return AnsweredDemand{}, false
}

// snapshotOf freezes a draft.
func snapshotOf(d Draft, points []SnapshotPoint, at time.Time) Snapshot {
	s := Snapshot{
		Format: snapshotFormat, CaseNumber: d.CaseNumber, SubmittedAt: at, Organiser: d.Organiser, Producer: d.Producer, Points: points,
		Scheme: SnapshotScheme{ID: d.Scheme.ID, Key: d.Scheme.Key, Regime: d.Scheme.Regime,
			NameFi: d.Scheme.NameFi, NameSv: d.Scheme.NameSv, NameEn: d.Scheme.NameEn},
		Rulebook: d.Rulebook,
	}
	for _, key := range d.Services {
		name := SnapshotName{Key: key, NameFi: key, NameSv: key, NameEn: key}
		if known, ok := service.ByKey(key); ok {
			name = SnapshotName{Key: key, NameFi: known.Name("fi"), NameSv: known.Name("sv"), NameEn: known.Name("en")}
		}
		s.Services = append(s.Services, name)
	}
	for _, r := range d.Requirements {
		s.Requirements = append(s.Requirements, AnsweredDemand{Requirement: r, Answer: d.Answers[r.ID]})
	}
	return s
}

func (s Snapshot) json() (string, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("writing a snapshot: %w", err)
	}
	return string(text), nil
}

func parseSnapshot(text []byte) (Snapshot, error) {
	var s Snapshot
	if err := json.Unmarshal(text, &s); err != nil {
		return Snapshot{}, fmt.Errorf("reading a snapshot: %w", err)
	}
	return s, nil
}

// CaseNumber writes a case number: organiser's code, running number, year of the beginning in Helsinki.
func CaseNumber(organiserCode string, n int64, began calendar.Date) string {
	return fmt.Sprintf("%s/%06d/%d", organiserCode, n, began.Year)
}
