-- Whether new interviews start on a version, and which version it follows.
ALTER TABLE guides ADD COLUMN retired_at BIGINT;
ALTER TABLE guides ADD COLUMN replaces TEXT REFERENCES guides (id);

-- What is known of a draft besides its content, which is in its document alone. Every document is sealed under the key
-- of a case; a draft has one of its own, of the same id, which names nobody and stands in no list.
CREATE TABLE guide_drafts (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id),
    site_id TEXT NOT NULL,
    -- Text by language, as JSON: as it was when the draft was started or submitted.
    title TEXT NOT NULL,
    stage TEXT NOT NULL,
    replaces TEXT REFERENCES guides (id),
    submitted_at BIGINT,
    submitted_by TEXT REFERENCES accounts (id),
    -- SHA-256 of the guide as it was submitted: what is published is what was reviewed.
    submitted_hash TEXT,
    -- Why it was last returned.
    remark TEXT NOT NULL,
    published TEXT REFERENCES guides (id)
);
