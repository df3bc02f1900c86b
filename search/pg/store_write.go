package pg

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/search"
	"github.com/tuottajatori/tuottajatori/search/language"
)

// format is raised when the same document should be stored differently from before.
const format = 2

// keepGone is for how many versions a removed row is kept for other processes to learn of it.
const keepGone = 10_000

// write runs fn under the lock of the state's row, with the version that its rows get. Versions therefore become
// visible in their order.
func (e *Engine) write(ctx context.Context, fn func(ctx context.Context, tx *db.Tx, version int64) error) error {
	return e.d.InTx(ctx, actor.System("search"), func(ctx context.Context, tx *db.Tx) error {
		var version int64
		err := tx.GetContext(ctx, &version, `UPDATE search_state SET version = version + 1 RETURNING version`)
		if err != nil {
			return err
		}
		return fn(ctx, tx, version)
	})
}

// posted is a document as the statement below takes it.
type posted struct {
	ID           uuid.UUID `json:"id"`
	No           int32     `json:"no"`
	Digest       string    `json:"digest"`
	Service      string    `json:"service"`
	Organiser    string    `json:"organiser"`
	Regime       string    `json:"regime"`
	ProducerType string    `json:"producer_type"`
	Point        uuid.UUID `json:"point"`
	AtHome       bool      `json:"at_home"`
	Areas        []string  `json:"areas"`
	Municipality string    `json:"municipality"`
	Lat          *float64  `json:"lat"`
	Lon          *float64  `json:"lon"`
	Spoken       []string  `json:"spoken"`
	PaysKind     string    `json:"pays_kind"`
	PaysCents    *int64    `json:"pays_cents"`
	PaysPer      string    `json:"pays_per"`
	Vacancy      string    `json:"vacancy"`
	WaitDays     *int      `json:"wait_days"`
	Quality      *int      `json:"quality"`
	Names        string    `json:"names"`
	Fi           string    `json:"fi"`
	Sv           string    `json:"sv"`
	En           string    `json:"en"`
	NameBases    string    `json:"name_bases"`
	TextBases    string    `json:"text_bases"`

	body string // the whole document, for engines that follow this one
}

// upsert writes documents. Names are read as words of each language and as they stand, descriptions in their own; both
// also by the base forms and parts of their words.
const upsert = `
	INSERT INTO search_document AS old (id, no, version, digest, service, organiser, regime, producer_type, point,
		at_home, areas, municipality, lat, lon, spoken, pays_kind, pays_cents, pays_per, vacancy, wait_days, quality,
		names, texts)
	SELECT id, no, $2, decode(digest, 'hex'), service, organiser, regime, producer_type, point,
		at_home, areas, municipality, lat, lon, spoken, pays_kind, pays_cents, pays_per, vacancy, wait_days, quality,
		strip(to_tsvector('simple', names) || to_tsvector('finnish', names) || to_tsvector('swedish', names)
			|| to_tsvector('english', names) || to_tsvector('simple', name_bases)),
		strip(to_tsvector('finnish', fi) || to_tsvector('swedish', sv) || to_tsvector('english', en)
			|| to_tsvector('simple', text_bases))
	FROM jsonb_to_recordset($1::jsonb) AS d (id uuid, no integer, digest text, service text, organiser text,
		regime text, producer_type text, point uuid, at_home boolean, areas text[], municipality text,
		lat double precision, lon double precision, spoken text[], pays_kind text, pays_cents bigint, pays_per text,
		vacancy text, wait_days integer, quality integer, names text, fi text, sv text, en text,
		name_bases text, text_bases text)
	ON CONFLICT (id) DO UPDATE SET gone = false, version = excluded.version, digest = excluded.digest,
		service = excluded.service, organiser = excluded.organiser, regime = excluded.regime,
		producer_type = excluded.producer_type, point = excluded.point, at_home = excluded.at_home,
		areas = excluded.areas, municipality = excluded.municipality, lat = excluded.lat, lon = excluded.lon,
		spoken = excluded.spoken, pays_kind = excluded.pays_kind, pays_cents = excluded.pays_cents,
		pays_per = excluded.pays_per, vacancy = excluded.vacancy, wait_days = excluded.wait_days,
		quality = excluded.quality, names = excluded.names, texts = excluded.texts`

