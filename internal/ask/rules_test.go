package ask

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/platform/limit"
)

var kinds = []Kind{Made, Contact, Room, Question, Replied, NoRoom, Closed, Withdrawn, Unanswered, Lapsed, Gone}

func TestHowARequestEndsByItself(t *testing.T) {
	at := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		last Kind
		days int
		want Kind
	}{
		{Made, 29, ""}, {Made, 30, Unanswered}, {Replied, 29, ""}, {Replied, 30, Unanswered},
		{Contact, 30, ""}, {Contact, 59, ""}, {Contact, 60, Lapsed}, {Room, 60, Lapsed}, {Question, 59, ""}, {Question, 60, Lapsed},
		{Closed, 1000, ""}, {Withdrawn, 1000, ""}, {NoRoom, 1000, ""}, {Unanswered, 1000, ""}, {Lapsed, 1000, ""}, {Gone, 1000, ""},
	} {
		if got := ended(test.last, at, at.AddDate(0, 0, test.days)); got != test.want {
			t.Errorf("%s after %d days: %q, want %q", test.last, test.days, got, test.want)
		}
	}
}

// TestEveryRequestEnds holds that whatever happened last, there is a day on which a request has ended, that it stays so, and
// that what has ended never waits for anybody.
func TestEveryRequestEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		last := rapid.SampledFrom(kinds).Draw(t, "last")
		at := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0)
		days := rapid.IntRange(0, 400).Draw(t, "days")
		how := ended(last, at, at.AddDate(0, 0, days))
		if how != "" && (!how.Ends() || last.Ends()) {
			t.Fatalf("%s ends as %s", last, how)
		}
		if how != "" && ended(last, at, at.AddDate(0, 0, days+1)) != how {
			t.Fatal("what has ended goes on a day later")
		}
		if days >= lapseDays && how == "" && !last.Ends() {
			t.Fatalf("%s goes on after %d days", last, days)
		}
		if last.Ends() && last.Waits() {
			t.Fatalf("%s has ended and waits", last)
		}
		if EraseOn(at, days).DaysUntil(calendar.Today(at)) != -days {
			t.Fatal("erased on another day than was said")
		}
	})
}

func TestAFirstAnswerIsPromisedInWorkingDays(t *testing.T) {
	friday := time.Date(2026, time.April, 3, 12, 0, 0, 0, time.UTC) // Good Friday; Easter Monday is the 6th
	if got := AnswerBy(friday).String(); got != "2026-04-13" {
		t.Errorf("asked on Good Friday: %s", got)
	}
}

func TestOnlyAPersonsTimeIsTaken(t *testing.T) {
	now := time.Now()
	for took, want := range map[time.Duration]error{-time.Minute: ErrQuick, 0: ErrQuick, LeastFilling - 1: ErrQuick, LeastFilling: nil, time.Hour: nil, MostFilling: nil, MostFilling + 1: ErrOld} {
		if err := filled(now.Add(-took), now); !errors.Is(err, want) {
			t.Errorf("after %s: %v", took, err)
		}
	}
	id := uuid.Must(uuid.NewV7())
	if age := time.Since(shownAt(id)); age < -time.Second || age > time.Minute {
		t.Errorf("an id of now is %s old", age)
	}
}

func TestSharesAreFullAgainWhenTheirTimeIsOver(t *testing.T) {
	for share, span := range map[limit.Share]time.Duration{networkHour: time.Hour, networkDay: 24 * time.Hour, producerHour: time.Hour} {
		if share.Every*time.Duration(share.Burst) != span {
			t.Errorf("%s is full again after %s", share.Name, share.Every*time.Duration(share.Burst))
		}
	}
}

func TestPhoneNumbersAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]bool{"040 123 4567": true, "+358 40 123 4567": true, "(014) 123-456": true, "0401234567": true, "112": false, "": false,
		"+": false, "040+123": false, "soita äidille": false, "040 123 4567 äiti": false, "1234567890123456": false, "٠٤٠١٢٣٤٥": false} {
		if callable(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// TestTheSameTextIsKnownAgain whatever its case, spaces and signs, and another text is another.
func TestTheSameTextIsKnownAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zåäö0-9]{1,8}`), 1, 6).Draw(t, "words")
		between := rapid.SampledFrom([]string{" ", "  ", ", ", "\n", "!", " – "}).Draw(t, "between")
		if plain(strings.Join(words, " ")) != plain(strings.ToUpper(strings.Join(words, between))+"…") {
			t.Fatal("the same text is another")
		}
		if plain(strings.Join(append(words, "x"), " ")) == plain(strings.Join(words, " ")) {
			t.Fatal("another text is the same")
		}
	})
}
