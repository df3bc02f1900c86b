-- Texts of schemes and names of areas are in their organiser's languages: always in Finnish, in others as the organiser chooses (423/2003 §6, §32). Which of them is
-- asked for when a scheme is published, by what the organiser has chosen then: rows that are there stay when it chooses others.
-- +goose Up
ALTER TABLE scheme ADD CONSTRAINT scheme_name_fi_check CHECK (name_fi <> '');
ALTER TABLE requirement ADD CONSTRAINT requirement_title_fi_check CHECK (title_fi <> '');
ALTER TABLE organiser_area DROP CONSTRAINT organiser_area_name_sv_check, DROP CONSTRAINT organiser_area_name_en_check,
    ADD CONSTRAINT organiser_area_name_sv_check CHECK (char_length(name_sv) <= 120),
    ADD CONSTRAINT organiser_area_name_en_check CHECK (char_length(name_en) <= 120);

-- +goose Down
ALTER TABLE organiser_area DROP CONSTRAINT organiser_area_name_sv_check, DROP CONSTRAINT organiser_area_name_en_check,
    ADD CONSTRAINT organiser_area_name_sv_check CHECK (name_sv <> '' AND char_length(name_sv) <= 120) NOT VALID,
    ADD CONSTRAINT organiser_area_name_en_check CHECK (name_en <> '' AND char_length(name_en) <= 120) NOT VALID;
ALTER TABLE requirement DROP CONSTRAINT requirement_title_fi_check;
ALTER TABLE scheme DROP CONSTRAINT scheme_name_fi_check;
