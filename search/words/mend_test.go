package words

import "testing"

// TestMendsWholeWords holds slips that leave another stem than the word's, or a stem too short to have a neighbour, to
// being understood.
func TestMendsWholeWords(t *testing.T) {
	for _, c := range []struct{ typed, lang, as, service string }{
		{"clening", "en", "cleaning", "cleaning"},
		{"cleanig", "en", "cleaning", "cleaning"},
		{"nursng home", "en", "nursing", "round_the_clock_housing"},
		{"hemvrd", "sv", "hemvård", "home_care"},
	} {
		read := Default().Read(c.typed, c.lang, Options{})
		if read.Words[0].Mended != c.as || len(read.Services) == 0 || read.Services[0] != c.service {
			t.Errorf("%q is mended to %q and means %v, want %q and %s", c.typed, read.Words[0].Mended, read.Services, c.as, c.service)
		}
	}
	if read := Default().Read("clening", "en", Options{AsTyped: true}); len(read.Services) > 0 {
		t.Errorf("as typed it means %v", read.Services)
	}
}
