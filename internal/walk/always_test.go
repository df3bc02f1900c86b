package walk

import (
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"pgregory.net/rapid"

	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/place"
)

// none are what there must be none of, whatever has been done.
var none = map[string]string{
	"a case whose status is not that of its rows": `SELECT count(*) FROM application WHERE status <> application_status(id)`,
	"a case whose status is not that of its history": `SELECT count(*) FROM application a
		JOIN LATERAL (SELECT action FROM audit_event e WHERE e.object_id = a.id AND e.action IN ('application.started', 'application.submitted', 'application.review_started',
			'application.clarification_asked', 'application.clarification_answered', 'application.clarification_lapsed', 'application.approved', 'application.rejected', 'application.withdrawn')
			ORDER BY e.id DESC LIMIT 1) last ON true
		WHERE a.status <> CASE last.action WHEN 'application.started' THEN 'draft' WHEN 'application.submitted' THEN 'submitted' WHEN 'application.clarification_asked' THEN 'clarification'
			WHEN 'application.approved' THEN 'approved' WHEN 'application.rejected' THEN 'rejected' WHEN 'application.withdrawn' THEN 'withdrawn' ELSE 'in_review' END`,
	"a case that is closed and not, or has no organiser": `SELECT count(*) FROM application a JOIN scheme s ON s.id = a.scheme_id
		WHERE closed <> (status IN ('approved', 'rejected', 'withdrawn')) OR (closed_at IS NOT NULL) <> closed OR a.organiser_id <> s.organiser_id`,
	"a decided case that is ready, or was withdrawn too": `SELECT count(*) FROM application a WHERE a.closed AND a.ready
		OR EXISTS (SELECT FROM decision d WHERE d.application_id = a.id) AND EXISTS (SELECT FROM withdrawal w WHERE w.application_id = a.id)`,
	"a decision by another than an officer of the organiser": `SELECT count(*) FROM decision d JOIN application a ON a.id = d.application_id
		WHERE NOT EXISTS (SELECT FROM membership m WHERE m.person_id = d.decided_by AND m.role = 'officer' AND m.organiser_id = a.organiser_id)`,
	"a decision while an answer might come": `SELECT count(*) FROM decision d JOIN clarification c ON c.application_id = d.application_id
		LEFT JOIN clarification_answer n ON n.clarification_id = c.id WHERE n.id IS NULL OR n.answered_at > d.decided_at`,
	"an admission without a decision where one is needed": `SELECT count(*) FROM admission a JOIN scheme s ON s.id = a.scheme_id LEFT JOIN decision d ON d.id = a.decision_id
		WHERE d.outcome IS DISTINCT FROM 'approved' AND (a.origin <> 'enrolment' OR s.regime NOT IN ('own_production', 'in_house', 'alliance', 'free_listing'))`,
	"an approval without an admission": `SELECT count(*) FROM decision d JOIN application a ON a.id = d.application_id WHERE d.outcome = 'approved'
		AND NOT EXISTS (SELECT FROM admission m WHERE m.scheme_id = a.scheme_id AND moved.heir(m.producer_id) = moved.heir(a.producer_id))`,
	"a removed admission that stands": `SELECT count(*) FROM admission a WHERE removed <> ('removed' =
		coalesce((SELECT kind FROM admission_event e WHERE e.admission_id = a.id ORDER BY seq DESC LIMIT 1), ''))`,
	"evidence of another": `SELECT count(*) FROM application_answer n JOIN application a ON a.id = n.application_id LEFT JOIN evidence_item i ON i.id = n.evidence_id
		LEFT JOIN stored_file f ON f.id = n.file_id WHERE moved.heir(i.producer_id) <> moved.heir(a.producer_id) OR moved.heir(f.producer_id) <> moved.heir(a.producer_id)`,
	"an answer's file of another": `SELECT count(*) FROM clarification_file f JOIN stored_file s ON s.id = f.file_id JOIN clarification_answer n ON n.id = f.answer_id
		JOIN clarification c ON c.id = n.clarification_id JOIN application a ON a.id = c.application_id WHERE moved.heir(s.producer_id) <> moved.heir(a.producer_id)`,
	"prices that overlap": `SELECT count(*) FROM price_line a JOIN price_line b ON a.offering_id = b.offering_id AND a.unit = b.unit AND a.id < b.id AND a.valid && b.valid`,
	"prices of a time that overlap": `SELECT count(*) FROM price_class a JOIN price_class b ON a.offering_id = b.offering_id AND a.unit = b.unit AND a.class = b.class
		AND a.id < b.id AND a.valid && b.valid`,
	// A cap may be lowered under prices that stand; from then on nothing may be set over it.
	"a price that was set over the cap": `SELECT count(*) FROM price_line l JOIN offering o ON o.id = l.offering_id JOIN admission a ON a.id = o.admission_id
		JOIN price_cap t ON t.scheme_id = a.scheme_id AND t.service_key = o.service_key AND t.unit = l.unit AND t.class = 'weekday' AND t.valid && l.valid WHERE l.cents > t.cents
		AND NOT EXISTS (SELECT FROM scheme_version v WHERE v.scheme_id = a.scheme_id AND v.at > l.created_at)`,
	"a time's price that was set over the cap": `SELECT count(*) FROM price_class c JOIN offering o ON o.id = c.offering_id JOIN admission a ON a.id = o.admission_id
		JOIN price_cap t ON t.scheme_id = a.scheme_id AND t.service_key = o.service_key AND t.unit = c.unit AND t.class = c.class AND t.valid && c.valid
		LEFT JOIN price_line l ON l.offering_id = c.offering_id AND l.unit = c.unit AND l.valid && (c.valid * t.valid)
		WHERE coalesce(c.cents, floor((l.cents * c.percent + 50) / 100)) > t.cents
		AND NOT EXISTS (SELECT FROM scheme_version v WHERE v.scheme_id = a.scheme_id AND v.at > greatest(c.created_at, l.created_at))`,
	"an answered proposal that waits, or the other way round": `SELECT count(*) FROM price_proposal p WHERE closed <> EXISTS (SELECT FROM price_decision d WHERE d.proposal_id = p.id)`,
	"terms that overlap": `SELECT count(*) FROM scheme_service a JOIN scheme_service b ON a.scheme_id = b.scheme_id AND a.service_key = b.service_key AND a.unit = b.unit
		AND a.id < b.id AND a.valid && b.valid`,
	"a version that is not the number of its publishings": `SELECT count(*) FROM scheme s WHERE version <> (SELECT count(*) FROM scheme_version v WHERE v.scheme_id = s.id)`,
	"an answer to a question that the scheme does not ask": `SELECT count(*) FROM application_answer n JOIN application a ON a.id = n.application_id
		JOIN requirement r ON r.id = n.requirement_id WHERE r.scheme_id <> a.scheme_id`,
	"an offering of a service that was not admitted": `SELECT count(*) FROM offering o WHERE NOT EXISTS (SELECT FROM admission_service v
		WHERE v.admission_id = o.admission_id AND v.service_key = o.service_key)`,
	"an offering at a point of another": `SELECT count(*) FROM offering o JOIN admission a ON a.id = o.admission_id JOIN service_point p ON p.id = o.point_id
		JOIN service_unit u ON u.id = p.unit_id WHERE o.withdrawn_at IS NULL AND moved.heir(u.producer_id) <> moved.heir(a.producer_id)`,
	"somebody removed unheard, and no ground for that": `SELECT count(*) FROM doubt_end e JOIN doubt d ON d.id = e.doubt_id WHERE e.outcome = 'removed' AND NOT EXISTS (
		SELECT FROM event_unheard u WHERE u.event_id = e.form_id) AND NOT EXISTS (SELECT FROM hearing h JOIN hearing_doubt x ON x.hearing_id = h.id AND x.doubt_id = d.id LEFT JOIN hearing_answer n ON n.hearing_id = h.id WHERE h.asked_at < e.at
			AND (n.answered_at <= e.at OR h.answer_by_day < (e.at AT TIME ZONE 'Europe/Helsinki')::date))`,
	"somebody suspended unheard, and no ground for that": `SELECT count(*) FROM admission_event e JOIN admission a ON a.id = e.admission_id JOIN scheme s ON s.id = a.scheme_id
		JOIN removal_rule r ON r.regime = s.regime AND r.hearing AND r.valid @> (e.at AT TIME ZONE 'Europe/Helsinki')::date
		WHERE e.kind = 'suspended' AND NOT EXISTS (SELECT FROM event_unheard u WHERE u.event_id = e.id) AND NOT EXISTS (SELECT FROM hearing h
			LEFT JOIN hearing_answer n ON n.hearing_id = h.id WHERE h.admission_id = a.id AND h.asked_at < e.at
			AND (n.answered_at <= e.at OR h.answer_by_day < (e.at AT TIME ZONE 'Europe/Helsinki')::date))`,
	"an admission that is heard twice at once": `SELECT count(*) FROM (SELECT FROM hearing h WHERE NOT EXISTS (SELECT FROM hearing_end e WHERE e.hearing_id = h.id)
		GROUP BY h.admission_id HAVING count(*) > 1) x`,
	"a lapse that is doubted twice": `SELECT count(*) FROM (SELECT FROM doubt d WHERE cause IN ('evidence', 'registry') AND NOT EXISTS (SELECT FROM doubt_end e WHERE e.doubt_id = d.id)
		AND subject <> '' GROUP BY d.admission_id, d.cause, d.subject HAVING count(*) > 1) x`,
	"an answer to a hearing of another": `SELECT count(*) FROM hearing_answer n JOIN hearing h ON h.id = n.hearing_id JOIN admission a ON a.id = h.admission_id
		WHERE n.received_on IS NULL AND NOT EXISTS (SELECT FROM membership m WHERE m.person_id = n.answered_by AND m.role = 'producer' AND moved.heir(m.producer_id) = moved.heir(a.producer_id))`,
	"a producer that is merged in a circle": `SELECT count(*) FROM producer p WHERE merged_into IS NOT NULL AND EXISTS (SELECT FROM producer q WHERE q.id = moved.heir(p.id) AND q.merged_into IS NOT NULL)`,
}

