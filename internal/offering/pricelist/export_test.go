package pricelist

import (
	"errors"
	"io"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// Read reads a file's rows by themselves, about a producer with one offering.
func Read(text string) ([]Row, error) {
	table, err := sheet.OpenBytes([]byte(text), Limits)
	if err != nil {
		return nil, err
	}
	at, err := places(Prices, table.Head)
	if err != nil {
		return nil, err
	}
	one := &offering.Listed{}
	known := there{byID: map[uuid.UUID]*offering.Listed{}, byName: map[string][]*offering.Listed{name("Kotihoito", "", ""): {one}}}
	var rows []Row
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		r := rowOf(row, at, uuid.Nil)
		r.settle(known.find)
		rows = append(rows, r)
	}
}
