package catalogue

import (
	"net/url"
	"testing"

	"github.com/tuottajatori/tuottajatori/internal/offering"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

func TestParseUsage(t *testing.T) {
	for name, tt := range map[string]struct {
		query string
		want  offering.Usage
		wrong string // the field
	}{
		"both":                  {"minutes=45&times=2", offering.Usage{Minutes: 45, Times: 2}, ""},
		"a count alone":         {"times=2", offering.Usage{Times: 2}, ""},
		"nothing":               {"minutes=&times=+", offering.Usage{}, ""},
		"the least":             {"minutes=5&times=1", offering.Usage{Minutes: 5, Times: 1}, ""},
		"the most":              {"minutes=1440&times=70", offering.Usage{Minutes: 1440, Times: 70}, ""},
		"no length":             {"minutes=0&times=2", offering.Usage{Times: 2}, "minutes"},
		"a week long":           {"minutes=10000&times=2", offering.Usage{Times: 2}, "minutes"},
		"less than nothing":     {"minutes=-30", offering.Usage{}, "minutes"},
		"words":                 {"minutes=puoli+tuntia", offering.Usage{}, "minutes"},
		"a fraction":            {"minutes=30,5", offering.Usage{}, "minutes"},
		"a sign":                {"minutes=%2B30", offering.Usage{}, "minutes"},
		"never":                 {"minutes=30&times=0", offering.Usage{Minutes: 30}, "times"},
		"too often":             {"minutes=30&times=71", offering.Usage{Minutes: 30}, "times"},
		"more than a number is": {"times=99999999999999999999", offering.Usage{}, "times"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ParseUsage(v)
			if got != tt.want {
				t.Errorf("%+v", got)
			}
			if (err != nil) != (tt.wrong != "") || err != nil && (!fault.Is(err, fault.CodeInvalid) || !fault.From(err).HasField(tt.wrong)) {
				t.Errorf("%v", err)
			}
			v.Set("service", "home_care")
			c, err := ParseCriteria(v)
			if c.Usage != tt.want || len(c.Services) != 1 || (err != nil) != (tt.wrong != "") {
				t.Errorf("as criteria: %+v, %v", c, err)
			}
		})
	}
}
