-- What a document's log says up to one of its rows, as one update. A shortcut for loading and nothing more: the log stays
-- whole, and a snapshot that does not open with the hash of its row is never used.
CREATE TABLE snapshots (
    document_id TEXT NOT NULL REFERENCES documents (id),
    -- The last row of the log that it holds.
    seq BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- Sealed under the case's key, bound to the document, the number and the hash of its row.
    bytes BLOB NOT NULL,
    PRIMARY KEY (document_id, seq)
);
