package webkit

import (
	"fmt"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// PathID is an id in the address. What is no id is not found, as an id of nothing.
func PathID(c *gin.Context, name string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Param(name))
	if err != nil {
		return uuid.Nil, identity.ErrNotFound.Because(err)
	}
	return id, nil
}

// FormID is the id that a form carries for what it makes. A form without a good one was not ours.
func FormID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil || id == uuid.Nil {
		return uuid.Nil, fault.New(fault.CodeMalformed, "fault.form.malformed")
	}
	return id, nil
}

// NewID is an id for a form to carry.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// ParseDate reads a day from three fields; false when it is no day. All empty is the zero day.
func ParseDate(day, month, year string) (calendar.Date, bool) {
	if day == "" && month == "" && year == "" {
		return calendar.Date{}, true
	}
	if len(year) != 4 || len(day) > 2 || len(month) > 2 {
		return calendar.Date{}, false
	}
	d, err := calendar.Parse(fmt.Sprintf("%s-%02s-%02s", year, month, day))
	return d, err == nil
}

// DateParts writes a day into three fields.
func DateParts(d calendar.Date) (day, month, year string) {
	if d.IsZero() {
		return "", "", ""
	}
	return strconv.Itoa(d.Day), strconv.Itoa(int(d.Month)), strconv.Itoa(d.Year)
}
