package main

import (
	"context"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How much the heap may grow before it is cleared: to roomFor bytes, which cost nobody anything, and beyond that by
// leastPercent of what is in use. The embedded engine's columns and the words of services are most of what is in use and
// stay, so at the usual 100 per cent as much again is held of what nobody uses: at 100 000 offerings and 32 clients a process
// held 225 MB at the most, on a news day 201 MB with 30, and 197 MB with 25. In a register of a few thousand offerings 25 per
// cent are a few megabytes, and clearing them was two fifths of all that a server did.
const (
	leastPercent = 25
	mostPercent  = 400
	roomFor      = 96 << 20
	howOften     = 2 * time.Second
)

// percentFor is what debug.SetGCPercent is told when so many bytes are in use.
func percentFor(inUse uint64) int {
	if inUse == 0 {
		return leastPercent // nothing was cleared yet
	}
	room := 10 * math.Floor(10*(float64(roomFor)/float64(inUse)-1)) // in tens, since each change stops the program for a moment
	return int(math.Max(leastPercent, math.Min(room, mostPercent)))
}

// limitMemory keeps to that until the context ends, unless the environment says otherwise (GOGC).
func limitMemory(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(leastPercent)
	go func() {
		inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		set := leastPercent
		for tick := time.NewTicker(howOften); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
			}
			metrics.Read(inUse)
			if percent := percentFor(inUse[0].Value.Uint64()); percent != set {
				debug.SetGCPercent(percent)
				set = percent
			}
		}
	}()
}
