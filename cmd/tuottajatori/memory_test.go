package main

import "testing"

func TestPercentFor(t *testing.T) {
	for _, c := range []struct {
		inUse uint64 // megabytes
		want  int
	}{
		{0, leastPercent}, {1, mostPercent}, {20, 380}, {35, 170}, {56, 70}, {70, 30}, {80, leastPercent}, {96, leastPercent}, {5000, leastPercent},
	} {
		if got := percentFor(c.inUse << 20); got != c.want {
			t.Errorf("with %d MB in use the heap grows by %d %%, want %d", c.inUse, got, c.want)
		}
	}
}
