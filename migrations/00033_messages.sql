-- What is told by mail of an organisation's matters also stands at its people's desk; a decision tells why it departs from
-- what was prepared.
-- +goose Up

-- Whose desk a mail belongs to; null: it is about the person alone. A row is one person's, and so is whether it was read.
ALTER TABLE mail_out
    ADD COLUMN role text CHECK (role IN ('producer', 'officer', 'operator', 'supervisor')),
    ADD COLUMN organisation_id uuid,
    ADD COLUMN read_at timestamptz,
    ADD CHECK ((role IS NULL) = (organisation_id IS NULL));
CREATE INDEX mail_out_desk_idx ON mail_out (person_id, organisation_id, created_at DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX mail_out_unread_idx ON mail_out (person_id, organisation_id) WHERE organisation_id IS NOT NULL AND read_at IS NULL;

-- What was told before today is taken as read. It is shown to whom acts for one organisation only: of others it is not known which was meant.
UPDATE mail_out o SET role = m.role, organisation_id = coalesce(m.producer_id, m.organiser_id), read_at = o.created_at
FROM membership m
WHERE m.person_id = o.person_id AND m.state = 'active' AND o.link_id IS NULL
    AND NOT EXISTS (SELECT FROM membership n WHERE n.person_id = m.person_id AND n.id <> m.id)
    AND (m.role = 'officer' AND o.template = 'upkeep' OR m.role = 'producer' AND o.template IN ('application_received', 'application_decided',
        'application_question', 'application_longer', 'admission_suspended', 'admission_lifted', 'admission_removed', 'scheme_changed',
        'evidence_lapsing', 'evidence_lapsed', 'hearing', 'hearing_ended', 'report_waiting', 'membership_pending'));

-- Why an official decides otherwise than a colleague has prepared; empty when it was decided as prepared.
ALTER TABLE decision ADD COLUMN departure text NOT NULL DEFAULT '' CHECK (char_length(departure) <= 2000);

-- +goose Down
ALTER TABLE decision DROP COLUMN departure;
DROP INDEX mail_out_unread_idx, mail_out_desk_idx;
ALTER TABLE mail_out DROP COLUMN read_at, DROP COLUMN organisation_id, DROP COLUMN role;
