package wording

import (
	"errors"
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// ReadParts understands municipalities, postal codes and neighbourhoods as people type them, one a line or with commas
// between, and gives their codes. The first that is not understood is a fault of the field "parts".
func ReadParts(text string) ([]string, error) {
	var codes []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, ";", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		found, err := place.Find(line)
		if err == nil {
			codes = append(codes, found.Part().Code)
			continue
		}
		for one := range strings.SplitSeq(line, ",") {
			one = strings.TrimSpace(one)
			if one == "" {
				continue
			}
			found, err := place.Find(one)
			if err != nil {
				return nil, unknownPart(one, err)
			}
			codes = append(codes, found.Part().Code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes), nil
}

func unknownPart(text string, err error) error {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	var no *place.NotFound
	if errors.As(err, &no) && len(no.Suggestions) > 0 {
		return fault.Invalid().On("parts", "fault.offering.part_suggest", "Text", text, "Suggestions", strings.Join(no.Suggestions, ", "))
	}
	return fault.Invalid().On("parts", "fault.offering.part_unknown", "Text", text)
}

// Parts names the parts of the country where something is given: "Jyväskylä, 41310 Leppävesi". Codes that no table knows
// stand for themselves.
func (w Words) Parts(codes []string) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code
		if part, ok := place.PartByCode(code); ok {
			names[i] = part.Label(string(w.Lang()))
		}
	}
	return names
}

// Towns names the municipalities where something is given, those of which a part is served as such: "Jyväskylä, Laukaa
// (osa)".
func (w Words) Towns(codes []string) []string {
	whole, partly := TownCodes(codes)
	names := w.Municipalities(whole)
	for _, name := range w.Municipalities(partly) {
		names = append(names, w.T("prices.public.partly", "Name", name))
	}
	return names
}

// servedWhole tells whether something comes to wherever the visitor has named: all of the municipality, or the postal
// code that was given.
func servedWhole(codes []string, at place.Place) bool {
	whole, _ := TownCodes(codes)
	return at.PostalCode != "" || len(codes) == 0 || slices.Contains(whole, at.Municipality.Code)
}

// Mapped are the codes of the municipalities that a map marks as served.
func Mapped(codes []string) []string {
	whole, partly := TownCodes(codes)
	return append(whole, partly...)
}

// TownCodes are the municipalities that are served whole, and those of which a part is, in the order of their codes.
func TownCodes(codes []string) (whole, partly []string) {
	for _, code := range codes {
		part, ok := place.PartByCode(code)
		switch {
		case !ok || part.Kind == place.KindMunicipality:
			whole = append(whole, code)
		default:
			partly = append(partly, part.Municipality.Code)
		}
	}
	slices.Sort(partly)
	partly = slices.DeleteFunc(slices.Compact(partly), func(code string) bool { return slices.Contains(whole, code) })
	return whole, partly
}
