-- Reports, one row each as it stands; what was done with one is in report_steps.
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    site_id TEXT NOT NULL REFERENCES sites (id),
    case_id TEXT NOT NULL REFERENCES cases (id),
    author_id TEXT NOT NULL REFERENCES accounts (id),
    approver_id TEXT REFERENCES accounts (id),
    interview_id TEXT REFERENCES documents (id),
    state TEXT NOT NULL,
    -- 1 while another report on the same person has to wait.
    under_way BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL,
    -- Days, as 2026-12-24.
    approval_due TEXT NOT NULL,
    feedback_due TEXT,
    information_due TEXT,
    outcome TEXT,
    answered_at BIGINT,
    -- Sealed under the case's key.
    content BLOB NOT NULL
);
-- Two at the same time on one person would be decided twice.
CREATE UNIQUE INDEX reports_case_id ON reports (case_id) WHERE under_way = 1;
CREATE INDEX reports_by_site ON reports (site_id, state);
CREATE INDEX reports_by_author ON reports (author_id);

CREATE TABLE report_steps (
    report_id TEXT NOT NULL REFERENCES reports (id),
    number BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    act TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    -- A remark, the information, the answer; sealed under the case's key.
    words BLOB,
    PRIMARY KEY (report_id, number)
);

-- Cases of which somebody has said that nothing is of concern: the clock of their keeping runs from then.
CREATE TABLE case_conclusions (
    case_id TEXT NOT NULL REFERENCES cases (id),
    number BIGINT NOT NULL,
    site_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    keep_until TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE TRIGGER report_steps_kept BEFORE DELETE ON report_steps BEGIN SELECT RAISE(ABORT, 'report_steps are append only'); END;
CREATE TRIGGER report_steps_fixed BEFORE UPDATE ON report_steps BEGIN SELECT RAISE(ABORT, 'report_steps are append only'); END;
CREATE TRIGGER case_conclusions_kept BEFORE DELETE ON case_conclusions BEGIN SELECT RAISE(ABORT, 'case_conclusions are append only'); END;
CREATE TRIGGER case_conclusions_fixed BEFORE UPDATE ON case_conclusions BEGIN SELECT RAISE(ABORT, 'case_conclusions are append only'); END;
