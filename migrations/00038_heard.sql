-- A suspension without a hearing names its ground as a removal does; an answer to a hearing may come by letter.
-- +goose Up

ALTER TABLE removal_unheard RENAME TO event_unheard;
ALTER TABLE event_unheard RENAME CONSTRAINT removal_unheard_pkey TO event_unheard_pkey;
COMMENT ON TABLE event_unheard IS 'A suspension or removal without a hearing: on which ground of 434/2003 §34(2), and why it applied.';

-- An answer that came by letter is recorded by an official, as it came: who gave it, when it was received, its words or a copy.
ALTER TABLE hearing_answer
    ADD COLUMN given_by text NOT NULL DEFAULT '' CHECK (char_length(given_by) <= 200),
    ADD COLUMN received_on date,
    ADD COLUMN file_id uuid REFERENCES stored_file,
    DROP CONSTRAINT hearing_answer_text_check,
    ADD CONSTRAINT hearing_answer_text_check CHECK (char_length(text) <= 4000 AND (text <> '' OR file_id IS NOT NULL)),
    ADD CONSTRAINT hearing_answer_letter_check CHECK ((received_on IS NULL) = (given_by = '') AND (file_id IS NULL OR received_on IS NOT NULL));

-- +goose Down
ALTER TABLE hearing_answer DROP CONSTRAINT hearing_answer_letter_check, DROP CONSTRAINT hearing_answer_text_check;
UPDATE hearing_answer SET text = '–' WHERE text = '';
ALTER TABLE hearing_answer DROP COLUMN file_id, DROP COLUMN received_on, DROP COLUMN given_by,
    ADD CONSTRAINT hearing_answer_text_check CHECK (text <> '' AND char_length(text) <= 4000);
ALTER TABLE event_unheard RENAME CONSTRAINT event_unheard_pkey TO removal_unheard_pkey;
ALTER TABLE event_unheard RENAME TO removal_unheard;
