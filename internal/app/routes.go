package app

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/tuottajatori/tuottajatori/internal/api"
	"github.com/tuottajatori/tuottajatori/internal/importing"
	"github.com/tuottajatori/tuottajatori/internal/platform/kept"
	"github.com/tuottajatori/tuottajatori/internal/taking"
	"github.com/tuottajatori/tuottajatori/internal/web"
	"github.com/tuottajatori/tuottajatori/internal/web/account"
	"github.com/tuottajatori/tuottajatori/internal/web/admindesk"
	"github.com/tuottajatori/tuottajatori/internal/web/applydesk"
	"github.com/tuottajatori/tuottajatori/internal/web/asks"
	"github.com/tuottajatori/tuottajatori/internal/web/choosing"
	"github.com/tuottajatori/tuottajatori/internal/web/guide"
	"github.com/tuottajatori/tuottajatori/internal/web/mergedesk"
	"github.com/tuottajatori/tuottajatori/internal/web/officerdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/officerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/pricedesk"
	"github.com/tuottajatori/tuottajatori/internal/web/producerdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/producerframe"
	"github.com/tuottajatori/tuottajatori/internal/web/public"
	"github.com/tuottajatori/tuottajatori/internal/web/qualitypage"
	"github.com/tuottajatori/tuottajatori/internal/web/registers"
	"github.com/tuottajatori/tuottajatori/internal/web/reports"
	"github.com/tuottajatori/tuottajatori/internal/web/schemedesk"
	"github.com/tuottajatori/tuottajatori/internal/web/sharecard"
	"github.com/tuottajatori/tuottajatori/internal/web/sheetdesk"
	"github.com/tuottajatori/tuottajatori/internal/web/sitemap"
	"github.com/tuottajatori/tuottajatori/internal/web/supervisiondesk"
	"github.com/tuottajatori/tuottajatori/internal/web/supplydesk"
	"github.com/tuottajatori/tuottajatori/internal/web/tenuredesk"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

// routes makes the handler of everything: pages, API, assets, health.
func (a *App) routes() (http.Handler, error) {
	kit := &webkit.Kit{Locales: a.Locales, Log: a.Log, PublicURL: a.Config.PublicURL, Demo: a.Demo()}
	var proxies []string
	for _, p := range a.Config.TrustedProxies {
		proxies = append(proxies, p.String())
	}
	return web.New(web.Options{
		Security: a.Config.SecurityContact,
		Kit:      kit, Sessions: a.Identity, Looks: a.Looks, Log: a.Log, TrustedProxies: proxies, SearchPerMin: searchPerMinute(a.Demo() && a.Config.Loopback()), Ready: a.ready,
		Mount: func(r gin.IRouter) { a.mount(r, kit) },
	})
}

// mount adds the areas of pages and the API.
func (a *App) mount(r gin.IRouter, kit *webkit.Kit) {
	public.Mount(r, kit, a.Catalogue, a.Asks)
	qualitypage.Mount(r, kit, a.Quality)
	supervisiondesk.Mount(r, kit, a.Quality)
	choosing.Mount(r, kit, a.Catalogue)
	registers.Mount(r, kit, a.Catalogue)
	sharecard.Mount(r, kit, a.Catalogue)
	guide.Mount(r, kit, a.Catalogue, a.Identity.Statement,
		func(ctx context.Context) (kept.Counts, error) { return kept.Read(ctx, a.DB) }, time.Now)
	reports.Mount(r, kit, a.Reports, a.Catalogue)
	asks.Mount(r, kit, a.Asks, a.Catalogue)
	asks.MountDesk(r, producerframe.Frame{Kit: kit, People: a.Identity, Told: a.Reports, Asks: a.Asks})
	asks.MountCounts(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks})
	account.Mount(r, producerframe.Frame{Kit: kit, People: a.Identity, Told: a.Reports, Asks: a.Asks}, a.Producers, a.Staff)
	producerdesk.Mount(r, kit, producerdesk.Rooms{Producers: a.Producers, Offerings: a.Offerings, Admissions: a.Admissions, Evidence: a.Evidence, Identity: a.Identity, Reports: a.Reports, Asks: a.Asks, Tenure: a.Tenure})
	applydesk.Mount(r, kit, applydesk.Rooms{Admissions: a.Admissions, Producers: a.Producers, Evidence: a.Evidence, People: a.Identity, Told: a.Reports, Asks: a.Asks})
	officerdesk.Mount(r, kit, a.Admissions, a.Identity, a.Reports)
	pricedesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks}, a.Offerings)
	schemedesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks}, a.Schemes)
	sheetdesk.Mount(r, kit, sheetdesk.Rooms{PriceLists: a.PriceLists, Offerings: a.Offerings, Admissions: a.Admissions, Reports: a.Reports, Asks: a.Asks, Lists: importing.NewDesk(a.DB), Taking: taking.New(a.DB), People: a.Identity})
	mergedesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks}, a.Duplicates, a.Identity)
	supplydesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks}, a.Supply, a.Catalogue.Today)
	tenuredesk.Mount(r, officerframe.Frame{Kit: kit, Admissions: a.Admissions, Told: a.Reports, Asks: a.Asks},
		tenuredesk.Rooms{Tenure: a.Tenure, People: a.Identity, Lists: importing.NewDesk(a.DB), Producers: a.Producers})
	admindesk.Mount(r, kit, admindesk.Rooms{People: a.Identity, Told: a.Reports, Keeping: a.Keeping, Looks: a.Looks})
	sitemap.Mount(r, kit, a.Catalogue)
	api.Mount(r, a.Catalogue, a.Quality, kit.Fail)
	api.MountAsks(r, a.Asks, a.Config.PublicURL, kit.Fail)
	api.MountOwn(r, a.Identity, a.Offerings, kit.Fail)
}

// searchPerMinute is how many public searches one address may make. An instance that is tried and measured on this
// machine does not count.
func searchPerMinute(tried bool) int {
	if tried {
		return 0
	}
	return registers.SearchesPerMinute
}
