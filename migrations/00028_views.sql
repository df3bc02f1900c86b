-- Every amount that a client may be charged; and whose the objects are whose trail is read.
-- +goose Up

-- What a unit costs and when: on weekdays, and in each class of time, by an amount of its own or by a percentage of the
-- price in force on the days of both (rounded half up, as offering/classes.go does).
CREATE VIEW price_amount AS
SELECT l.offering_id, l.unit, l.cents, l.valid FROM price_line l
UNION ALL
SELECT c.offering_id, c.unit, c.cents, c.valid FROM price_class c WHERE c.cents IS NOT NULL
UNION ALL
SELECT c.offering_id, c.unit, (l.cents * c.percent + 50) / 100, l.valid * c.valid
FROM price_class c JOIN price_line l ON l.offering_id = c.offering_id AND l.unit = c.unit AND l.valid && c.valid
WHERE c.percent IS NOT NULL;
GRANT SELECT ON price_amount TO tuottajatori_service;

-- Whose the objects are whose audit trail an organiser's officers read. The lower room of identity asks this.
CREATE VIEW organiser_object AS
SELECT id, organiser_id FROM scheme
UNION ALL SELECT a.id, s.organiser_id FROM application a JOIN scheme s ON s.id = a.scheme_id WHERE a.submitted_at IS NOT NULL
UNION ALL SELECT a.id, s.organiser_id FROM admission a JOIN scheme s ON s.id = a.scheme_id
UNION ALL SELECT o.id, s.organiser_id FROM offering o JOIN admission a ON a.id = o.admission_id JOIN scheme s ON s.id = a.scheme_id;
GRANT SELECT ON organiser_object TO tuottajatori_service;

-- +goose Down
DROP VIEW organiser_object;
DROP VIEW price_amount;
