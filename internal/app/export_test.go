package app

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// Routes lists what the areas and the API serve.
func (a *App) Routes() gin.RoutesInfo {
	r := gin.New()
	a.mount(r, &webkit.Kit{})
	return r.Routes()
}

// OnceAdmitted is the handler as it is served.
func OnceAdmitted(a *App) http.Handler { return a.onceAdmitted(a.Handler) }
