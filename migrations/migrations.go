// Package migrations embeds the database's numbered migrations, in goose's SQL form.
//
// A migration that has been released is never edited: the next one changes what it made. The service of the version
// before must keep working while a migration has run and after it. Platform's migrate package runs them.
package migrations

import "embed"

// FS holds the migrations.
//
//go:embed *.sql
var FS embed.FS
