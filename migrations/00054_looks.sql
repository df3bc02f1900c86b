-- How an organiser's pages look, and in which languages its texts are, as an administrator chooses.
-- +goose Up

-- Colours and a logo; an organiser without a row has the product's own look. Contrasts are held by internal/look. The logo is in the row:
-- it is a few kilobytes, is replaced and removed with it, and is in each backup.
CREATE TABLE organiser_look (
    organiser_id uuid PRIMARY KEY REFERENCES organiser,
    version integer NOT NULL CHECK (version > 0),
    brand text CHECK (brand ~ '^#[0-9a-f]{6}$'),
    on_brand text CHECK (on_brand ~ '^#[0-9a-f]{6}$'),
    link text CHECK (link ~ '^#[0-9a-f]{6}$'),
    accent text CHECK (accent ~ '^#[0-9a-f]{6}$'),
    logo bytea CHECK (octet_length(logo) <= 262144 AND substring(logo FROM 1 FOR 8) = '\x89504e470d0a1a0a'::bytea), -- a PNG
    logo_width integer CHECK (logo_width BETWEEN 1 AND 480),
    logo_height integer CHECK (logo_height BETWEEN 1 AND 96),
    logo_sum text GENERATED ALWAYS AS (substr(encode(sha256(logo), 'hex'), 1, 16)) STORED, -- its address
    alt_fi text CHECK (alt_fi <> '' AND char_length(alt_fi) <= 120),
    alt_sv text CHECK (alt_sv <> '' AND char_length(alt_sv) <= 120),
    alt_en text CHECK (alt_en <> '' AND char_length(alt_en) <= 120),
    CHECK (num_nonnulls(brand, on_brand, link, accent) IN (0, 4)),
    CHECK (num_nonnulls(logo, logo_width, logo_height, alt_fi, alt_sv, alt_en) IN (0, 6))
);
GRANT SELECT, INSERT, UPDATE ON organiser_look TO tuottajatori_service;

-- A bilingual authority's area has municipalities of both languages or a bilingual one (423/2003 §6): seven counties and Helsinki. What it
-- tells the public is in Finnish and in Swedish (423/2003 §32), and so are its services (612/2021 §5). All texts of schemes were in three
-- languages until now, and are until an administrator says otherwise.
ALTER TABLE organiser
    DROP COLUMN theme, -- a name in the program's styles; looks are rows now
    ADD version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD bilingual boolean NOT NULL DEFAULT false,
    ADD languages text[] NOT NULL DEFAULT '{fi,sv,en}';
UPDATE organiser SET bilingual = true WHERE code IN ('01', '03', '04', '05', '10', '17', '18', '90');
ALTER TABLE organiser
    ADD CHECK (languages IN ('{fi}', '{fi,sv}', '{fi,en}', '{fi,sv,en}')),
    ADD CHECK (NOT bilingual OR languages @> '{fi,sv}');

-- +goose Down
ALTER TABLE organiser DROP COLUMN languages, DROP COLUMN bilingual, DROP COLUMN version, ADD theme text NOT NULL DEFAULT 'default';
UPDATE organiser SET theme = 'osterbotten' WHERE code = '17';
DROP TABLE organiser_look;
