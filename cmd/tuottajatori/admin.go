package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/tuottajatori/tuottajatori/frontend/paths"
	"github.com/tuottajatori/tuottajatori/internal/app"
	"github.com/tuottajatori/tuottajatori/internal/identity"
	"github.com/tuottajatori/tuottajatori/internal/platform/actor"
	"github.com/tuottajatori/tuottajatori/internal/platform/locale"
)

// adminCommand makes a real administrator, invites somebody to another role, or helps somebody who cannot get in.
func adminCommand(ctx context.Context, io streams, args []string) error {
	if len(args) > 0 && args[0] == "invite" {
		return inviteCommand(ctx, io, args[1:])
	}
	if len(args) > 0 && args[0] == "unlink" {
		return unlinkCommand(ctx, io, args[1:])
	}
	if len(args) > 0 && args[0] == "rescue" {
		return rescueCommand(ctx, io, args[1:])
	}
	return createAdministrator(ctx, io, args)
}

// unlinkCommand parts an account from the issuer's name of whoever signed in to it there.
func unlinkCommand(ctx context.Context, io streams, args []string) error {
	set := flags(io, "admin unlink")
	email := set.String("email", "", "the account's e-mail address")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 0 || *email == "" {
		return errUsage
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		if err := a.Identity.Unlink(ctx, actor.System("admin unlink"), *email); err != nil {
			return a.Explain(err)
		}
		fmt.Fprintln(io.out, "Parted. Whoever signs in at the issuer next with this address, verified, has the account.")
		return nil
	})
}

// createAdministrator makes one with the password on standard input, or without one a link for setting it.
func createAdministrator(ctx context.Context, io streams, args []string) error {
	set := flags(io, "admin")
	email := set.String("email", "", "the administrator's e-mail address")
	name := set.String("name", "", "the administrator's name")
	stdin := set.Bool("password-stdin", false, "read the password from standard input; else a link for setting one is printed")
	words, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "create" || *email == "" || *name == "" {
		return errUsage
	}
	password := ""
	if *stdin {
		line, err := bufio.NewReader(io.in).ReadString('\n')
		if password = strings.TrimRight(line, "\r\n"); password == "" {
			return fmt.Errorf("no password on standard input: %w", err)
		}
	}
	return withApp(ctx, io, quiet(io), func(a *app.App) error {
		token, err := a.Identity.CreateAdministrator(ctx, identity.NewAdministrator{Email: *email, Name: *name, Password: password, Lang: string(locale.Fi)})
		if err != nil {
			return a.Explain(err)
		}
		if token != "" {
			fmt.Fprintf(io.out, "Administrator made. Set the password within a day at:\n%s\n",
				a.Config.PublicURL.JoinPath(paths.Reset(locale.Fi, token)))
			return nil
		}
		fmt.Fprintf(io.out, "Administrator made. Sign in at %s\n", a.Config.PublicURL)
		return nil
	})
}
