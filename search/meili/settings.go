package meili

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"github.com/meilisearch/meilisearch-go"

	"github.com/tuottajatori/tuottajatori/internal/grade"
	"github.com/tuottajatori/tuottajatori/internal/service"
)

// The facets that are counted, as attributes of documents, are also those that are chosen in.
var facetAttributes = []string{"service", "spoken", "organiser", "regime", "producer_type", "pays_kind", "vacancy", "grade"}

// Limits of the index: beyond the catalogue of the whole country.
const (
	maxDocuments   = 1_000_000
	maxFacetValues = maxDocuments // of terms, see terms.go; the facets that people see have few
	cutoffMs       = 60_000       // by default a busy server would cut a search off after 1.5 s and answer in a wrong order
)

// settings of the index of offerings.
//
// Documents are ordered by the words found in them only when a text has words that are no service; then by how many
// are there, by slips of the finger, by names before descriptions, and last by what is asked to sort by. Nearness of
// words is left out: names are short, and the table of word pairs is the greater part of the work of indexing.
func settings() meilisearch.Settings {
	prefix := "indexingTime"
	return meilisearch.Settings{
		RankingRules:         []string{"words", "typo", "attribute", "exactness", "sort"},
		SearchableAttributes: []string{"names", "bases", "texts"},
		DisplayedAttributes:  []string{"id", "line", "alone", "_geo", "service", "pays", "room", "quality", "terms"},
		SortableAttributes: []string{"pays", "room", "quality", "_geo",
			"rank_0", "rank_1", "rank_2", "rank_3", "rank_4", "rank_5", "rank_6"},
		ProximityPrecision: meilisearch.ByAttribute,
		PrefixSearch:       &prefix,
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled:             true,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 4, TwoTypos: 8}, // as language.Slips
			DisableOnWords:      []string{},
			DisableOnAttributes: []string{"texts"},
			DisableOnNumbers:    true,
		},
		SearchCutoffMs: cutoffMs,
		Pagination:     &meilisearch.Pagination{MaxTotalHits: maxDocuments},
		Faceting: &meilisearch.Faceting{
			MaxValuesPerFacet: maxFacetValues,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeAlpha},
		},
	}
}

// filterable says what can be filtered by and how: equality alone needs no ordered structures, and nobody searches
// among the values of a facet.
func filterable() []any {
	return []any{
		granular(true, false, append([]string{"id", "line", "open", "per", "areas", "municipality", "at_home", "standing", "terms", "tongues"}, facetAttributes...)...),
		granular(true, true, "cents"),
		"_geo",
	}
}

func granular(equality, comparison bool, attributes ...string) any {
	return map[string]any{
		"attributePatterns": attributes,
		"features": map[string]any{
			"facetSearch": false,
			"filter":      map[string]any{"equality": equality, "comparison": comparison},
		},
	}
}

// digest tells one set of settings and one form of documents from another, one table of usual usages, by which
// documents are ordered, and one of the bounds of grades, which documents hold ready.
func digest() string {
	body, err := json.Marshal([]any{format, settings(), filterable(), service.Usual(), grade.Bounds()})
	if err != nil {
		panic(err) // constants only
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// Settings is the digest of the settings that this program wants. See search.Remote.
func (e *Engine) Settings() string { return digest() }

// create makes an index with our settings, or gives them to the one that is there.
func (e *Engine) create(ctx context.Context, uid string) error {
	info, err := e.client.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: "id"})
	if err := e.taken(ctx, "create an index", info, err); err != nil && !isCode(err, codeIndexExists) {
		return err
	}
	index, wanted, attributes := e.client.Index(uid), settings(), filterable()
	first, err1 := index.UpdateSettingsWithContext(ctx, &wanted)
	second, err2 := index.UpdateFacetSearchWithContext(ctx, false)
	third, err3 := index.UpdateFilterableAttributesWithContext(ctx, &attributes)
	const doing = "give an index its settings"
	return errors.Join(e.taken(ctx, doing, first, err1), e.taken(ctx, doing, second, err2), e.taken(ctx, doing, third, err3))
}
