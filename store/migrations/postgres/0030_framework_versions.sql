-- What frameworks said when somebody froze them, cycle by cycle. The framework itself goes on in its document.
CREATE TABLE framework_versions (
    document_id TEXT NOT NULL REFERENCES documents (id),
    -- From 1 on.
    number BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    cycle BIGINT NOT NULL,
    remark TEXT NOT NULL,
    frozen_at BIGINT NOT NULL,
    frozen_by TEXT NOT NULL REFERENCES accounts (id),
    -- SHA-256 of the JSON.
    hash TEXT NOT NULL,
    -- The framework as JSON, sealed under the key of the document's home.
    content BYTEA NOT NULL,
    PRIMARY KEY (document_id, number)
);
