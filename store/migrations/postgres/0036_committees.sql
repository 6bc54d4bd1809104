-- Who sits on the committee of a site, and as what.
CREATE TABLE committee_members (
    site_id TEXT NOT NULL REFERENCES sites (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    function TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (site_id, account_id)
);

CREATE TABLE meetings (
    id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id),
    chair_id TEXT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL,
    -- A day, as 2026-12-24, and an hour, as 14:30.
    held_on TEXT NOT NULL,
    held_at TEXT NOT NULL,
    place TEXT NOT NULL,
    convened_at BIGINT NOT NULL,
    opened_at BIGINT,
    closed_at BIGINT,
    -- Where what was left over is taken up.
    next_id TEXT REFERENCES meetings (id)
);
CREATE INDEX meetings_by_site ON meetings (site_id, held_on);

-- Who was called to a meeting, as what, and who is in the room.
CREATE TABLE meeting_seats (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    function TEXT NOT NULL,
    present BIGINT NOT NULL,
    PRIMARY KEY (meeting_id, account_id)
);
CREATE INDEX meeting_seats_by_account ON meeting_seats (account_id);

-- One case on the agenda of one meeting.
CREATE TABLE deliberations (
    id TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    site_id TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES reports (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    place BIGINT NOT NULL,
    stage TEXT NOT NULL,
    outcome TEXT,
    round BIGINT NOT NULL,
    agreeing BIGINT NOT NULL,
    review_on TEXT,
    decided_at BIGINT,
    -- What is put to all, then decided; what was noted. Sealed under the case's key.
    proposal BYTEA,
    note BYTEA
);
CREATE UNIQUE INDEX deliberations_once ON deliberations (meeting_id, report_id);
CREATE INDEX deliberations_by_report ON deliberations (report_id);

CREATE TABLE deliberation_recusals (
    deliberation_id TEXT NOT NULL REFERENCES deliberations (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (deliberation_id, account_id)
);

CREATE TABLE opinions (
    deliberation_id TEXT NOT NULL REFERENCES deliberations (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Sealed under the case's key.
    content BYTEA NOT NULL,
    PRIMARY KEY (deliberation_id, account_id)
);

-- Who has answered to a proposal. Whether she agreed is counted in deliberations and kept nowhere.
CREATE TABLE proposal_answers (
    deliberation_id TEXT NOT NULL REFERENCES deliberations (id),
    round BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    PRIMARY KEY (deliberation_id, round, account_id)
);

-- Dissents in words, under random ids: without a name where the member wished none.
CREATE TABLE dissents (
    id TEXT PRIMARY KEY,
    deliberation_id TEXT NOT NULL REFERENCES deliberations (id),
    round BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    account_id TEXT REFERENCES accounts (id),
    -- Sealed under the case's key.
    words BYTEA NOT NULL
);
CREATE INDEX dissents_by_deliberation ON dissents (deliberation_id, round);

-- Signatures of minutes: of the same text or none.
CREATE TABLE minutes_signatures (
    meeting_id TEXT NOT NULL REFERENCES meetings (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    site_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (meeting_id, account_id)
);
CREATE TRIGGER opinions_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON opinions EXECUTE FUNCTION refuse_change();
CREATE TRIGGER minutes_signatures_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON minutes_signatures EXECUTE FUNCTION refuse_change();
