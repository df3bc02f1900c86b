package importing

import (
	"slices"

	"github.com/tuottajatori/tuottajatori/internal/producer"
)

// spokenWords are the languages as lists write them.
var spokenWords = map[string]string{
	"suomi": "fi", "suomeksi": "fi", "finska": "fi", "finnish": "fi", "fi": "fi", "ruotsi": "sv", "ruotsiksi": "sv", "svenska": "sv", "swedish": "sv", "sv": "sv",
	"englanti": "en", "engelska": "en", "english": "en", "en": "en", "venäjä": "ru", "ryska": "ru", "russian": "ru", "viro": "et", "estniska": "et", "estonian": "et",
	"arabia": "ar", "arabiska": "ar", "arabic": "ar", "somali": "so", "somaliska": "so", "saame": "se", "samiska": "se", "viittomakieli": "sgn", "teckenspråk": "sgn",
}

// kindWords are what a name says of its bearer by law or custom.
var kindWords = []KindRule{
	{Ends: " oy", Kind: producer.Company}, {Ends: " ab", Kind: producer.Company}, {Ends: " oyj", Kind: producer.Company}, {Ends: " ry", Kind: producer.Association},
	{Ends: " rf", Kind: producer.Association}, {Ends: " osk", Kind: producer.Cooperative}, {Ends: " sr", Kind: producer.Foundation}, {Ends: "säätiö", Kind: producer.Foundation},
	{Ends: "yhdistys", Kind: producer.Association}, {Ends: "kaupunki", Kind: producer.Municipality}, {Ends: " kunta", Kind: producer.Municipality},
}

// headings are the names that lists often give to their columns.
var headings = map[string][]string{
	"producer":     {"tuottaja", "palveluntuottaja", "yritys", "nimi", "producent", "tjänsteproducent", "företag", "producer", "company", "provider"},
	"business_id":  {"y-tunnus", "ytunnus", "y tunnus", "fo-nummer", "business id", "business_id"},
	"unit":         {"palveluyksikkö", "yksikkö", "toimipaikka", "yksikön nimi", "tjänsteenhet", "enhet", "unit", "service unit"},
	"phone":        {"puhelin", "puhelinnumero", "puh", "puh.", "telefon", "phone"},
	"email":        {"sähköposti", "email", "e-mail", "e-post", "epost"},
	"website":      {"verkkosivu", "verkkosivut", "kotisivu", "www", "webbplats", "website"},
	"street":       {"katuosoite", "osoite", "lähiosoite", "gatuadress", "adress", "address", "street"},
	"postal_code":  {"postinumero", "postnummer", "postal code", "postal_code"},
	"municipality": {"kunta", "kaupunki", "postitoimipaikka", "paikkakunta", "kommun", "ort", "municipality", "city"},
	"spoken":       {"kieli", "kielet", "palvelukielet", "språk", "language", "languages"},
	"services":     {"palvelu", "palvelut", "palvelun nimi", "tjänst", "tjänster", "service", "services"},
	"price":        {"hinta", "hinta €", "hinta, €", "yksikköhinta", "pris", "enhetspris", "price", "unit price"},
	"per":          {"hintayksikkö", "prisenhet", "price per", "per"},
	"lat":          {"lat", "leveysaste", "latitude"},
	"lon":          {"lon", "pituusaste", "longitude"},
}

// Fields lists what a column can be, in the order in which it is asked.
func Fields() []string {
	return []string{"producer", "business_id", "unit", "street", "postal_code", "municipality", "phone", "email", "website", "spoken", "services", "price", "per", "lat", "lon"}
}

// Column is the place in the mapping where a field's column stands.
func (c *Columns) Column(field string) *string {
	return map[string]*string{"producer": &c.Producer, "business_id": &c.BusinessID, "unit": &c.Unit, "phone": &c.Phone, "email": &c.Email, "website": &c.Website,
		"street": &c.Street, "postal_code": &c.PostalCode, "municipality": &c.Municipality, "spoken": &c.Spoken, "services": &c.Services, "price": &c.Price, "per": &c.Per, "lat": &c.Lat, "lon": &c.Lon}[field]
}

// Guess tells what the columns of a list may mean by their names: by a mapping that was kept, where all of its columns are
// there, else by names that lists often give. The officer says whether it is so.
func Guess(head []string, kept []Saved) Saved {
	has := func(name string) bool {
		return slices.ContainsFunc(head, func(h string) bool { return columnName(h) == columnName(name) })
	}
	for _, k := range kept {
		if !slices.ContainsFunc(k.needed(), func(c string) bool { return !has(c) }) {
			return k
		}
	}
	var out Saved
	taken := map[string]bool{}
	for _, field := range Fields() {
		for _, h := range head {
			if *out.Columns.Column(field) == "" && !taken[h] && slices.Contains(headings[field], columnName(h)) {
				*out.Columns.Column(field), taken[h] = h, true
			}
		}
	}
	if out.Columns.Unit == "" { // a list of producers that have one unit each
		out.Columns.Unit = out.Columns.Producer
	}
	return out
}
