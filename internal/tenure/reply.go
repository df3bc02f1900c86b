package tenure

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// maxName is the longest name of who has given an answer, in characters.
const maxName = 200

// Reply is the producer's answer to a hearing.
type Reply struct {
	AdmissionID uuid.UUID
	HearingID   uuid.UUID
	Answer      Answer
	Cleaning    bool // it tells of self-cleaning, and then of all three parts
}

// Letter is how an answer came that an official has recorded: a producer may have nobody who signs in.
type Letter struct {
	By       string        // who has given the answer for the producer
	Received calendar.Date // by the organiser
	Recorder string        // the official's name
	File     uuid.UUID     // a copy of the letter; zero: none
	FileName string
}

// CheckReply tells what is wrong with an answer.
func CheckReply(cmd Reply) error { return checkAnswer(cmd, true).OrNil() }

func checkAnswer(cmd Reply, worded bool) *fault.Error {
	must := map[string]string{}
	if worded || cmd.Answer.Text != "" {
		must["text"] = cmd.Answer.Text
	}
	if cmd.Cleaning {
		must["compensated"], must["cooperated"], must["measures"] = cmd.Answer.Compensated, cmd.Answer.Cooperated, cmd.Answer.Measures
	}
	return texts(fault.Invalid(), must)
}

// CheckLetter tells what is wrong with an answer that came by letter: what it says is written down or stands in a copy of it,
// who gave it is named, and it was received on a day from the asking to today.
func CheckLetter(cmd Reply, asked, today calendar.Date) error {
	l := cmd.Answer.Letter
	bad := checkAnswer(cmd, l.File == uuid.Nil)
	switch n := utf8.RuneCountInString(l.By); {
	case n == 0:
		bad = bad.On("by_name", "fault.tenure.letter_by")
	case n > maxName:
		bad = bad.On("by_name", "fault.admission.too_long", "Limit", maxName)
	}
	switch {
	case l.Received.IsZero():
		bad = bad.On("on", "fault.tenure.letter_day")
	case l.Received.After(today):
		bad = bad.On("on", "fault.tenure.letter_future")
	case l.Received.Before(asked):
		bad = bad.On("on", "fault.tenure.letter_before", "Date", asked)
	}
	return bad.OrNil()
}

// Reply records what the producer says, once, also after the day as long as it is not decided.
func (s *Service) Reply(ctx context.Context, a actor.Actor, cmd Reply) error {
	cmd.Answer.Letter = nil
	return s.reply(ctx, a, identity.ApplicationSubmit, cmd, func(ctx context.Context, tx *db.Tx, f File) error {
		err := s.people.MailMembers(ctx, tx, actor.RoleOfficer, f.Scheme.OrganiserID, identity.MailOut{Template: identity.MailUpkeep})
		if err != nil {
			return err
		}
		return s.record(ctx, tx, f, "admission.hearing_answered", map[string]any{"hearing": cmd.HearingID})
	})
}

// Record records an answer that came by letter, as Reply does what the producer says here. An operator's people may: it
// prepares an official's decision. Those of the producer who sign in find it beside the question.
func (s *Service) Record(ctx context.Context, a actor.Actor, cmd Reply) error {
	if cmd.Answer.Letter == nil {
		cmd.Answer.Letter = &Letter{}
	}
	cmd.Answer.Letter.By = strings.Join(strings.Fields(cmd.Answer.Letter.By), " ")
	return s.reply(ctx, a, identity.ApplicationReview, cmd, func(ctx context.Context, tx *db.Tx, f File) error {
		return s.record(ctx, tx, f, "admission.hearing_answer_recorded",
			map[string]any{"hearing": cmd.HearingID, "received": cmd.Answer.Letter.Received.String()})
	})
}

func (s *Service) reply(ctx context.Context, a actor.Actor, verb identity.Verb, cmd Reply, told func(context.Context, *db.Tx, File) error) error {
	for _, text := range []*string{&cmd.Answer.Text, &cmd.Answer.Compensated, &cmd.Answer.Cooperated, &cmd.Answer.Measures} {
		*text = strings.TrimSpace(*text)
	}
	return s.change(ctx, a, verb, cmd.AdmissionID, func(ctx context.Context, tx *db.Tx, f File) error {
		cmd := cmd // each try begins with what was asked
		h := f.heard(cmd.HearingID)
		switch {
		case h == nil:
			return admission.FaultNotFound
		case h.Answer != nil && h.Answer.Text == cmd.Answer.Text && (h.Answer.Letter == nil) == (cmd.Answer.Letter == nil):
			return nil // the same form again
		}
		if _, ok := Next(f.Stage, StepAnswer); !ok || f.Open() != h {
			return FaultMoved
		}
		if !f.MayClean(h) || !cmd.Cleaning {
			cmd.Cleaning, cmd.Answer.Compensated, cmd.Answer.Cooperated, cmd.Answer.Measures = false, "", "", ""
		}
		check := CheckReply(cmd)
		if cmd.Answer.Letter != nil {
			check = CheckLetter(cmd, calendar.Today(h.At), f.Day)
		}
		if check != nil {
			return check
		}
		if err := insertAnswer(ctx, tx, f.ProducerID, h.ID, cmd.Answer); err != nil {
			return err
		}
		return told(ctx, tx, f)
	})
}

// LetterOf is the copy of the letter by which a hearing was answered, with whose admission it belongs to, for those who see
// that. Not found when there is none.
func (s *Service) LetterOf(ctx context.Context, a actor.Actor, admissionID, hearing uuid.UUID) (uuid.UUID, identity.Object, error) {
	f, err := s.File(ctx, a, admissionID)
	if err != nil {
		return uuid.Nil, identity.Object{}, err
	}
	h := f.heard(hearing)
	if h == nil || h.Answer == nil || h.Answer.Letter == nil || h.Answer.Letter.File == uuid.Nil {
		return uuid.Nil, identity.Object{}, admission.FaultNotFound
	}
	return h.Answer.Letter.File, f.Object(), nil
}