// always is asked after each step.
func (w *walk) always(rt *rapid.T) {
	var found pq.StringArray
	w.must(w.Owner.Get(&found, `SELECT moved.broken()`))
	if len(found) > 0 {
		rt.Fatalf("there is %s", strings.Join(found, "; and "))
	}
	w.frozen(rt)
	w.fourEyes(rt)
	w.inTime(rt)
	w.states(rt)
	w.within(rt)
}

// within holds what is offered at home under a scheme for some areas only to those areas.
func (w *walk) within(rt *rapid.T) {
	var list []struct {
		ID            uuid.UUID
		Given, Limits pq.StringArray
	}
	w.must(w.Owner.Select(&list, `SELECT o.id, l.codes AS limits,
		ARRAY(SELECT x.code FROM offering_area x WHERE x.offering_id = o.id AND x.code IS NOT NULL
			UNION SELECT p.code FROM offering_area x JOIN organiser_area_part p ON p.area_id = x.area_id WHERE x.offering_id = o.id) AS given
		FROM (SELECT x.scheme_id, array_agg(p.code) AS codes FROM scheme_area x JOIN organiser_area_part p ON p.area_id = x.area_id GROUP BY x.scheme_id) l
		JOIN admission a ON a.scheme_id = l.scheme_id AND NOT a.removed JOIN offering o ON o.admission_id = a.id WHERE o.at_home AND o.withdrawn_at IS NULL`))
	for _, one := range list {
		for _, code := range one.Given {
			part, known := place.PartByCode(code)
			if !known || !slices.ContainsFunc(one.Limits, func(limit string) bool { l, ok := place.PartByCode(limit); return ok && l.Holds(part) }) {
				rt.Fatalf("offering %s reaches %s, beyond its scheme's %v", one.ID, code, one.Limits)
			}
		}
		w.taken["held within areas"]++
	}
}

