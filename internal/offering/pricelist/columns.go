package pricelist

import (
	"slices"
	"strings"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/platform/sheet"
)

// Field is a column of the list by its plain name.
type Field string

// The columns, in their order.
const (
	FieldService      Field = "service"
	FieldUnit         Field = "unit"
	FieldPoint        Field = "point"
	FieldMunicipality Field = "municipality"
	FieldScheme       Field = "scheme"
	FieldOrganiser    Field = "organiser"
	FieldPer          Field = "per"
	FieldTime         Field = "time"
	FieldNow          Field = "now"
	FieldPrice        Field = "price"
	FieldFrom         Field = "from"
	FieldID           Field = "id"
)

// words are the same word in Finnish, Swedish and English; the first of each language is written, all are read.
type words [3][]string

func (w words) in(l locale.Lang) string { return w[index(l)][0] }

func index(l locale.Lang) int {
	switch l {
	case locale.Sv:
		return 1
	case locale.En:
		return 2
	}
	return 0
}

func (w words) has(text string) bool {
	for _, list := range w {
		for _, word := range list {
			if sheet.Fold(word) == text {
				return true
			}
		}
	}
	return false
}

// columns have their widths in a workbook, and whether a file must have them.
var columns = []struct {
	field  Field
	names  words
	width  float64
	needed bool
}{
	{FieldService, words{{"Palvelu"}, {"Tjänst"}, {"Service"}}, 30, false},
	{FieldUnit, words{{"Palveluyksikkö"}, {"Tjänsteenhet"}, {"Service unit"}}, 30, false},
	{FieldPoint, words{{"Palvelupiste"}, {"Serviceställe"}, {"Service point"}}, 30, false},
	{FieldMunicipality, words{{"Kunta"}, {"Kommun"}, {"Municipality"}}, 16, false},
	{FieldScheme, words{{"Järjestämistapa"}, {"Sätt att ordna"}, {"Scheme"}}, 28, false},
	{FieldOrganiser, words{{"Järjestäjä"}, {"Anordnare"}, {"Organiser"}}, 28, false},
	{FieldPer, words{{"Hintayksikkö", "Yksikkö"}, {"Prisenhet", "Enhet"}, {"Price per", "Unit"}}, 14, false},
	{FieldTime, words{{"Aika"}, {"Tid"}, {"Time"}}, 20, false},
	{FieldNow, words{{"Hinta nyt"}, {"Pris nu"}, {"Price now"}}, 12, false},
	{FieldPrice, words{{"Uusi hinta", "Hinta"}, {"Nytt pris", "Pris"}, {"New price", "Price"}}, 12, true},
	{FieldFrom, words{{"Alkaen"}, {"Från"}, {"From"}}, 12, true},
	{FieldID, words{{"Tunniste"}, {"Id"}, {"Id"}}, 38, false},
}

// Heading is the name of a column in a language.
func Heading(f Field, l locale.Lang) string {
	for _, c := range columns {
		if c.field == f {
			return c.names.in(l)
		}
	}
	return string(f)
}

// Fields lists the columns in their order.
func Fields() []Field {
	out := make([]Field, len(columns))
	for i, c := range columns {
		out[i] = c.field
	}
	return out
}

// units are the words for what a price is for.
var units = map[string]words{
	"hour":  {{"tunti", "t", "h"}, {"timme", "t", "h"}, {"hour", "h"}},
	"visit": {{"käynti"}, {"besök"}, {"visit"}},
	"day":   {{"päivä", "pv", "vuorokausi", "vrk"}, {"dag", "dygn"}, {"day"}},
	"month": {{"kuukausi", "kk"}, {"månad", "mån"}, {"month"}},
	"meal":  {{"ateria"}, {"måltid"}, {"meal"}},
	"trip":  {{"matka"}, {"resa"}, {"trip"}},
	"piece": {{"kappale", "kpl"}, {"styck", "st"}, {"piece", "pcs"}},
}

// times are the words for when a price holds. The first is the price itself.
var times = map[string]words{
	"":                     {{"arki"}, {"vardag"}, {"weekday"}},
	offering.ClassEvening:  {{"ilta"}, {"kväll"}, {"evening"}},
	offering.ClassSaturday: {{"lauantai"}, {"lördag"}, {"saturday"}},
	offering.ClassSunday:   {{"sunnuntai ja pyhä", "sunnuntai", "pyhä"}, {"söndag och helg", "söndag", "helg"}, {"sunday and holiday", "sunday", "holiday"}},
	offering.ClassNight:    {{"yö"}, {"natt"}, {"night"}},
}

// find is the key of a word; a key is its own word.
func find(table map[string]words, text string) (string, bool) {
	text = sheet.Fold(text)
	for key, w := range table {
		if text == key || w.has(text) {
			return key, true
		}
	}
	return "", false
}

// places tells which column of a file holds which field. What is not known is not read.
func places(head []string) (map[Field]int, error) {
	at := map[Field]int{}
	for i, name := range head {
		for _, c := range columns {
			if folded := sheet.Fold(name); folded != string(c.field) && !c.names.has(folded) {
				continue
			}
			if _, twice := at[c.field]; twice {
				return nil, fault.Invalid().On(sheet.Field, "fault.pricelist.column_twice", "Column", name)
			}
			at[c.field] = i
			break
		}
	}
	var missing []string
	for _, c := range columns {
		if _, there := at[c.field]; c.needed && !there {
			missing = append(missing, c.names[0][0]+" / "+c.names[1][0]+" / "+c.names[2][0])
		}
	}
	_, id := at[FieldID]
	_, named := at[FieldService]
	if !id && !named {
		missing = append(missing, Heading(FieldID, locale.Fi)+" / "+Heading(FieldID, locale.Sv))
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, fault.Invalid().On(sheet.Field, "fault.pricelist.columns", "Columns", strings.Join(missing, ", "))
	}
	return at, nil
}

// TimeName is the name of a time in a language.
func TimeName(class string, l locale.Lang) string { return times[class].in(l) }
