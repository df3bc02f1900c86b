package app_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/platform/config"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/keys"
)

// TestOtherKeysWriteNothing begins with another installation's keys while the database is away: when it comes, the process ends
// and has done nothing, and no form is taken before. Without a keys file none is made meanwhile.
func TestOtherKeysWriteNothing(t *testing.T) {
	d := dbtest.New(t)
	made := func(withKeys bool) (*app.App, error) {
		cfg, err := config.Load(func(name string) string {
			return map[string]string{"DATA_DIR": t.TempDir(), "DATABASE_URL": d.ServiceURL, "LISTEN_ADDR": "127.0.0.1:0", "ADMIN_ADDR": "127.0.0.1:0", "DRAIN_SECONDS": "0"}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		if withKeys {
			if _, err := keys.LoadOrCreate(cfg.KeysFile); err != nil {
				t.Fatal(err)
			}
		}
		a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
		if err == nil {
			t.Cleanup(func() { _ = a.Close() })
		}
		return a, err
	}
	right, err := made(false)
	if err == nil {
		err = right.Ready(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made(false); err == nil {
		t.Error("keys are made beside a database that is marked by others")
	}
	accepting := func(right string) {
		t.Helper()
		d.Owner.MustExec(`DO $$ BEGIN EXECUTE format('` + right + ` PUBLIC', current_database()); END $$`)
	}
	accepting("REVOKE CONNECT ON DATABASE %I FROM")
	if _, err := made(false); err == nil {
		t.Error("keys are made although the database does not say whether it needs others")
	}
	other, err := made(true)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { ended <- other.Work(ctx) }()
	form := func() int {
		w := httptest.NewRecorder()
		app.OnceAdmitted(other).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/fi/kirjaudu", nil))
		return w.Code
	}
	select {
	case err := <-ended:
		t.Fatalf("it does not wait: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	accepting("GRANT CONNECT ON DATABASE %I TO")
	if code := form(); code != http.StatusServiceUnavailable {
		t.Errorf("a form is answered with %d", code)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, app.ErrNotOurs) {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it goes on")
	}
	var written int
	if err := d.Owner.Get(&written, `SELECT (SELECT count(*) FROM audit_event) + (SELECT count(*) FROM audit_head) + (SELECT count(*) FROM river_job) + (SELECT abs(count(*) - $1) FROM key_mark)`, len(keys.Entries())); err != nil || written != 0 {
		t.Errorf("%d rows are written, %v", written, err)
	}
}
