package guide

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	"github.com/tuottajatori/tuottajatori/frontend/layout"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/guide"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/catalogue"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
)

// easyStep is a step of the main path: its heading, what it says, and the help that says it in standard language.
type easyStep struct {
	id     paths.Topic
	title  string
	blocks []easyBlock
	help   paths.Topic
}

// easyBlock is a text below a heading; the first of a page has none.
type easyBlock struct{ title, text string }

var easyFront = easyStep{title: "easy.front.title", blocks: []easyBlock{{"", "easy.front.text"}}}

var easySteps = []easyStep{
	{paths.EasySearch, "easy.search.title", []easyBlock{{"", "easy.search.text"}}, ""},
	{paths.EasyPaying, "easy.paying.title", []easyBlock{
		{"", "easy.paying.text"}, {"easy.paying.voucher_title", "easy.paying.voucher"}, {"easy.paying.fee_title", "easy.paying.fee"},
		{"easy.paying.price_title", "easy.paying.price"}, {"easy.paying.free_title", "easy.paying.free"},
	}, paths.HelpVoucher},
	{paths.EasyChoice, "easy.choosing.title", []easyBlock{
		{"", "easy.choosing.text"}, {"easy.choosing.ask_title", "easy.choosing.ask"},
		{"easy.choosing.visit_title", "easy.choosing.visit"}, {"easy.choosing.time_title", "easy.choosing.time"},
	}, paths.HelpChoosing},
	{paths.EasyClient, "easy.client.title", []easyBlock{
		{"", "easy.client.text"}, {"easy.client.one_title", "easy.client.one"}, {"easy.client.two_title", "easy.client.two"},
		{"easy.client.three_title", "easy.client.three"}, {"easy.client.four_title", "easy.client.four"},
		{"easy.client.self_title", "easy.client.self"},
	}, paths.HelpGuidance},
	{paths.EasyCall, "easy.ring.title", []easyBlock{{"", "easy.ring.text"}, {"easy.ring.danger_title", "easy.ring.danger"}}, paths.HelpGuidance},
}

func (p *pages) easyFront(c *gin.Context) error {
	w := p.words(c)
	if err := plain(c); err != nil {
		return err
	}
	view := w.easyView(easyFront, -1)
	view.Next = views.Link{Text: w.T(easySteps[0].title), Href: paths.Easy(w.Lang(), easySteps[0].id)}
	p.showEasy(c, w, 200, view, layout.Organiser{})
	return nil
}

func (p *pages) easy(c *gin.Context) error {
	w := p.words(c)
	id, own := topicAt(w.Lang(), paths.PageEasy, c.Param("topic"))
	at := slices.IndexFunc(easySteps, func(s easyStep) bool { return s.id == id })
	switch {
	case at < 0:
		return fault.New(fault.CodeNotFound, "fault.guide.no_such_page")
	case !own:
		c.Redirect(301, paths.Easy(w.Lang(), id))
		return nil
	case id == paths.EasySearch:
		return p.easySearch(c, w, at)
	}
	if err := plain(c); err != nil {
		return err
	}
	view := w.easyView(easySteps[at], at)
	if id == paths.EasyCall {
		organisers, err := p.catalogue.Organisers(c.Request.Context())
		if err != nil {
			return err
		}
		view.List = w.easyCounties(organisers)
	}
	p.showEasy(c, w, 200, view, layout.Organiser{})
	return nil
}

func (p *pages) showEasy(c *gin.Context, w words, status int, view views.Easy, dress layout.Organiser) {
	c.Header("Cache-Control", "private, no-cache")
	title := view.Title + " – " + w.T("easy.name")
	p.kit.Page(c, status, layout.Page{
		Title: title, Description: w.T("easy.description"), Organiser: dress, Error: status == 422, NoIndex: c.Request.URL.RawQuery != "",
	}, views.EasyPage(view))
}

// easyView is a step as a page, at its place on the path.
func (w words) easyView(s easyStep, at int) views.Easy {
	view := views.Easy{Title: w.T(s.title)}
	for _, b := range s.blocks {
		block := views.Block{Paragraphs: easyText(w.T(b.text))}
		if b.title != "" {
			block.Title = w.T(b.title)
		}
		view.Blocks = append(view.Blocks, block)
	}
	for i, other := range easySteps {
		view.Steps = append(view.Steps, views.EasyLink{Text: w.T(other.title), Href: paths.Easy(w.Lang(), other.id), Current: i == at})
	}
	if at >= 0 {
		view.Home = paths.To(w.Lang(), paths.PageEasy)
	}
	if at >= 0 && at+1 < len(easySteps) {
		next := easySteps[at+1]
		view.Next = views.Link{Text: w.T(next.title), Href: paths.Easy(w.Lang(), next.id)}
	}
	if s.help != "" {
		view.More = views.Link{Text: w.T("easy.more"), Href: paths.Help(w.Lang(), s.help)}
	}
	return view
}

// easyText reads a text: an empty line begins a paragraph, a line that begins with "- " is a row of a list.
func easyText(text string) []views.EasyText {
	var out []views.EasyText
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var p views.EasyText
		for _, line := range strings.Split(paragraph, "\n") {
			if row, ok := strings.CutPrefix(line, "- "); ok {
				p.Rows = append(p.Rows, row)
			} else {
				p.Lines = append(p.Lines, line)
			}
		}
		out = append(out, p)
	}
	return out
}

// easyCounties is every county with its number, or its site when it has none, in the order of the alphabet.
func (w words) easyCounties(all []catalogue.Organiser) []views.County {
	lang := string(w.Lang())
	out := make([]views.County, len(all))
	for i, o := range all {
		out[i] = views.County{Name: o.Name.In(lang), Website: o.URL.In(lang)}
		if o.Phone != "" {
			out[i].Phone = views.Phone{Number: o.Phone, Href: components.Tel(o.Phone)}
		}
	}
	order := collate.New(language.Make(lang))
	slices.SortFunc(out, func(a, b views.County) int { return order.CompareString(a.Name, b.Name) })
	return out
}
