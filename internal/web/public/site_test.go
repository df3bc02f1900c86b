package public_test

import (
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/web/choosing"
	"github.com/tuottajatori/tuottajatori/internal/web/public"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
	"github.com/tuottajatori/tuottajatori/internal/web/webtest"
)

// site serves the public pages, and those of choosing, on a register of the test's own.
type site struct{ *webtest.Site }

func open(t *testing.T) *site {
	t.Helper()
	return &site{webtest.Open(t, func(r gin.IRouter, kit *webkit.Kit, c *catalogue.Service) {
		public.Mount(r, kit, c, nil)
		choosing.Mount(r, kit, c)
	})}
}
