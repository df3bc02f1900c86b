package cataloguetest

import "github.com/google/uuid"

// Many gives a scheme n more producers that offer home care at home in Jyväskylä, each at a price of its own.
func (w *World) Many(scheme uuid.UUID, n int) {
	w.T.Helper()
	w.Exec(`
WITH made AS (SELECT i, gen_random_uuid() AS p, gen_random_uuid() AS u, gen_random_uuid() AS pt, gen_random_uuid() AS a, gen_random_uuid() AS o FROM generate_series(1, $2::int) i),
p AS (INSERT INTO producer (id, name, kind, origin, business_id) SELECT p, 'Hoiva ' || lpad(i::text, 5, '0') || ' Oy', 'company', 'signup', NULL FROM made RETURNING 1),
u AS (INSERT INTO service_unit (id, producer_id, name, phone) SELECT u, p, 'Hoivayksikkö ' || i, '014 000 3300' FROM made RETURNING 1),
pt AS (INSERT INTO service_point (id, unit_id, name, street, postal_code, municipality_code) SELECT pt, u, 'Hoivayksikkö ' || i, 'Emännäntie ' || i, '40740', '179' FROM made RETURNING 1),
a AS (INSERT INTO admission (id, scheme_id, producer_id, origin, valid_from) SELECT a, $1::uuid, p, 'enrolment', '2025-01-01' FROM made RETURNING 1),
s AS (INSERT INTO admission_service (admission_id, service_key) SELECT a, 'home_care' FROM made RETURNING 1),
o AS (INSERT INTO offering (id, admission_id, service_key, point_id, at_home) SELECT o, a, 'home_care', pt, true FROM made RETURNING 1),
r AS (INSERT INTO offering_area (offering_id, code) SELECT o, c FROM made, unnest(ARRAY['179', '182', '410']) c RETURNING 1)
INSERT INTO price_line (id, offering_id, unit, cents, valid) SELECT gen_random_uuid(), o, 'hour', 3000 + i, daterange('2025-01-01', NULL) FROM made`, scheme, n)
}
