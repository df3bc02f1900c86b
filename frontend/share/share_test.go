package share

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// home is an offering's card.
var home = Card{
	Lead: "Kotihoito", Name: "Kotihoiva Aamurusko", Place: "Jyväskylä ja 2 muuta kuntaa", Kind: "own_share", Title: "Maksat itse", Sum: "12,10 €/t",
	Note: "noin 79 €/kk", Mark: "Esimerkki",
}

func drawn(t testing.TB, c Card) image.Image {
	t.Helper()
	file, err := Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SHARE_CARDS"); dir != "" {
		if err := os.WriteFile(dir+"/"+strings.Map(func(r rune) rune {
			if r < 'a' || r > 'z' {
				return '_'
			}
			return r
		}, strings.ToLower(t.Name()+c.Name[:min(len(c.Name), 12)]))+".png", file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// TestEveryCardKeepsItsMargins draws what is as long as it can be: no letter comes into the margins, nor upon another line.
func TestEveryCardKeepsItsMargins(t *testing.T) {
	long := strings.Repeat("Pitkänimisenpalveluntuottajan ", 9)
	for name, c := range map[string]Card{
		"usual": home, "fee": {Lead: "Hemvård", Name: "Österbottens välfärdsområde", Kind: "client_fee", Title: "Klientavgift", Sum: "0–420 €/mån", Place: "Vasa"},
		"long": {Lead: long, Name: long, Place: long, Kind: "price", Title: long, Sum: "1 234 567,89 €/kk", Note: long, Mark: long},
		"word": {Lead: "Sosiaalipalvelu", Name: strings.Repeat("Hoiva", 60), Kind: "free", Title: "Maksuton", Sum: "0 €"},
		"sami": {Lead: "Ruovttudivššu", Name: "Áhkku Čuovga Đŋšŧž Ǥǥ Ǩǩ Ʒʒ Ǯǯ", Place: "Ohcejohka", Kind: "unknown", Title: "Hintaa ei ole kerrottu"},
		"none": {Name: "Hoiva"}, "nothing": {}, "other": {Name: "Хорошая помощь 🙂", Kind: "own_share", Title: "Maksat itse", Sum: "1 €"},
	} {
		t.Run(name, func(t *testing.T) {
			picture := drawn(t, c)
			if picture.Bounds() != image.Rect(0, 0, Width, Height) {
				t.Fatalf("%v", picture.Bounds())
			}
			for y := headEnd; y < Height-16; y++ {
				ground := picture.At(Width-1, y)
				for x := Width - margin + 4; x < Width; x++ {
					if picture.At(x, y) != ground {
						t.Fatalf("something stands in the right margin, at %d, %d", x, y)
					}
				}
			}
		})
	}
}

// TestEveryLetterOfFinlandsLanguagesIsThere holds the fonts to the alphabets, the three Sámi languages' too.
func TestEveryLetterOfFinlandsLanguagesIsThere(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyzåäöšž0123456789 .,:;–−-…€/()&’”+" +
		"áâčđéŋšŧžẞ" + // northern and Inari Sámi; of the eastern ones below
		"ʒǯǥǧǩõ" + "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖŠŽÁÂČĐŊŦƷǮǤǦǨÕ"
	p, err := newPens(image.NewRGBA(image.Rect(0, 0, 1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, pen := range []*pen{p.plain(20), p.bold(20)} {
		for _, r := range letters {
			if pen.clean(string(r)) != string(r) && r != ' ' {
				t.Errorf("%c cannot be written", r)
			}
		}
		if got := pen.clean("c\u030c a\u0308  \n🙂x"); got != "č ä x" {
			t.Errorf("letters with marks of their own: %q", got)
		}
	}
}

// TestWhatIsCut holds for every text and room: it fits, it is text, and a text that has room is not cut.
func TestWhatIsCut(t *testing.T) {
	p, err := newPens(image.NewRGBA(image.Rect(0, 0, 1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	pen := p.bold(62)
	if got := pen.cut("Kotihoiva Aamurusko, Jyväskylä", 700); got != "Kotihoiva Aamurusko…" {
		t.Errorf("cut at a word: %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aåäöčŋW ,-iǥ ‑x"))).Draw(t, "text")
		room := rapid.IntRange(100, 1200).Draw(t, "room")
		cut := pen.cut(text, room)
		if pen.width(cut) > room {
			t.Fatalf("%q is %d wide in %d", cut, pen.width(cut), room)
		}
		if whole := pen.clean(text); pen.width(whole) <= room && cut != whole || pen.width(whole) > room && !strings.HasSuffix(cut, dots) {
			t.Fatalf("%q of %q", cut, whole)
		}
		lines := pen.lines(text, room, 2)
		if len(lines) > 2 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			if pen.width(line) > room {
				t.Fatalf("%q is %d wide in %d", line, pen.width(line), room)
			}
		}
	})
}
