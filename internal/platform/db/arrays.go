package db

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
)

// What is written by the thousand in one statement is sent as arrays. pq.Array asks each element by reflection what it is
// and allocates for it several times: these
// write the same texts straight.

// IDs is an array of ids, as a parameter of type uuid[]. The zero id is NULL.
func IDs(ids []uuid.UUID) string {
	return array(len(ids), 37, func(b *strings.Builder, i int) {
		if ids[i] == uuid.Nil {
			b.WriteString("NULL")
			return
		}
		b.WriteString(ids[i].String())
	})
}

// Numbers is an array of numbers, as a parameter of a type such as bigint[]; nil is NULL.
func Numbers(numbers []*int64) string {
	return array(len(numbers), 8, func(b *strings.Builder, i int) {
		if numbers[i] == nil {
			b.WriteString("NULL")
			return
		}
		b.WriteString(strconv.FormatInt(*numbers[i], 10))
	})
}

// Days is an array of days, as a parameter of type date[]. The zero day is NULL.
func Days(days []calendar.Date) string {
	return array(len(days), 11, func(b *strings.Builder, i int) {
		if days[i].IsZero() {
			b.WriteString("NULL")
			return
		}
		b.WriteString(days[i].String())
	})
}

func array(n, width int, element func(b *strings.Builder, i int)) string {
	var b strings.Builder
	b.Grow(n*width + 2)
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		element(&b, i)
	}
	b.WriteByte('}')
	return b.String()
}
