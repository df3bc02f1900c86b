-- Names of producers by the beginnings of their words, for suggestions while somebody types.
-- +goose Up

-- The statement in internal/catalogue/store_suggest.go asks by the same expression: letters lose their dots and rings, as
-- they do in what was typed. Names seldom change and are asked for at every key, so writers keep the index in order.
CREATE INDEX producer_name_words_idx ON producer
    USING gin (to_tsvector('simple'::regconfig, translate(name, 'ÅÄÖÉÜåäöéü', 'AAOEUaaoeu'))) WITH (fastupdate = off);

-- +goose Down
DROP INDEX producer_name_words_idx;
