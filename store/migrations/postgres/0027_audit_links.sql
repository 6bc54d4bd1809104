-- The chain over the log: link number seq says that line audit_id came then, and what all lines before it were. Lines are
-- chained a moment after they are committed, so that operations need not wait for each other.
CREATE TABLE audit_links (
    seq BIGINT NOT NULL PRIMARY KEY,
    audit_id BIGINT NOT NULL UNIQUE,
    hash BYTEA NOT NULL,
    linked_at BIGINT NOT NULL
);
CREATE TRIGGER audit_links_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links EXECUTE FUNCTION refuse_change();
