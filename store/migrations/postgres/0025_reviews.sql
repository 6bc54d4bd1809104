-- What was done in the review of an interview, step by step; where it stands is what the last step makes of it.
CREATE TABLE review_steps (
    document_id TEXT NOT NULL REFERENCES documents (id),
    number BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    -- submitted, withdrawn, returned or countersigned
    act TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- Whom it was submitted to; of a submission only.
    reader_id TEXT REFERENCES accounts (id),
    at BIGINT NOT NULL,
    -- The last update that was there.
    seq BIGINT NOT NULL,
    -- What was countersigned, as signatures say it.
    content_hash TEXT,
    -- Why it was returned, sealed under the case's key.
    reason BYTEA,
    PRIMARY KEY (document_id, number)
);
CREATE INDEX review_steps_by_reader ON review_steps (reader_id);
CREATE TRIGGER review_steps_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON review_steps EXECUTE FUNCTION refuse_change();
