-- Every amount that a client may be charged, and a queue that reads what it filters by from one index.
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

-- +goose Down
DROP VIEW price_amount;