// frozen holds what was sent to what it said when it was first seen.
func (w *walk) frozen(rt *rapid.T) {
	var rows []struct {
		ID       uuid.UUID
		Snapshot []byte
	}
	w.must(w.Owner.Select(&rows, `SELECT id, snapshot::text::bytea AS snapshot FROM submission`))
	if len(rows) < len(w.sent) {
		rt.Fatalf("%d submissions are gone", len(w.sent)-len(rows))
	}
	for _, row := range rows {
		sum := sha256.Sum256(row.Snapshot)
		if was, seen := w.sent[row.ID]; seen && was != sum {
			rt.Fatalf("submission %s has changed", row.ID)
		}
		w.sent[row.ID] = sum
	}
}

// fourEyes holds new decisions to the four eyes that their scheme set when they were made.
func (w *walk) fourEyes(rt *rapid.T) {
	var made []struct {
		ID       uuid.UUID
		FourEyes bool          `db:"four_eyes"`
		By       uuid.UUID     `db:"decided_by"`
		Preparer uuid.NullUUID `db:"prepared_by"`
	}
	w.must(w.Owner.Select(&made, `SELECT d.id, s.four_eyes, d.decided_by, p.prepared_by FROM decision d JOIN application a ON a.id = d.application_id
		JOIN scheme s ON s.id = a.scheme_id LEFT JOIN preparation p ON p.id = d.preparation_id`))
	for _, d := range made {
		if _, seen := w.decided[d.ID]; !seen && d.FourEyes && (!d.Preparer.Valid || d.Preparer.UUID == d.By) {
			rt.Fatalf("decision %s has two eyes only", d.ID)
		}
		w.decided[d.ID] = true
	}
}

