-- Ids are UUIDs as text and times are milliseconds since 1970, so that one SQL text serves both databases.
-- Every table that belongs to a site names it, so that the schema can be distributed by site.

CREATE TABLE sites (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id),
    -- What is typed at sign-in, in lower case.
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- PHC string: algorithm, parameters, salt and hash, so that parameters can grow account by account.
    passphrase_hash TEXT NOT NULL,
    must_change_passphrase BIGINT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT
);

-- Keyed by a hash of the name typed, existing or not: otherwise the slow-down would tell which names exist.
CREATE TABLE sign_in_attempts (
    name_hash BLOB NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the token: reading the database does not open a session.
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id),
    code TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    UNIQUE (site_id, code)
);

CREATE TABLE case_members (
    case_id TEXT NOT NULL REFERENCES cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    -- owner or co_owner
    relation TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (case_id, account_id)
);
CREATE INDEX case_members_by_account ON case_members (account_id);

-- Names live apart from content, under a key of their own.
CREATE TABLE identities (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    site_id TEXT NOT NULL,
    sealed BLOB NOT NULL
);

-- Destroying this row erases the case's content, in backups of the rest too.
CREATE TABLE case_keys (
    case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases (id),
    site_id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    made_at BIGINT NOT NULL
);

-- Keys of the whole database, wrapped by the master key, which is kept elsewhere and known here by its fingerprint.
CREATE TABLE vault (
    name TEXT NOT NULL PRIMARY KEY,
    master_fingerprint TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE guides (
    id TEXT NOT NULL PRIMARY KEY,
    form_id TEXT NOT NULL,
    version TEXT NOT NULL,
    -- Text by language, as JSON.
    title TEXT NOT NULL,
    -- The guide itself, as JSON.
    content TEXT NOT NULL,
    -- SHA-256 of the content: the same guide twice is the same guide.
    content_hash TEXT NOT NULL UNIQUE,
    questions BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    -- NULL for the operator of the server.
    imported_by TEXT REFERENCES accounts (id)
);
-- A published version never changes. Forms without a version make no such promise.
CREATE UNIQUE INDEX guides_form_id_version ON guides (form_id, version) WHERE version <> '';

CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    site_id TEXT NOT NULL,
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind TEXT NOT NULL,
    guide_id TEXT REFERENCES guides (id),
    started_by TEXT NOT NULL REFERENCES accounts (id),
    -- By the clock of the device; registered_at is by the clock of the server.
    started_at BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- The last sequence number given out. Taking the next one is also what locks the document.
    seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL,
    frozen_at BIGINT
);
CREATE INDEX documents_by_case ON documents (case_id);

-- The system of record. The bytes are sealed under the case's key and the hash chains each row to the one before.
CREATE TABLE updates (
    document_id TEXT NOT NULL REFERENCES documents (id),
    seq BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    device TEXT,
    at BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (document_id, seq)
);

CREATE TABLE signatures (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id),
    site_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    -- The last update that was signed.
    seq BIGINT NOT NULL,
    content_hash TEXT NOT NULL
);

-- Codes and ids only. It has no foreign keys: the log outlives what it speaks of.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    site_id TEXT,
    detail TEXT NOT NULL
);

-- Append only, whoever writes the SQL.
CREATE TRIGGER updates_kept BEFORE DELETE ON updates BEGIN SELECT RAISE(ABORT, 'updates are append only'); END;
CREATE TRIGGER updates_fixed BEFORE UPDATE ON updates BEGIN SELECT RAISE(ABORT, 'updates are append only'); END;
CREATE TRIGGER signatures_kept BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are append only'); END;
CREATE TRIGGER signatures_fixed BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are append only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END;
