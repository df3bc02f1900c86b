package asks

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/asks"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
	"github.com/tuottajatori/tuottajatori/internal/service"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
)

// MountCounts adds the page that officers and guidance workers see.
func MountCounts(r gin.IRouter, f officerframe.Frame) {
	for _, l := range locale.Langs() {
		r.GET(paths.Officer(l, "requests"), f.Kit.H(func(c *gin.Context) error { return counts(c, f) }))
	}
}

func counts(c *gin.Context, f officerframe.Frame) error {
	rows, since, err := f.Asks.Counts(c.Request.Context(), f.Kit.Actor(c))
	if err != nil {
		return err
	}
	w := say(f.Kit.Printer(c))
	v := views.Counts{Title: w.T("ask.counts.title"), Lead: w.T("ask.counts.lead", "Date", since), None: w.T("ask.counts.none")}
	for i, name := range []string{"service", "made", "open", "late", "room", "no_room", "silent"} {
		v.Head = append(v.Head, components.Cell{Text: w.T("ask.counts." + name), Num: i > 0})
	}
	for _, one := range rows {
		name := one.Service
		if svc, ok := service.ByKey(one.Service); ok {
			name = svc.Name(w.lang())
		}
		row := []components.Cell{{Text: name}}
		for _, n := range []int{one.Made, one.Open, one.Late, one.Room, one.NoRoom, one.Silent} {
			row = append(row, components.Cell{Text: w.Number(n), Num: true})
		}
		v.Rows = append(v.Rows, row)
	}
	f.Page(c, http.StatusOK, officerframe.Requests, v.Title, views.CountsPage(v))
	return nil
}
