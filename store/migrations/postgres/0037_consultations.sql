-- Questions put to a colleague or to the committee, and their answers.
CREATE TABLE consultations (
    id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    -- NULL: the committee of the site.
    asked_of TEXT REFERENCES accounts (id),
    asked_at BIGINT NOT NULL,
    -- A day, as 2026-12-24.
    due TEXT NOT NULL,
    answered_by TEXT REFERENCES accounts (id),
    answered_at BIGINT,
    -- Sealed under the case's key.
    question BYTEA NOT NULL,
    answer BYTEA
);
CREATE INDEX consultations_by_case ON consultations (case_id);
CREATE INDEX consultations_by_site ON consultations (site_id);
