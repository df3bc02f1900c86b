-- Organisers, operators, people, and the audit trail: what every other table points at.
-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- The group role that the service's login belongs to. It is cluster-wide, so a second database may find it made.
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tuottajatori_service') THEN
        BEGIN
            CREATE ROLE tuottajatori_service NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made at the same moment by another
        END;
    END IF;
END $$;
-- +goose StatementEnd
GRANT USAGE ON SCHEMA public TO tuottajatori_service;

-- The 21 counties and Helsinki. Code as in Statistics Finland's county classification; 91 (Åland) is no organiser.
CREATE TABLE organiser (
    id uuid PRIMARY KEY,
    code text NOT NULL CONSTRAINT organiser_code_key UNIQUE CHECK (code ~ '^[0-9]{2}$'),
    slug text NOT NULL CONSTRAINT organiser_slug_key UNIQUE CHECK (slug ~ '^[a-z][a-z-]*$'),
    name_fi text NOT NULL,
    name_sv text NOT NULL,
    name_en text NOT NULL,
    phone text,
    phone_hours_fi text,
    phone_hours_sv text,
    phone_hours_en text,
    url_fi text,
    url_sv text,
    url_en text,
    theme text NOT NULL DEFAULT 'default'
);

-- An organisation to which an organiser may delegate a scheme (palveluintegraattori).
CREATE TABLE operator (
    id uuid PRIMARY KEY,
    business_id text CONSTRAINT operator_business_id_key UNIQUE CHECK (business_id ~ '^[0-9]{7}-[0-9]$'),
    name text NOT NULL CHECK (name <> ''),
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row is one thing that somebody did. Ids only, no personal data: rows outlive the people in them.
CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id uuid,
    role text NOT NULL,
    organisation_id uuid,
    request_id text NOT NULL DEFAULT '',
    action text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    object_kind text NOT NULL,
    object_id uuid NOT NULL,
    organiser_id uuid REFERENCES organiser,
    details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_event_object_idx ON audit_event (object_id, id);

GRANT SELECT, UPDATE ON organiser TO tuottajatori_service;
GRANT SELECT, INSERT, UPDATE ON operator TO tuottajatori_service;
GRANT SELECT, INSERT ON audit_event TO tuottajatori_service;

INSERT INTO organiser (id, code, slug, name_fi, name_sv, name_en, url_fi, url_sv, url_en, theme)
SELECT ('01900000-0000-7000-8000-0000000000' || code)::uuid, code, slug, name_fi, name_sv, name_en, url_fi, url_sv, url_en, theme
FROM (VALUES
    ('01', 'ita-uusimaa', 'Itä-Uudenmaan hyvinvointialue', 'Östra Nylands välfärdsområde', 'East Uusimaa wellbeing services county', 'https://itauusimaa.fi', 'https://itauusimaa.fi/sv', 'https://itauusimaa.fi/en', 'default'),
    ('02', 'keski-uusimaa', 'Keski-Uudenmaan hyvinvointialue', 'Mellersta Nylands välfärdsområde', 'Central Uusimaa wellbeing services county', 'https://www.keusote.fi', 'https://www.keusote.fi', 'https://www.keusote.fi', 'default'),
    ('03', 'lansi-uusimaa', 'Länsi-Uudenmaan hyvinvointialue', 'Västra Nylands välfärdsområde', 'West Uusimaa wellbeing services county', 'https://www.luvn.fi', 'https://www.luvn.fi/sv', 'https://www.luvn.fi/en', 'default'),
    ('04', 'vantaa-kerava', 'Vantaan ja Keravan hyvinvointialue', 'Vanda och Kervo välfärdsområde', 'Vantaa and Kerava wellbeing services county', 'https://vakehyva.fi', 'https://vakehyva.fi/sv', 'https://vakehyva.fi/en', 'default'),
    ('05', 'varsinais-suomi', 'Varsinais-Suomen hyvinvointialue', 'Egentliga Finlands välfärdsområde', 'Southwest Finland wellbeing services county', 'https://www.varha.fi', 'https://www.varha.fi/sv', 'https://www.varha.fi/en', 'default'),
    ('06', 'satakunta', 'Satakunnan hyvinvointialue', 'Satakunta välfärdsområde', 'Satakunta wellbeing services county', 'https://satakunnanhyvinvointialue.fi', 'https://satakunnanhyvinvointialue.fi', 'https://satakunnanhyvinvointialue.fi', 'default'),
    ('07', 'kanta-hame', 'Kanta-Hämeen hyvinvointialue', 'Egentliga Tavastlands välfärdsområde', 'Kanta-Häme wellbeing services county', 'https://omahame.fi', 'https://omahame.fi', 'https://omahame.fi', 'default'),
    ('08', 'pirkanmaa', 'Pirkanmaan hyvinvointialue', 'Birkalands välfärdsområde', 'Pirkanmaa wellbeing services county', 'https://www.pirha.fi', 'https://www.pirha.fi', 'https://www.pirha.fi', 'default'),
    ('09', 'paijat-hame', 'Päijät-Hämeen hyvinvointialue', 'Päijänne-Tavastlands välfärdsområde', 'Päijät-Häme wellbeing services county', 'https://paijatha.fi', 'https://paijatha.fi', 'https://paijatha.fi', 'default'),
    ('10', 'kymenlaakso', 'Kymenlaakson hyvinvointialue', 'Kymmenedalens välfärdsområde', 'Kymenlaakso wellbeing services county', 'https://kymenhva.fi', 'https://kymenhva.fi', 'https://kymenhva.fi', 'default'),
    ('11', 'etela-karjala', 'Etelä-Karjalan hyvinvointialue', 'Södra Karelens välfärdsområde', 'South Karelia wellbeing services county', 'https://www.ekhva.fi', 'https://www.ekhva.fi', 'https://www.ekhva.fi', 'default'),
    ('12', 'etela-savo', 'Etelä-Savon hyvinvointialue', 'Södra Savolax välfärdsområde', 'South Savo wellbeing services county', 'https://etelasavonha.fi', 'https://etelasavonha.fi', 'https://etelasavonha.fi', 'default'),
    ('13', 'pohjois-savo', 'Pohjois-Savon hyvinvointialue', 'Norra Savolax välfärdsområde', 'North Savo wellbeing services county', 'https://pshyvinvointialue.fi', 'https://pshyvinvointialue.fi', 'https://pshyvinvointialue.fi', 'default'),
    ('14', 'pohjois-karjala', 'Pohjois-Karjalan hyvinvointialue', 'Norra Karelens välfärdsområde', 'North Karelia wellbeing services county', 'https://www.siunsote.fi', 'https://www.siunsote.fi', 'https://www.siunsote.fi', 'default'),
    ('15', 'keski-suomi', 'Keski-Suomen hyvinvointialue', 'Mellersta Finlands välfärdsområde', 'Central Finland wellbeing services county', 'https://www.hyvaks.fi', 'https://www.hyvaks.fi', 'https://www.hyvaks.fi', 'default'),
    ('16', 'etela-pohjanmaa', 'Etelä-Pohjanmaan hyvinvointialue', 'Södra Österbottens välfärdsområde', 'South Ostrobothnia wellbeing services county', 'https://www.hyvaep.fi', 'https://www.hyvaep.fi', 'https://www.hyvaep.fi', 'default'),
    ('17', 'pohjanmaa', 'Pohjanmaan hyvinvointialue', 'Österbottens välfärdsområde', 'Ostrobothnia wellbeing services county', 'https://pohjanmaanhyvinvointi.fi', 'https://osterbottensvalfard.fi', 'https://pohjanmaanhyvinvointi.fi', 'osterbotten'),
    ('18', 'keski-pohjanmaa', 'Keski-Pohjanmaan hyvinvointialue', 'Mellersta Österbottens välfärdsområde', 'Central Ostrobothnia wellbeing services county', 'https://www.soite.fi', 'https://www.soite.fi/sv', 'https://www.soite.fi', 'default'),
    ('19', 'pohjois-pohjanmaa', 'Pohjois-Pohjanmaan hyvinvointialue', 'Norra Österbottens välfärdsområde', 'North Ostrobothnia wellbeing services county', 'https://pohde.fi', 'https://pohde.fi', 'https://pohde.fi', 'default'),
    ('20', 'kainuu', 'Kainuun hyvinvointialue', 'Kajanalands välfärdsområde', 'Kainuu wellbeing services county', 'https://hyvinvointialue.kainuu.fi', 'https://hyvinvointialue.kainuu.fi', 'https://hyvinvointialue.kainuu.fi', 'default'),
    ('21', 'lappi', 'Lapin hyvinvointialue', 'Lapplands välfärdsområde', 'Lapland wellbeing services county', 'https://lapha.fi', 'https://lapha.fi', 'https://lapha.fi', 'default'),
    ('90', 'helsinki', 'Helsingin kaupunki', 'Helsingfors stad', 'City of Helsinki', 'https://www.hel.fi', 'https://www.hel.fi/sv', 'https://www.hel.fi/en', 'default')
) AS o (code, slug, name_fi, name_sv, name_en, url_fi, url_sv, url_en, theme);

-- +goose Down
DROP TABLE audit_event, operator, organiser;
