package webkit

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/layout"
)

// matterOf is where a request keeps whose matter its page is about.
const matterOf = "webkit.matter"

// MatterOf says that the page is about a matter of one organiser: at a desk that is not that organiser's own it bears its name and colours.
func MatterOf(c *gin.Context, code, name string) {
	c.Set(matterOf, layout.Organiser{Code: code, Name: name})
}

// Matter is the organiser whose matter the page is about; the zero value: no organiser's alone.
func Matter(c *gin.Context) layout.Organiser {
	of, _ := c.Value(matterOf).(layout.Organiser)
	return of
}
