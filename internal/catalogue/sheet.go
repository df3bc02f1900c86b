package catalogue

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/internal/money"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// sheetForm is the first byte of a sheet's content. Raise it when Item or what is written of it changes: content in
// another form is not read, and the item is made from its tables instead.
const sheetForm = 3

// encode writes an item, without its distance, as a sheet keeps it.
func (it *Item) encode() []byte {
	w := sheetWriter{append(make([]byte, 0, 1024), sheetForm)}
	w.bytes(it.ID[:])
	w.text(it.Service.Key)
	p, u, pt, s := &it.Producer, &it.Unit, &it.Point, &it.Scheme
	w.bytes(p.ID[:])
	w.text(p.Name, p.Kind, p.BusinessID, p.Website)
	w.bytes(u.ID[:])
	w.text(u.Name, u.Phone, u.Email, u.Website)
	w.bytes(pt.ID[:])
	w.text(pt.Name, pt.Street, pt.PostalCode, pt.Municipality)
	w.real(pt.Lat)
	w.real(pt.Lon)
	w.text(pt.LocationSource)
	w.bytes(s.ID[:])
	w.text(s.Key, s.Regime, s.Name.Fi, s.Name.Sv, s.Name.En, s.Organiser)
	w.flag(s.Verified)
	w.flag(it.AtHome)
	w.list(it.Areas)
	w.list(it.Spoken)
	w.text(it.Description.Fi, it.Description.Sv, it.Description.En)
	if w.flag(it.Price != nil) {
		w.number(int64(it.Price.Cents))
		w.text(it.Price.Unit)
	}
	w.cents(it.Value)
	w.text(it.Pays.Kind, it.Pays.Per)
	w.cents(it.Pays.Cents)
	w.cents(it.Pays.CentsMax)
	w.flag(it.Pays.From)
	w.text(it.Vacancy.State)
	if w.flag(it.Vacancy.WaitDays != nil) {
		w.number(int64(*it.Vacancy.WaitDays))
	}
	if w.flag(it.Vacancy.At != nil) {
		w.number(it.Vacancy.At.UnixMicro()) // as exact as PostgreSQL keeps it
	}
	w.rating(it.Quality)
	w.inspection(it.Inspection)
	w.flag(it.Demo)
	return w.out
}

// decode reads what encode wrote; false when it is in another form or damaged.
func (it *Item) decode(content []byte) bool {
	if len(content) == 0 || content[0] != sheetForm {
		return false
	}
	r := sheetReader{rest: string(content[1:])} // one copy, of which every text is a part
	r.id(&it.ID)
	var key string
	r.text(&key)
	it.Service = serviceOf(key)
	p, u, pt, s := &it.Producer, &it.Unit, &it.Point, &it.Scheme
	r.id(&p.ID)
	r.text(&p.Name, &p.Kind, &p.BusinessID, &p.Website)
	r.id(&u.ID)
	r.text(&u.Name, &u.Phone, &u.Email, &u.Website)
	r.id(&pt.ID)
	r.text(&pt.Name, &pt.Street, &pt.PostalCode, &pt.Municipality)
	pt.Lat, pt.Lon = r.real(), r.real()
	r.text(&pt.LocationSource)
	r.id(&s.ID)
	r.text(&s.Key, &s.Regime, &s.Name.Fi, &s.Name.Sv, &s.Name.En, &s.Organiser)
	s.Verified, it.AtHome = r.flag(), r.flag()
	it.Areas, it.Spoken = r.list(), r.list()
	r.text(&it.Description.Fi, &it.Description.Sv, &it.Description.En)
	if r.flag() {
		it.Price = &Price{Cents: money.Cents(r.number())}
		r.text(&it.Price.Unit)
	}
	it.Value = r.cents()
	r.text(&it.Pays.Kind, &it.Pays.Per)
	it.Pays.Cents, it.Pays.CentsMax, it.Pays.From = r.cents(), r.cents(), r.flag()
	r.text(&it.Vacancy.State)
	if r.flag() {
		days := int(r.number())
		it.Vacancy.WaitDays = &days
	}
	if r.flag() {
		at := time.UnixMicro(r.number()).UTC()
		it.Vacancy.At = &at
	}
	it.Quality = r.rating(u.ID, key)
	it.Inspection = r.inspection(u.ID)
	it.Demo = r.flag()
	return !r.bad && r.rest == ""
}

// serviceOf is the service of a key. One that a later version has dropped is shown by its key rather than not at all.
func serviceOf(key string) service.Service {
	svc, ok := service.ByKey(key)
	if !ok {
		svc = service.Service{Key: key, Fi: key, Sv: key, En: key}
	}
	return svc
}

type sheetWriter struct{ out []byte }

func (w *sheetWriter) bytes(b []byte) { w.out = append(w.out, b...) }
func (w *sheetWriter) number(n int64) { w.out = binary.AppendVarint(w.out, n) }
func (w *sheetWriter) text(s ...string) {
	for _, one := range s {
		w.out = append(binary.AppendUvarint(w.out, uint64(len(one))), one...)
	}
}

func (w *sheetWriter) list(s []string) {
	w.number(int64(len(s)))
	w.text(s...)
}

// flag writes a yes or no, and gives it back.
func (w *sheetWriter) flag(yes bool) bool {
	if yes {
		w.out = append(w.out, 1)
	} else {
		w.out = append(w.out, 0)
	}
	return yes
}

func (w *sheetWriter) cents(c *money.Cents) {
	if w.flag(c != nil) {
		w.number(int64(*c))
	}
}

func (w *sheetWriter) real(x *float64) {
	if w.flag(x != nil) {
		w.out = binary.BigEndian.AppendUint64(w.out, math.Float64bits(*x))
	}
}

// sheetReader reads what sheetWriter wrote. Once something is missing it is bad, and all that follows is zero.
type sheetReader struct {
	rest string
	bad  bool
}

func (r *sheetReader) take(n uint64) string {
	if n > uint64(len(r.rest)) {
		r.bad, r.rest = true, ""
		return ""
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *sheetReader) length() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b := r.take(1)
		if b == "" {
			return 0
		}
		n |= uint64(b[0]&0x7f) << shift
		if b[0] < 0x80 {
			return n
		}
	}
	r.bad = true
	return 0
}

// number undoes the zigzag of a signed varint.
func (r *sheetReader) number() int64 {
	n := r.length()
	return int64(n>>1) ^ -int64(n&1)
}

func (r *sheetReader) text(to ...*string) {
	for _, one := range to {
		*one = r.take(r.length())
	}
}

func (r *sheetReader) id(to *uuid.UUID) { copy(to[:], r.take(uint64(len(to)))) }

func (r *sheetReader) flag() bool { return r.take(1) == "\x01" }

func (r *sheetReader) list() []string {
	n := r.number()
	if n < 0 || n > int64(len(r.rest)) {
		r.bad = true
		return nil
	}
	out := make([]string, n)
	for i := range out {
		r.text(&out[i])
	}
	return out
}

func (r *sheetReader) cents() *money.Cents {
	if !r.flag() {
		return nil
	}
	c := money.Cents(r.number())
	return &c
}

func (r *sheetReader) real() *float64 {
	if !r.flag() {
		return nil
	}
	bits := r.take(8)
	if bits == "" {
		return nil
	}
	x := math.Float64frombits(binary.BigEndian.Uint64([]byte(bits)))
	return &x
}
