-- What a producer's list changes: its prices, or what else is told of its offerings.
-- +goose Up
ALTER TABLE price_list ADD COLUMN kind text NOT NULL DEFAULT 'prices' CHECK (kind IN ('prices', 'offerings'));

-- +goose Down
ALTER TABLE price_list DROP COLUMN kind;
