-- Documents outside cases: shared by a site, or by all sites. SQLite cannot lift NOT NULL from a column, so that the
-- column is made anew, on both databases, which then have their columns in one order.
DROP INDEX documents_by_case;
ALTER TABLE documents ADD COLUMN of_case TEXT REFERENCES cases (id);
UPDATE documents SET of_case = case_id;
ALTER TABLE documents DROP COLUMN case_id;
ALTER TABLE documents RENAME COLUMN of_case TO case_id;
CREATE INDEX documents_by_case ON documents (case_id);
-- case, site or unit. A document of the unit belongs to no site; site_id then says where it was started.
ALTER TABLE documents ADD COLUMN home TEXT NOT NULL DEFAULT 'case';
CREATE INDEX documents_by_home ON documents (home, site_id) WHERE home <> 'case';

-- The keys of what is in no case: one for each site and one for all of them, under its home, such as site:<id>.
CREATE TABLE home_keys (
    home TEXT NOT NULL PRIMARY KEY,
    site_id TEXT NOT NULL,
    wrapped BYTEA NOT NULL,
    made_at BIGINT NOT NULL
);
