-- Tokens of programs that work in the name of an account, made by the operator of the server.
CREATE TABLE tokens (
    id TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the token: reading the database gives nobody away.
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_account ON tokens (account_id);
