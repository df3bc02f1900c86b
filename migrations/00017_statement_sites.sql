-- The supervising authority's site has a page for each language, as its name has.
-- +goose Up
ALTER TABLE accessibility_statement RENAME COLUMN site TO site_fi;
ALTER TABLE accessibility_statement
    ADD site_sv text CHECK (site_sv ~ '^https?://'),
    ADD site_en text CHECK (site_en ~ '^https?://');
UPDATE accessibility_statement SET site_sv = site_fi, site_en = site_fi; -- what an administrator has said goes on to hold
ALTER TABLE accessibility_statement ALTER site_sv SET NOT NULL, ALTER site_en SET NOT NULL;

-- +goose Down
ALTER TABLE accessibility_statement DROP COLUMN site_sv, DROP COLUMN site_en;
ALTER TABLE accessibility_statement RENAME COLUMN site_fi TO site;
