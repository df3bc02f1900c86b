package app

import (
	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Routes lists what the areas and the API serve.
func (a *App) Routes() gin.RoutesInfo {
	r := gin.New()
	a.mount(r, &webkit.Kit{})
	return r.Routes()
}
