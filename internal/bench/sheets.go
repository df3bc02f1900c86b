package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/offering/pricelist"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/db"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// The sizes that the targets mean.
const (
	importUnits = 13_000
	importOf    = 5 // units of a producer
	priceRows   = 5_000
)

// benchMapping is how the made-up list is read.
const benchMapping = `
system: bench.units
source: bench
service: round_the_clock_housing
external_id: [id]
columns: {producer: company, business_id: business_id, unit: name, street: street, postal_code: postal_code, phone: phone, email: email, website: www, spoken: language}
languages: {Suomi: fi, Ruotsi: sv}
kinds:
  - {ends: " oy", kind: company}
`

// madeList is a list of units as an organiser keeps it.
func madeList(units int) string {
	var b strings.Builder
	b.WriteString("id;company;business_id;name;street;postal_code;phone;email;www;language\n")
	codes, ids := place.Postals(), businessIDs((units+importOf-1)/importOf)
	for i := range units {
		of := i / importOf
		fmt.Fprintf(&b, "%d;Hoivayhtiö %d Oy;%s;Hoivakoti %d;Koivutie %d;%s;014 %07d;koti%d@example.fi;www.hoiva%d.example;%s\n",
			i, of, ids[of], i, i%200+1, codes[(i*7919)%len(codes)].Code, i, i, of, []string{"Suomi", "Suomi, Ruotsi"}[i%2])
	}
	return b.String()
}

// businessIDs makes so many with right check digits.
func businessIDs(n int) []string {
	var out []string
	for i := 1_000_000; len(out) < n; i++ {
		for check := range 10 {
			if id, err := producer.BusinessID(fmt.Sprintf("%07d-%d", i, check)); err == nil {
				out = append(out, id)
				break
			}
		}
	}
	return out
}

// imports measures an organiser's list of units, beside a plain COPY of the rows that it becomes.
func (b *registerBench) imports(ctx context.Context, report *Report) error {
	units := max(importUnits*b.Scale/100, 50)
	text := madeList(units)
	mapping, err := importing.ParseMapping([]byte(benchMapping))
	if err != nil {
		return err
	}
	bring := func() (importing.Report, time.Duration, error) {
		began := time.Now()
		done, err := importing.Units(ctx, b.service, importing.Options{Organiser: "03", Mapping: mapping, File: strings.NewReader(text)}, nil)
		return done, time.Since(began), err
	}
	debug.FreeOSMemory()
	if err := forgetMostMemory(); err != nil {
		report.skip(importMemory, err)
	}
	done, took, err := bring()
	if err != nil {
		return err
	}
	if done.Added != units {
		return fmt.Errorf("%d of %d units came in: %v", done.Added, units, done.Errors[:min(len(done.Errors), 3)])
	}
	most, err := mostMemoryOf(os.Getpid())
	if err != nil {
		report.skip(importMemory, err)
	} else {
		report.add(importMemory, most)
	}
	again, tookAgain, err := bring()
	if err != nil || again.Unchanged != units {
		return fmt.Errorf("the same list again: %+v: %w", again, err)
	}
	copied, rows, err := b.copyImported(ctx)
	if err != nil {
		return err
	}
	report.add("units in an organiser's list", float64(units))
	report.add("import of the list (units/s)", float64(units)/took.Seconds())
	report.add("the same list again (units/s)", float64(units)/tookAgain.Seconds())
	report.add("rows that the list becomes", float64(rows))
	report.add("plain COPY of those rows (units/s)", float64(units)/copied.Seconds())
	report.add(importRate, copied.Seconds()/took.Seconds())
	return nil
}

// prices measures a price list as a workbook: kept, looked at and applied, beside a plain bulk upsert of the lines that
// it writes.
func (b *registerBench) prices(ctx context.Context, report *Report) error {
	n := max(priceRows*b.Scale/100, 50)
	own, err := b.fillPrices(ctx, n)
	if err != nil {
		return err
	}
	today, err := db.Today(ctx, b.service)
	if err != nil {
		return err
	}
	lists := pricelist.New(b.service, offering.New(b.service))
	var kept, looked, applied, all, plain []time.Duration
	for round := range min(b.Rounds, 5) {
		file, err := b.pricedFile(ctx, lists, own, today.AddDays(30+10*round), 4800+round)
		if err != nil {
			return err
		}
		id, began := uuid.New(), time.Now()
		if err := lists.Keep(ctx, own, own.Organisation, id, "hinnat.xlsx", bytes.NewReader(file), int64(len(file))); err != nil {
			return err
		}
		atKept := time.Now()
		list, err := lists.Look(ctx, own, id)
		if err != nil {
			return err
		}
		if list.Count(pricelist.RowChanged) != n {
			return fmt.Errorf("%d of %d prices would change", list.Count(pricelist.RowChanged), n)
		}
		atLooked := time.Now()
		if err := lists.Apply(ctx, own, id, false); err != nil {
			return err
		}
		atApplied := time.Now()
		upsert, err := b.upsertPrices(ctx)
		if err != nil {
			return err
		}
		kept, looked, applied = append(kept, atKept.Sub(began)), append(looked, atLooked.Sub(atKept)), append(applied, atApplied.Sub(atLooked))
		all, plain = append(all, atApplied.Sub(began)), append(plain, upsert)
	}
	report.add("rows in a price list", float64(n))
	for name, times := range map[string][]time.Duration{"kept (checked)": kept, "looked at (previewed)": looked, "applied": applied} {
		b.say("a price list %-24s %7.0f ms", name, milliseconds(percentile(times, 50)))
	}
	report.add("price list as a workbook checked, previewed and applied, median (ms)", milliseconds(percentile(all, 50)))
	report.add("plain bulk upsert of the lines that it writes, median (ms)", milliseconds(percentile(plain, 50)))
	report.add(priceRatio, percentile(all, 50).Seconds()/percentile(plain, 50).Seconds())
	return nil
}

// pricedFile is the producer's list as it is taken, with a new price from a day on in every row.
func (b *registerBench) pricedFile(ctx context.Context, lists *pricelist.Service, own actor.Actor, from calendar.Date, cents int) ([]byte, error) {
	table, rows, err := lists.Table(ctx, own, own.Organisation, locale.Fi, "Hinnasto")
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, c := range table.Columns {
		at[c.Head] = i
	}
	price, day, id := at[pricelist.Heading(pricelist.FieldPrice, locale.Fi)], at[pricelist.Heading(pricelist.FieldFrom, locale.Fi)], at[pricelist.Heading(pricelist.FieldID, locale.Fi)]
	seen := map[any]bool{}
	var out bytes.Buffer
	err = table.Write(sheet.XLSX, &out, func() {}, func(row func([]any) error) error {
		return rows(func(cells []any) error {
			if seen[cells[id]] { // a price of a later day, from the round before
				return nil
			}
			seen[cells[id]] = true
			cells[price], cells[day] = fmt.Sprintf("%d,%02d", cents/100, cents%100), from
			return row(cells)
		})
	})
	return out.Bytes(), err
}