// inTime holds the day by which to decide to the clock that each case began with and to what has stopped it since.
func (w *walk) inTime(rt *rapid.T) {
	var list []struct {
		ID        uuid.UUID
		DueOn     calendar.Date `db:"due_on"`
		FirstDue  calendar.Date `db:"first_due"`
		At        time.Time     `db:"submitted_at"`
		Days      int           `db:"clock_days"`
		Kind      string        `db:"clock_kind"`
		Stops     bool          `db:"clock_stops"`
		Extension *int          `db:"days"`
	}
	w.must(w.Owner.Select(&list, `SELECT a.id, a.due_on, b.due_on AS first_due, b.submitted_at, b.clock_days, b.clock_kind, b.clock_stops, e.days
		FROM application a JOIN submission b ON b.application_id = a.id LEFT JOIN extension e ON e.application_id = a.id`))
	stops := w.stops()
	for _, one := range list {
		clock := admission.Clock{Days: one.Days, Kind: one.Kind, Stops: one.Stops}
		if got := clock.Due(one.At, nil); got != one.FirstDue {
			rt.Fatalf("case %s was due on %s at first, by its clock on %s", one.ID, one.FirstDue, got)
		}
		if one.Extension != nil {
			clock.Days = *one.Extension
		}
		if got := clock.Due(one.At, stops[one.ID]); got != one.DueOn {
			rt.Fatalf("case %s is due on %s, by its clock on %s", one.ID, one.DueOn, got)
		}
	}
}

// stops are the times for which the clocks of cases stand still, by case.
func (w *walk) stops() map[uuid.UUID][]admission.Stop {
	var rows []struct {
		Case     uuid.UUID     `db:"application_id"`
		At       time.Time     `db:"asked_at"`
		AnswerBy calendar.Date `db:"answer_by_day"`
		Answered *time.Time    `db:"answered_at"`
	}
	w.must(w.Owner.Select(&rows, `SELECT c.application_id, c.asked_at, c.answer_by_day, n.answered_at
		FROM clarification c LEFT JOIN clarification_answer n ON n.clarification_id = c.id ORDER BY c.asked_at`))
	stops := map[uuid.UUID][]admission.Stop{}
	for _, row := range rows {
		stop := admission.Stop{Asked: calendar.Today(row.At), Until: row.AnswerBy}
		if row.Answered != nil && calendar.Today(*row.Answered).Before(stop.Until) {
			stop.Until = calendar.Today(*row.Answered)
		}
		stops[row.Case] = append(stops[row.Case], stop)
	}
	return stops
}

// states holds what an admission is on a day to what has happened to it.
func (w *walk) states(rt *rapid.T) {
	today := w.today()
	var list []struct {
		ID    uuid.UUID
		From  calendar.Date  `db:"valid_from"`
		To    *calendar.Date `db:"valid_to"`
		State string
		Kind  string         // of what happened last
		Until *calendar.Date // when it was a suspension
	}
	w.must(w.Owner.Select(&list, `SELECT a.id, valid_from, valid_to, admission_state(a.id, valid_from, valid_to, $1) AS state, coalesce(e.kind, '') AS kind, e.until
		FROM admission a LEFT JOIN LATERAL (SELECT kind, until FROM admission_event e WHERE e.admission_id = a.id ORDER BY at DESC LIMIT 1) e ON true`, today))
	for _, one := range list {
		want := "active"
		switch {
		case one.Kind == "removed":
			want = "removed"
		case one.Kind == "suspended" && (one.Until == nil || !one.Until.Before(today)):
			want = "suspended"
		case today.Before(one.From):
			want = "future"
		case one.To != nil && one.To.Before(today):
			want = "ended"
		}
		if one.State != want {
			rt.Fatalf("admission %s is %s, by its history %s", one.ID, one.State, want)
		}
	}
}

// all looks at everything as everybody, once at the end.
func (w *walk) all(rt *rapid.T) {
	for _, c := range w.cases() {
		for _, a := range w.people {
			sees := isOneOf(a, c.applicants(w)) || c.sent(w) && isOneOf(a, c.reviewers(w))
			if _, err := w.admissions.Application(ctx, a, c.ID); (err == nil) != sees {
				rt.Fatalf("%s %s looks at a case of %s (%s): %v", a.Role, a.Organisation, c.Producer, c.Status, err)
			}
		}
	}
	for _, a := range w.people {
		w.lookAtQueue(rt, a)
	}
}
