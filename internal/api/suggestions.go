package api

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/place"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

type suggestionJSON struct {
	Kind    string  `json:"kind"`
	Text    string  `json:"text"`
	Note    *string `json:"note"`
	Service *string `json:"service"`
	Page    *string `json:"page"`
}

func (h *handlers) suggestions(c *gin.Context) error {
	q, err := catalogue.ParseSuggest(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	found, err := h.catalogue.Suggest(c.Request.Context(), q)
	if err != nil {
		return err
	}
	list := listJSON[suggestionJSON]{Items: make([]suggestionJSON, len(found))}
	for i, s := range found {
		list.Items[i] = suggestionJSON{Kind: s.Kind, Text: s.Text, Note: orNil(s.Note), Service: orNil(s.Service)}
		if s.Kind == catalogue.SuggestProducer {
			list.Items[i].Page = orNil(paths.Producer(locale.Lang(q.Lang), s.Producer.String()))
		}
	}
	return answer(c, list)
}

// nearestLimit is how many bytes two numbers with their names can take.
const nearestLimit = 512

// nearest answers the postal code where a point is. The point comes in the body, so that it stands in no address and in
// no log, and it is forgotten.
func (h *handlers) nearest(c *gin.Context) error {
	criteria, err := catalogue.ParseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return err
	}
	lat, lon, err := point(c.Request.Body)
	if err != nil {
		return err
	}
	postal, ok := place.Nearest(lat, lon)
	if !ok {
		return fault.New(fault.CodeInvalid, "fault.catalogue.abroad")
	}
	found, err := place.Find(postal.Code)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, placeOf(found, criteria.Lang))
	return nil
}

func point(body io.Reader) (lat, lon float64, err error) {
	var at struct {
		Lat *float64 `json:"lat"`
		Lon *float64 `json:"lon"`
	}
	text, err := io.ReadAll(io.LimitReader(body, nearestLimit+1))
	if err == nil && len(text) > nearestLimit {
		err = errors.New("too long")
	}
	if err == nil {
		err = json.Unmarshal(text, &at)
	}
	// The cause may quote the body, which tells where somebody is, so it goes no further.
	if err != nil || at.Lat == nil || at.Lon == nil || math.Abs(*at.Lat) > 90 || math.Abs(*at.Lon) > 180 {
		return 0, 0, fault.New(fault.CodeMalformed, "fault.catalogue.no_point")
	}
	return *at.Lat, *at.Lon, nil
}
