package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/google/uuid"
)

// seenLimit is how long a change is waited for.
const seenLimit = 3 * time.Minute

// changes gives made-up offerings a word of their own, one after the other, and waits until a search for it finds them;
// then it withdraws them and asks again at once. Everything is put back. Only made-up (demo) offerings are touched.
func (b *bench) changes(ctx context.Context, report *Report) error {
	engine, settings := onMeili, []string{"SEARCH_ENGINE=meili"}
	if b.MeiliURL == "" {
		engine, settings = onPostgres, []string{"SEARCH_ENGINE=pg"}
	}
	s, err := b.server(ctx, engine, settings...)
	if err != nil {
		return err
	}
	offerings, err := demoOfferings(ctx, b.DB, 2*b.Changes)
	if err != nil {
		return err
	}
	if len(offerings) == 0 {
		report.skip("changes and removals", "there are no made-up offerings, and others are not touched")
		return nil
	}
	half := (len(offerings) + 1) / 2
	b.say("%d changes and removals", half)
	m := &mover{bench: b, client: newClient(), base: s.base}
	for _, o := range offerings[:half] {
		if err := m.move(ctx, o); err != nil {
			return err
		}
	}
	report.add("a change seen in search, median (s)", percentile(m.seen, 50).Seconds())
	report.add(changeSeen, percentile(m.seen, 95).Seconds())
	if b.MeiliURL != "" {
		if err := b.changesDuringReindex(ctx, report, m, offerings[half:]); err != nil {
			return err
		}
	}
	report.add(removalMissed, float64(m.missed))
	return nil
}

func (b *bench) changesDuringReindex(ctx context.Context, report *Report, m *mover, offerings []demoOffering) error {
	b.say("changes during a reindex")
	m.seen = nil
	ended := make(chan error, 1)
	go func() { ended <- b.Rebuild(ctx) }()
	for i := 0; ; i++ {
		select {
		case err := <-ended:
			report.add("changes made during a reindex", float64(len(m.seen)))
			report.add(changeReindex, percentile(m.seen, 95).Seconds())
			return err
		default:
		}
		if err := m.move(ctx, offerings[i%len(offerings)]); err != nil {
			return errors.Join(err, <-ended)
		}
	}
}

// mover changes offerings and puts them back.
type mover struct {
	*bench
	client *client
	base   string
	seen   []time.Duration // how long each change took to be seen
	missed int             // removals that the next request did not see
}

// move changes one offering, waits until that is seen, and withdraws it for a moment.
func (m *mover) move(ctx context.Context, o demoOffering) (err error) {
	defer func() { err = errors.Join(err, putBack(context.WithoutCancel(ctx), m.DB, o)) }()
	word := newWord()
	if err := describe(ctx, m.DB, o.ID, word); err != nil {
		return err
	}
	began := time.Now()
	address := m.base + apiPath + url.Values{"q": {word}}.Encode()
	for {
		there, err := m.shows(ctx, address, o.ID)
		if err != nil {
			return err
		}
		took := time.Since(began)
		if there {
			m.seen = append(m.seen, took)
			break
		}
		if took > seenLimit {
			return fmt.Errorf("a change was not seen within %s", seenLimit)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := withdraw(ctx, m.DB, o.ID); err != nil {
		return err
	}
	there, err := m.shows(ctx, address, o.ID)
	if there {
		m.missed++
	}
	return err
}

func (m *mover) shows(ctx context.Context, address string, id uuid.UUID) (bool, error) {
	body, err := m.client.get(ctx, address)
	if err != nil {
		return false, err
	}
	var page struct {
		Items []struct{ ID uuid.UUID }
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return false, fmt.Errorf("read an answer of the API: %w", err)
	}
	for _, item := range page.Items {
		if item.ID == id {
			return true, nil
		}
	}
	return false, nil
}

// newWord is a word that nobody has written and that is no slip of any other.
func newWord() string {
	word := []byte("qzx")
	for range 12 {
		word = append(word, "bcdfghjkmpqrtvwxz"[rand.IntN(17)])
	}
	return string(word)
}
