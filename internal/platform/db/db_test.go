package db_test

import (
	"database/sql"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/dbtest"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestOpenWithoutAServer(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := nobody.Addr().(*net.TCPAddr).String()
	if err := nobody.Close(); err != nil {
		t.Fatal(err)
	}
	for name, address := range map[string]string{
		"no socket": "postgres://u:hunter2@/x?host=" + t.TempDir(),
		"no port":   "postgres://u:hunter2@" + port + "/x",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := db.Open(t.Context(), address)
			if !fault.Is(err, fault.CodeUnavailable) {
				t.Errorf("answer %v, want unavailable", err)
			}
			lazy, err := db.Open(t.Context(), address, db.Lazily())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Now(t.Context(), lazy); !fault.Is(lazy.Translate(err), fault.CodeUnavailable) {
				t.Errorf("first query %v, want unavailable", err)
			}
			if err := lazy.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenRefusesBadAddressesAndHidesPasswords(t *testing.T) {
	for _, address := range []string{"", " ", "postgres://u:hunter2@host:port/x", "postgres://u:hunter2@h/x?sslmode=never", "hunter2"} {
		_, err := db.Open(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: answer %v", address, err)
		}
	}
}

func TestConnectionsAreInUTCAndDoNotCompile(t *testing.T) {
	d := dbtest.New(t)
	var zone string
	if err := d.Service.Get(&zone, `SHOW timezone`); err != nil || zone != "UTC" {
		t.Errorf("zone %q, error %v", zone, err)
	}
	var jit string
	if err := d.Service.Get(&jit, `SHOW jit`); err != nil || jit != "off" {
		t.Errorf("just-in-time compilation %q, error %v", jit, err)
	}
	before := time.Now()
	now, err := db.Now(t.Context(), d.Service)
	if err != nil || now.Location() != time.UTC || now.Sub(before).Abs() > time.Minute {
		t.Errorf("now %v, error %v", now, err)
	}
}

func TestTranslateLeavesTheRestAlone(t *testing.T) {
	d := dbtest.New(t)
	mine := fault.New(fault.CodeGone, "fault.test.gone")
	for _, err := range []error{nil, sql.ErrNoRows, errors.New("ours"), mine, os.ErrNotExist} {
		if got := d.Service.Translate(err); got != err {
			t.Errorf("%v became %v", err, got)
		}
	}
	if got := d.Service.Translate(io.ErrUnexpectedEOF); !fault.Is(got, fault.CodeUnavailable) || !errors.Is(got, io.ErrUnexpectedEOF) {
		t.Errorf("a cut connection became %v", got)
	}
}
