package meili

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/meilisearch/meilisearch-go"
)

// KeyActions lists what the program does at a server; a key that allows just this is enough. One for all indexes may
// allow "version" too, so that a server of an unknown version is told at once.
func KeyActions() []string {
	return []string{
		"search", "tasks.get", "settings.update",
		"documents.add", "documents.get", "documents.delete",
		"indexes.create", "indexes.get", "indexes.delete", "indexes.swap",
	}
}

// KeyIndexes lists the indexes that it does this with: those whose names begin with the prefix, which is DefaultPrefix
// when empty.
func KeyIndexes(prefix string) []string {
	if prefix == "" {
		prefix = DefaultPrefix
	}
	return []string{prefix + "*"}
}

const keyName = "tuottajatori"

// mostKeys is how many keys of a server are looked through for ours.
const mostKeys = 1000

// MakeKey gives a key of a server that allows what the program does there and nothing else. The server makes it unless
// it has it already. It takes the server's master key, or one that may get and create keys.
func MakeKey(ctx context.Context, address, master, prefix string) (string, error) {
	e, err := New(Config{URL: address, Key: master, Prefix: prefix})
	if err != nil {
		return "", err
	}
	defer e.http.CloseIdleConnections()
	list, err := e.client.GetKeysWithContext(ctx, &meilisearch.KeysQuery{Limit: mostKeys})
	if err != nil {
		return "", broken("list keys", err)
	}
	for _, k := range list.Results {
		if k.Name == keyName && same(k.Actions, KeyActions()) && same(k.Indexes, KeyIndexes(prefix)) && k.ExpiresAt.IsZero() {
			return k.Key, nil
		}
	}
	made, err := e.client.CreateKeyWithContext(ctx, &meilisearch.Key{Name: keyName, UID: keyUID(prefix).String(),
		Description: "What the service needs: its own indexes, and nothing else", Actions: KeyActions(), Indexes: KeyIndexes(prefix)})
	if err != nil {
		return "", broken("make a key", err)
	}
	if made.Key == "" {
		return "", errors.New("meilisearch: make a key: the server gave none")
	}
	return made.Key, nil
}

// keyUID is the same for the same rights. A server computes a key from that and its master key, so one that lost its
// data makes the same key again, and whoever holds it need not be told.
func keyUID(prefix string) uuid.UUID {
	rights := slices.Concat(slices.Sorted(slices.Values(KeyActions())), KeyIndexes(prefix))
	return uuid.NewSHA1(uuid.Nil, []byte(strings.Join(rights, " ")))
}

func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
