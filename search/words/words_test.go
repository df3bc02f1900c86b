package words

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestDev(t *testing.T) {
	data, err := os.ReadFile("../../../shared/data/services/queries_dev.tsv")
	if err != nil {
		t.Skip(err)
	}
	tab := Default()
	t.Log(tab.stems["fi"].Len(), len(tab.exact))
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		c := strings.Split(line, "\t")
		r := tab.Read(c[0], c[1], nil)
		want := strings.Split(c[3], ";")
		ok, good := false, 0
		for _, s := range r.Services {
			if slices.Contains(want, s) {
				ok = true
				good++
			}
		}
		if !ok || good < len(r.Services) {
			t.Log(ok, good, len(r.Services), c[0], want, r.Services)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	t := Default()
	for b.Loop() {
		t.Read("äiti kaatuu usein yöllä", "fi", nil)
	}
}
func BenchmarkTypo(b *testing.B) {
	t := Default()
	for b.Loop() {
		t.Read("kotisairanhoitoox", "fi", nil)
	}
}
func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		parse(source)
	}
}
