-- A browser profile in which somebody has signed in. Two people on one tablet are two rows.
CREATE TABLE devices (
    device_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- Codes of the browser and the platform, to tell one's devices apart.
    browser TEXT NOT NULL,
    platform TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    -- Set when it was reported lost. It never works again: a tablet that is found signs in as another device.
    revoked_at BIGINT,
    PRIMARY KEY (device_id, account_id)
);
CREATE INDEX devices_by_account ON devices (account_id);

-- NULL for sessions from before, and for programs that do not say.
ALTER TABLE sessions ADD COLUMN device_id TEXT;
