-- The guidance worker, an organiser's person who finds out who could serve a client.
-- +goose Up
ALTER TABLE membership DROP CONSTRAINT membership_role_check, DROP CONSTRAINT membership_check1;
ALTER TABLE membership
    ADD CONSTRAINT membership_role_check CHECK (role IN ('producer', 'officer', 'supervisor', 'operator', 'guidance', 'administrator')),
    ADD CONSTRAINT membership_check1 CHECK ((role IN ('officer', 'supervisor', 'guidance')) = (organiser_id IS NOT NULL));

-- +goose Down
DELETE FROM session WHERE membership_id IN (SELECT id FROM membership WHERE role = 'guidance');
DELETE FROM membership WHERE role = 'guidance';
ALTER TABLE membership DROP CONSTRAINT membership_role_check, DROP CONSTRAINT membership_check1;
ALTER TABLE membership
    ADD CONSTRAINT membership_role_check CHECK (role IN ('producer', 'officer', 'supervisor', 'operator', 'administrator')),
    ADD CONSTRAINT membership_check1 CHECK ((role IN ('officer', 'supervisor')) = (organiser_id IS NOT NULL));
