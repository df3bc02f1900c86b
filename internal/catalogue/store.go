package catalogue

import "github.com/tuottajatori/tuottajatori/internal/platform/db"

type store struct{ db *db.DB }
