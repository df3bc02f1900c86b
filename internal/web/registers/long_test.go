package registers

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// watched is a connection on which something is done once, when so many bytes have been sent.
type watched struct {
	*httptest.ResponseRecorder
	after int
	do    func()
}

func (w *watched) Write(p []byte) (int, error) {
	if w.do != nil && w.Body.Len() >= w.after {
		w.do()
		w.do = nil
	}
	return w.ResponseRecorder.Write(p)
}

// brokenPipe is a connection that breaks in the middle.
type brokenPipe struct {
	*httptest.ResponseRecorder
	after, refused int
}

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.Body.Len() > b.after {
		b.refused++
		return 0, errors.New("broken pipe")
	}
	return b.ResponseRecorder.Write(p)
}

// live is what is held in memory, in bytes, besides what nobody holds any more.
func live() uint64 {
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}

func allocated() uint64 {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.TotalAlloc
}

// TestAListOfFiveThousandLines holds what does not hang on how busy the machine is: that the first lines of a text leave
// before the last are read, how much is in memory while a file is made, and how much is asked for on each line. How long
// it takes is measured by "tuottajatori bench search --only pages". The race detector throws away part of what is kept to
// be used again, so with it what is asked for tells nothing.
func TestAListOfFiveThousandLines(t *testing.T) {
	const lines = 5000
	s := open(t)
	s.Many(s.care.Scheme, lines-2)
	s.Exec(`ANALYZE`)
	for _, file := range []struct {
		name    string
		after   int    // bytes after which memory is looked at
		most    uint64 // bytes in memory then
		perLine uint64 // bytes asked for in all
	}{{"/list.csv", 400_000, 8 << 20, 20_000}, {"/list.xlsx", 0, 32 << 20, 40_000}} {
		before, asked, held := live(), allocated(), uint64(0)
		to := &watched{ResponseRecorder: httptest.NewRecorder(), after: file.after}
		to.do = func() { held = live() }
		s.Handler.ServeHTTP(to, httptest.NewRequestWithContext(s.Ctx, http.MethodGet, finnish+file.name, nil))
		perLine := (allocated() - asked) / lines
		t.Logf("%s: %d kB, %d kB more in memory, %d bytes asked for on each line", file.name, to.Body.Len()/1000, (int64(held)-int64(before))/1000, perLine)
		if to.Code != 200 || held == 0 || held > before+file.most || perLine > file.perLine && !raced {
			t.Errorf("%s: %d, %d bytes in memory before and %d in the middle, %d for each line", file.name, to.Code, before, held, perLine)
		}
	}
	book, _ := s.book(finnish + "/list.xlsx")
	rows, err := book.GetRows("Hyväksytyt tuottajat")
	if err != nil || len(rows) != lines+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	gone := &brokenPipe{ResponseRecorder: httptest.NewRecorder(), after: 50_000}
	s.Handler.ServeHTTP(gone, httptest.NewRequestWithContext(s.Ctx, http.MethodGet, finnish+"/list.csv", nil))
	if gone.refused == 0 || gone.refused > 3 {
		t.Errorf("after the connection broke, %d more writes were tried", gone.refused)
	}
}

// TestATextLeavesWhileItIsRead suspends the last producer of a list when its first lines have been sent.
func TestATextLeavesWhileItIsRead(t *testing.T) {
	s := open(t)
	s.Many(s.care.Scheme, 1000)
	last := s.HomeCare("Ylva Äyräs")
	to := &watched{ResponseRecorder: httptest.NewRecorder(), after: 1000}
	to.do = func() { s.Event(last.Admission, "suspended", calendar.Date{}) }
	s.Handler.ServeHTTP(to, httptest.NewRequestWithContext(s.Ctx, http.MethodGet, finnish+"/list.csv", nil))
	text := to.Body.String()
	if to.do != nil || !strings.Contains(text, "Hoiva 01000 Oy") || strings.Contains(text, "Ylva Äyräs") {
		t.Errorf("suspended on the way %v, and told all the same %v", to.do == nil, strings.Contains(text, "Ylva Äyräs"))
	}
}
