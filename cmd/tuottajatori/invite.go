package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/calendar"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// invitation is what the command line says of a role to give.
type invitation struct {
	role, organiser, operator, email, name, from, until, lang string
}

// inviteCommand gives somebody a role as the administrator's page does. The mail is sent by the service, when it runs; the
// link for the first password is printed too.
func inviteCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "admin invite")
	var in invitation
	set.StringVar(&in.role, "role", "", "officer, supervisor, guidance, operator or administrator")
	set.StringVar(&in.organiser, "organiser", "", "code of the organiser, as 03")
	set.StringVar(&in.operator, "operator", "", "name of the operator")
	set.StringVar(&in.email, "email", "", "the person's e-mail address")
	set.StringVar(&in.name, "name", "", "the person's name")
	set.StringVar(&in.from, "from", "", "first day, as 2026-12-31; at once without one")
	set.StringVar(&in.until, "until", "", "last day; without end without one")
	set.StringVar(&in.lang, "lang", string(locale.Fi), "language of the mail: fi, sv or en")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if _, known := locale.Parse(in.lang); len(words) != 0 || in.role == "" || in.email == "" || in.name == "" || !known {
		return errUsage
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		grant, err := in.grant(ctx, a)
		if err != nil {
			return err
		}
		granted, err := a.Identity.Grant(ctx, actor.System("admin invite"), grant)
		if err != nil {
			return a.Explain(err)
		}
		if granted.Token == "" {
			fmt.Fprintf(io.out, "Role given to an account that is in use. Its owner is told by mail.\n")
			return nil
		}
		fmt.Fprintf(io.out, "Role given. A mail with this link for setting a password within a week is on its way:\n%s\n",
			a.Config.PublicURL.JoinPath(paths.Reset(locale.Lang(in.lang), granted.Token)))
		return nil
	})
}

func (in invitation) grant(ctx context.Context, a *app.App) (identity.Grant, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return identity.Grant{}, err
	}
	g := identity.Grant{ID: id, Email: in.email, Name: in.name, Lang: in.lang, Role: actor.Role(in.role)}
	for _, day := range []struct {
		text string
		into *calendar.Date
	}{{in.from, &g.FirstDay}, {in.until, &g.LastDay}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = calendar.Parse(day.text); err != nil {
			return g, fmt.Errorf("%q is no day such as 2026-12-31", day.text)
		}
	}
	g.Organisation, err = in.organisation(ctx, a)
	return g, err
}

// organisation finds the organiser by its code or the operator by its name; zero when neither is named.
func (in invitation) organisation(ctx context.Context, a *app.App) (uuid.UUID, error) {
	system := actor.System("admin invite")
	switch {
	case in.organiser != "":
		list, err := a.Identity.Organisers(ctx, system)
		if err != nil {
			return uuid.Nil, a.Explain(err)
		}
		for _, o := range list {
			if o.Code == in.organiser {
				return o.ID, nil
			}
		}
		return uuid.Nil, fmt.Errorf("no organiser has the code %q", in.organiser)
	case in.operator != "":
		list, err := a.Identity.Operators(ctx, system)
		if err != nil {
			return uuid.Nil, a.Explain(err)
		}
		for _, o := range list {
			if o.Name == in.operator {
				return o.ID, nil
			}
		}
		return uuid.Nil, fmt.Errorf("no operator has the name %q", in.operator)
	}
	return uuid.Nil, nil
}
