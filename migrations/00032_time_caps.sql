-- The highest price in the evening, on Saturdays, on Sundays and holidays, and at night, where it is another than that of
-- weekdays; and whose prices each cap is for.
-- +goose Up

-- A time without a price of its own costs the price of weekdays, so that a time's cap is never lower than that.
ALTER TABLE scheme_service
    ADD cap_evening_cents bigint CHECK (cap_evening_cents IS NULL OR coalesce(cap_evening_cents >= price_cap_cents, false)),
    ADD cap_saturday_cents bigint CHECK (cap_saturday_cents IS NULL OR coalesce(cap_saturday_cents >= price_cap_cents, false)),
    ADD cap_sunday_holiday_cents bigint CHECK (cap_sunday_holiday_cents IS NULL OR coalesce(cap_sunday_holiday_cents >= price_cap_cents, false)),
    ADD cap_night_cents bigint CHECK (cap_night_cents IS NULL OR coalesce(cap_night_cents >= price_cap_cents, false));

-- What a unit may cost at most at each time: the time's own cap, or else that of weekdays.
CREATE VIEW price_cap AS
SELECT t.scheme_id, t.service_key, t.unit, c.class, coalesce(c.own, t.price_cap_cents) AS cents, t.valid
FROM scheme_service t CROSS JOIN LATERAL (VALUES ('weekday', NULL), ('evening', t.cap_evening_cents), ('saturday', t.cap_saturday_cents),
    ('sunday_holiday', t.cap_sunday_holiday_cents), ('night', t.cap_night_cents)) c (class, own)
WHERE t.price_cap_cents IS NOT NULL;
GRANT SELECT ON price_cap TO tuottajatori_service;

-- As before, and at which time.
CREATE OR REPLACE VIEW price_amount AS
SELECT l.offering_id, l.unit, l.cents, l.valid, 'weekday' AS class FROM price_line l
UNION ALL
SELECT c.offering_id, c.unit, c.cents, c.valid, c.class FROM price_class c WHERE c.cents IS NOT NULL
UNION ALL
SELECT c.offering_id, c.unit, (l.cents * c.percent + 50) / 100, l.valid * c.valid, c.class
FROM price_class c JOIN price_line l ON l.offering_id = c.offering_id AND l.unit = c.unit AND l.valid && c.valid
WHERE c.percent IS NOT NULL;

-- +goose Down
DROP VIEW price_amount;
CREATE VIEW price_amount AS
SELECT l.offering_id, l.unit, l.cents, l.valid FROM price_line l
UNION ALL
SELECT c.offering_id, c.unit, c.cents, c.valid FROM price_class c WHERE c.cents IS NOT NULL
UNION ALL
SELECT c.offering_id, c.unit, (l.cents * c.percent + 50) / 100, l.valid * c.valid
FROM price_class c JOIN price_line l ON l.offering_id = c.offering_id AND l.unit = c.unit AND l.valid && c.valid
WHERE c.percent IS NOT NULL;
GRANT SELECT ON price_amount TO tuottajatori_service;
DROP VIEW price_cap;
ALTER TABLE scheme_service DROP cap_evening_cents, DROP cap_saturday_cents, DROP cap_sunday_holiday_cents, DROP cap_night_cents;