func put(ctx context.Context, tx *db.Tx, version int64, docs []search.Document) error {
	changed, err := withNumbers(ctx, tx, docs)
	if err != nil || len(changed) == 0 {
		return err
	}
	body, err := json.Marshal(changed)
	if err != nil {
		return fmt.Errorf("write documents as JSON: %w", err)
	}
	if _, err := tx.ExecContext(ctx, upsert, string(body), version); err != nil {
		return err
	}
	if err := putBodies(ctx, tx, changed); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO search_word (word, version) SELECT unnest($1::text[]), $2
		ON CONFLICT (word) DO NOTHING`, pq.Array(nameWords(docs)), version)
	return err
}

func putBodies(ctx context.Context, tx *db.Tx, changed []posted) error {
	ids, bodies := make([]string, len(changed)), make([]string, len(changed))
	for i, p := range changed {
		ids[i], bodies[i] = p.ID.String(), p.body
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO search_body (id, body) SELECT id, body FROM unnest($1::uuid[], $2::text[]) AS b (id, body)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, pq.Array(ids), pq.Array(bodies))
	return err
}

// withNumbers leaves out what is in the table just so, and numbers the rest: as before, or with the next free numbers.
func withNumbers(ctx context.Context, tx *db.Tx, docs []search.Document) ([]posted, error) {
	want := make([]string, len(docs))
	for i, d := range docs {
		want[i] = d.ID.String()
	}
	var rows []struct {
		ID     uuid.UUID `db:"id"`
		No     int32     `db:"no"`
		Digest []byte    `db:"digest"`
	}
	err := tx.SelectContext(ctx, &rows, `SELECT id, no, CASE WHEN NOT gone THEN digest END AS digest
		FROM search_document WHERE id = ANY($1::uuid[])`, pq.Array(want))
	if err != nil {
		return nil, err
	}
	numbers, digests := map[uuid.UUID]int32{}, map[uuid.UUID][]byte{}
	for _, r := range rows {
		numbers[r.ID], digests[r.ID] = r.No, r.Digest
	}
	var changed []posted
	var fresh int32
	at := map[uuid.UUID]int{} // the last of documents with the same id holds
	for _, d := range docs {
		body, digest, err := digest(d)
		if err != nil {
			return nil, err
		}
		p := post(d, digest)
		p.body = body
		if i, twice := at[d.ID]; twice {
			p.No = changed[i].No
			changed[i] = p
			continue
		}
		if bytes.Equal(digests[d.ID], digest) {
			continue
		}
		if no, there := numbers[d.ID]; there {
			p.No = no
		} else {
			p.No = -1 - fresh // until we know the next number
			fresh++
		}
		at[d.ID] = len(changed)
		changed = append(changed, p)
	}
	return changed, number(ctx, tx, changed, fresh)
}

func number(ctx context.Context, tx *db.Tx, changed []posted, fresh int32) error {
	if fresh == 0 {
		return nil
	}
	var next int32
	err := tx.GetContext(ctx, &next, `UPDATE search_state SET next_no = next_no + $1 RETURNING next_no`, fresh)
	if err != nil {
		return err
	}
	for i := range changed {
		if changed[i].No < 0 {
			changed[i].No = next - fresh + (-1 - changed[i].No)
		}
	}
	return nil
}

// digest gives the document as JSON, without when it is to be looked at again, and what tells it from any other.
func digest(d search.Document) (body string, sum []byte, err error) {
	d.StaleAt = nil
	written, err := json.Marshal(d)
	if err != nil {
		return "", nil, fmt.Errorf("write document %s as JSON: %w", d.ID, err)
	}
	whole := sha256.Sum256(append(written, format))
	return string(written), whole[:16], nil
}

func post(d search.Document, digest []byte) posted {
	return posted{
		ID: d.ID, Digest: fmt.Sprintf("%x", digest), Service: d.Service, Organiser: d.Organiser, Regime: d.Regime,
		ProducerType: d.ProducerType, Point: d.Point, AtHome: d.AtHome, Areas: orEmpty(d.Areas),
		Municipality: d.Municipality, Lat: d.Lat, Lon: d.Lon, Spoken: orEmpty(d.Spoken), PaysKind: d.PaysKind,
		PaysCents: d.PaysCents, PaysPer: d.PaysPer, Vacancy: d.Vacancy, WaitDays: d.WaitDays, Quality: d.Quality,
		Names: names(d), Fi: d.Descriptions["fi"], Sv: d.Descriptions["sv"], En: d.Descriptions["en"],
		NameBases: language.Expand(names(d)), TextBases: textBases(d),
	}
}

// orEmpty keeps an empty list from becoming null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func textBases(d search.Document) string {
	var all []string
	for _, lang := range language.Languages() {
		all = append(all, language.Expand(d.Descriptions[lang]))
	}
	return strings.Join(all, " ")
}

func names(d search.Document) string { return d.ProducerName + "\n" + d.UnitName + "\n" + d.PointName }

// nameWords lists the words of the documents' names, each once, in order, so that writers never wait in a circle.
func nameWords(docs []search.Document) []string {
	var all []string
	for _, d := range docs {
		for _, n := range []string{d.ProducerName, d.UnitName, d.PointName} {
			all = append(all, language.Words(n)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// remove marks rows as gone, and drops for good those that went long ago.
func remove(ctx context.Context, tx *db.Tx, version int64, ids []uuid.UUID) error {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	_, err := tx.ExecContext(ctx, `UPDATE search_document SET gone = true, version = $2, names = '', texts = ''
		WHERE id = ANY($1::uuid[]) AND NOT gone`, pq.Array(list), version)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM search_body WHERE id = ANY($1::uuid[])`, pq.Array(list)); err != nil {
		return err
	}
	return purge(ctx, tx, version)
}

func purge(ctx context.Context, tx sqlx.ExtContext, version int64) error {
	_, err := tx.ExecContext(ctx, `
		WITH dropped AS (DELETE FROM search_document WHERE gone AND version < $1 RETURNING version)
		UPDATE search_state SET floor = greatest(floor, (SELECT max(version) FROM dropped))
		WHERE EXISTS (SELECT FROM dropped)`, version-keepGone)
	return err
}

func clearAll(ctx context.Context, tx *db.Tx, version int64) error {
	for _, statement := range []string{`DELETE FROM search_body`, `DELETE FROM search_document`, `DELETE FROM search_word`} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE search_state SET floor = $1, next_no = 0`, version)
	return err
}
