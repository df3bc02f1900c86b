package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// rescueCommand helps somebody who cannot get in, when no administrator can do it on the page "People".
func rescueCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "admin rescue")
	email := set.String("email", "", "the person's e-mail address")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || !slices.Contains(identity.Rescues(), words[0]) || *email == "" {
		return errUsage
	}
	done := map[string]string{
		identity.RescueFactor:   "Two-step sign-in is off, and the person is signed out everywhere. They are told by mail.",
		identity.RescueSessions: "The person is signed out everywhere.",
		identity.RescueTries:    "The person can try again.",
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		token, err := a.Identity.Rescue(ctx, *email, words[0])
		if err != nil {
			return a.Explain(err)
		}
		if token != "" {
			fmt.Fprintf(io.out, "Set the password within a day at:\n%s\n", a.Config.PublicURL.JoinPath(paths.Reset(locale.Fi, token)))
			return nil
		}
		fmt.Fprintln(io.out, done[words[0]])
		return nil
	})
}
