package applydesk

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/components"
	views "github.com/tuottajatori/tuottajatori/frontend/pages/applydesk"
	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/admission"
	"github.com/tuottajatori/tuottajatori/internal/platform/fault"
	"github.com/tuottajatori/tuottajatori/internal/web/webkit"
)

type togetherForm struct {
	ID      string   `form:"id"`
	Schemes []string `form:"schemes"`
}

// together asks to which schemes to apply in one go.
func (d *desk) together(c *gin.Context) error {
	return d.showTogether(c, http.StatusOK, togetherForm{ID: webkit.NewID()}, nil)
}

func (d *desk) showTogether(c *gin.Context, status int, f togetherForm, errs map[string]string) error {
	ctx, a := c.Request.Context(), d.kit.Actor(c)
	open, err := d.admissions.OpenSchemes(ctx, a)
	if err != nil {
		return err
	}
	mine, err := d.admissions.Applications(ctx, a)
	if err != nil {
		return err
	}
	own, err := d.ownCounties(c)
	if err != nil {
		return err
	}
	p := d.kit.Printer(c)
	lang := string(p.Lang())
	v := views.Together{Back: paths.Desk(p.Lang(), "applications"), Title: p.T("apply.together.title"), ID: f.ID, Errors: errs}
	for _, one := range open {
		if one.May != nil || sent(mine, one.Mine) {
			continue
		}
		choice := components.Choice{Value: one.Scheme.ID.String(), Text: one.Scheme.Name(lang), Hint: summary(p, one), Checked: slices.Contains(f.Schemes, one.Scheme.ID.String())}
		if one.Mine.Valid {
			choice.Hint = p.T("apply.together.has_draft", "Services", choice.Hint)
		}
		name := one.Organiser.Name(lang)
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != name {
			v.Groups = append(v.Groups, views.ServiceGroup{Title: name, Own: own[one.Organiser.Code]})
		}
		last := &v.Groups[len(v.Groups)-1]
		last.Items = append(last.Items, choice)
	}
	slices.SortStableFunc(v.Groups, func(a, b views.ServiceGroup) int { // one's own counties first
		switch {
		case a.Own == b.Own:
			return 0
		case a.Own:
			return -1
		default:
			return 1
		}
	})
	d.page(c, status, v.Title, views.TogetherPage(v))
	return nil
}

// sent tells whether an application is no draft any more.
func sent(mine []admission.Sent, id uuid.NullUUID) bool {
	return id.Valid && slices.ContainsFunc(mine, func(one admission.Sent) bool { return one.ID == id.UUID && one.Status != admission.StatusDraft })
}

func (d *desk) startTogether(c *gin.Context) error {
	var f togetherForm
	if err := d.kit.Bind(c, &f); err != nil {
		return err
	}
	id, err := webkit.FormID(f.ID)
	if err != nil {
		return err
	}
	var schemes []uuid.UUID
	for _, text := range f.Schemes {
		one, err := webkit.FormID(text)
		if err != nil {
			return err
		}
		schemes = append(schemes, one)
	}
	err = d.admissions.StartBatch(c.Request.Context(), d.kit.Actor(c), id, schemes)
	if err == nil {
		d.kit.SeeOther(c, atBatch(d.kit.Lang(c), id))
		return nil
	}
	errs := d.kit.FieldErrors(c, err)
	if errs == nil && fault.From(err).Is(admission.FaultClosed) {
		errs = map[string]string{"schemes": d.kit.Printer(c).T("apply.together.closed")}
	}
	if errs == nil {
		return err
	}
	return d.showTogether(c, http.StatusUnprocessableEntity, f, errs)
}
