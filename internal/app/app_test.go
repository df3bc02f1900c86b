package app_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
)

// TestConstraintsAndFaultsAgree compares the rooms' tables of constraint names with the database both ways: each name
// exists, and each constraint that people can run into has a fault. Those that only a fault of ours could break
// (foreign keys, checks of shape, keys that we make) are internal and are left out by kind.
func TestConstraintsAndFaultsAgree(t *testing.T) {
	d := dbtest.New(t)
	var known []string
	if err := d.Owner.Select(&known, `
SELECT c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = 'public'
UNION SELECT i.indexname FROM pg_indexes i WHERE i.schemaname = 'public'`); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, name := range known {
		there[name] = true
	}
	mapped := map[string]bool{}
	for _, set := range app.Constraints() {
		for name := range set {
			if mapped[name] {
				t.Errorf("%s is mapped twice", name)
			}
			mapped[name] = true
			if !there[name] {
				t.Errorf("%s is mapped to a fault and is not in the database", name)
			}
		}
	}
	// Named unique and exclusion constraints of what people make: two of them at once can meet there.
	var reachable []string
	if err := d.Owner.Select(&reachable, `
SELECT c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = 'public' AND c.contype IN ('u', 'x') AND c.conname !~ '^(river|goose)'
UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE n.nspname = 'public' AND x.indisunique AND x.indpred IS NOT NULL AND i.relname !~ '^(river|goose)'`); err != nil {
		t.Fatal(err)
	}
	for _, name := range reachable {
		if !mapped[name] && !internal[name] {
			t.Errorf("%s can be met by people and is not mapped to a fault", name)
		}
	}
	for name := range internal {
		if !there[name] || mapped[name] {
			t.Errorf("%s is listed as internal: in the database %v, mapped %v", name, there[name], mapped[name])
		}
	}
}

// TestSealedColumnsAreKnown finds every column of bytes in the database: it is sealed with the keys file and is sealed anew
// when a key changes, or it is told here why it need not be.
func TestSealedColumnsAreKnown(t *testing.T) {
	d := dbtest.New(t)
	var found []string
	if err := d.Owner.Select(&found, `SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname !~ '^(river|goose)' AND a.atttypid = 'bytea'::regtype AND NOT a.attisdropped ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	sealed := map[string]bool{}
	for _, c := range app.Sealed() {
		sealed[c.Table+"."+c.Name] = true
	}
	for _, c := range app.Codes() {
		sealed[c.Table+"."+c.Name] = true
	}
	for _, column := range found {
		_, name, _ := strings.Cut(column, ".")
		if sealed[column] == (plainBytes[name] || plainBytes[column]) {
			t.Errorf("%s: name it in app.Sealed if keys.Ring.Seal made it, in app.Codes if vault.Lookup did, and here if it is something else", column)
		}
		delete(sealed, column)
	}
	for column := range sealed {
		t.Errorf("%s is not in the database", column)
	}
}

// plainBytes are the columns of bytes that hold nothing sealed by the keys file itself.
var plainBytes = map[string]bool{
	"hash": true, "sha256": true, "digest": true, "token_hash": true, "previous_hash": true, "signature": true, // hashes and signatures
	"catalogue_sheet.content": true, "price_list.content": true, "list_import.content": true, "organiser_look.logo": true, // files
	"ask_words.same": true, "try_limit.key": true, "key_mark.mark": true, // keyed hashes
	"ask_words.sealed": true, // under a data key
	"data_key.wrapped": true, // by the entry personal, which the keeper knows by itself
}

// internal are the constraints that only migrations, demo data or imports write to, or whose meeting a use case
// settles by itself (ON CONFLICT, a lock).
var internal = map[string]bool{
	// written by migrations and demo data only
	"regime_rule_no_overlap": true, "doubt_rule_no_overlap": true, "removal_rule_no_overlap": true, "organiser_code_key": true, "organiser_slug_key": true, "operator_business_id_key": true, "scheme_organiser_key_key": true,
	"scheme_service_no_overlap": true, "rulebook_version_key": true, "requirement_position_key": true,
	// made for overlapping foreign keys, on top of a primary key
	"rulebook_id_scheme_key": true, "requirement_id_scheme_key": true, "application_id_scheme_key": true,
	"stored_file_id_producer_key": true, "evidence_item_id_producer_key": true, "application_batch_id_producer_key": true,
	"preparation_id_application_key": true,
	// settled by a lock or ON CONFLICT
	"offering_area_once_key":   true,
	"external_id_producer_key": true, "external_id_unit_key": true, "external_id_point_key": true, "clarification_answer_once_key": true, "case_notice_once_key": true,
	"doubt_lapse_once_idx":      true,
	"scheme_version_number_key": true, "report_no_key": true, "ask_request_no_key": true, "ask_request_ask_id_producer_id_key": true, "ask_event_erased_key": true, "admission_scheme_producer_key": true, "admission_decision_key": true, "review_application_key": true, "search_document_no_key": true,
	// numbers and ids that we make ourselves
	"application_case_number_key": true, "session_id_key": true, "api_token_hash_key": true,
}

func TestNewTellsWhatIsWrong(t *testing.T) {
	cfg, err := config.Load(func(name string) string {
		return map[string]string{"DATA_DIR": t.TempDir(), "KEYS_FILE": "/dev/null/keys", "DATABASE_URL": "postgres://x@127.0.0.1:1/x"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("keys that cannot be made are no error")
	}
}
