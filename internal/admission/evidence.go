package admission

import (
	"context"
	"io"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/audit"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/scheme"
)

// Evidence opens the file that an application shows for a requirement: its producer's people see the draft's, and
// those who review see what was sent. The caller closes it. Each look by somebody else than the producer is recorded.
func (s *Service) Evidence(ctx context.Context, a actor.Actor, id, requirementID uuid.UUID) (scheme.Evidence, io.ReadSeekCloser, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return scheme.Evidence{}, nil, err
	}
	if err := app.allow(a, identity.FileView); err != nil {
		return scheme.Evidence{}, nil, err
	}
	found, err := s.shown(ctx, app, requirementID)
	if err != nil {
		return scheme.Evidence{}, nil, s.db.Translate(err)
	}
	return s.openShown(ctx, a, app, found)
}

// ClarificationFile opens a file that came with the answer to a question, for its producer and those who review. The
// caller closes it. Each look by somebody else than the producer is recorded.
func (s *Service) ClarificationFile(ctx context.Context, a actor.Actor, id, file uuid.UUID) (scheme.Evidence, io.ReadSeekCloser, error) {
	app, err := s.Application(ctx, a, id)
	if err != nil {
		return scheme.Evidence{}, nil, err
	}
	if err := app.allow(a, identity.FileView); err != nil {
		return scheme.Evidence{}, nil, err
	}
	asked, err := clarificationsOf(ctx, s.db, id)
	if err != nil {
		return scheme.Evidence{}, nil, s.db.Translate(err)
	}
	for _, one := range asked {
		if one.Answer == nil {
			continue
		}
		for _, f := range one.Answer.Files {
			if f.ID == file {
				return s.openShown(ctx, a, app, f)
			}
		}
	}
	return scheme.Evidence{}, nil, FaultNotFound
}

// openShown opens a file of a case, with a record of the look unless its producer looks.
func (s *Service) openShown(ctx context.Context, a actor.Actor, app Application, found scheme.Evidence) (scheme.Evidence, io.ReadSeekCloser, error) {
	if a.Role != actor.RoleProducer {
		err := s.db.InTx(ctx, a, func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, audit.Entry{Action: "evidence.viewed", ObjectKind: "application", ObjectID: app.ID,
				Organiser: app.Organiser.ID, Details: map[string]any{"file": found.ID}})
		})
		if err != nil {
			return scheme.Evidence{}, nil, err
		}
	}
	_, body, err := s.producers.OpenShared(ctx, a, found.ID, app.object())
	return found, body, err
}

func (s *Service) shown(ctx context.Context, app Application, requirementID uuid.UUID) (scheme.Evidence, error) {
	var answer scheme.Answer
	if app.Submission == nil {
		d, err := draftOf(ctx, s.db, app)
		if err != nil {
			return scheme.Evidence{}, err
		}
		answer = d.Answers[requirementID]
	} else {
		snapshot, err := snapshotByApplication(ctx, s.db, app.ID)
		if err != nil {
			return scheme.Evidence{}, err
		}
		demand, _ := snapshot.Demand(requirementID)
		answer = demand.Answer
	}
	if answer.File == nil {
		return scheme.Evidence{}, FaultNotFound
	}
	return *answer.File, nil
}
