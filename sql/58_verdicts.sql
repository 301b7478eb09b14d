/* schemaver, verdicts: what verifications of revisions have found */

-- ----------
-- verified: verdicts about revisions, each for certain scripts, a state of the
-- schemas before them, and a number of rows
--
-- No foreign key to schemaver.revision: a verdict about scripts that no revision
-- has is of no effect.
-- ----------
CREATE TABLE schemaver.verified (
	revision		text COLLATE pg_catalog."C" NOT NULL,
	upgrade_sha256	bytea NOT NULL,
	downgrade_sha256 bytea NOT NULL,
	state			text COLLATE pg_catalog."C" NOT NULL,
	rows			integer NOT NULL DEFAULT 0,
	verdict			text COLLATE pg_catalog."C" NOT NULL,
	finding			text,
	restore			text,
	server_version	integer NOT NULL DEFAULT pg_catalog.current_setting('server_version_num')::pg_catalog.int4,
	verified_at		timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	verified_by		text NOT NULL DEFAULT SESSION_USER,
	CONSTRAINT verified_pkey PRIMARY KEY (revision, upgrade_sha256, downgrade_sha256, state, rows),
	CONSTRAINT verified_sha256_check CHECK (
		pg_catalog.octet_length(upgrade_sha256) OPERATOR(pg_catalog.=) 32
		AND pg_catalog.octet_length(downgrade_sha256) OPERATOR(pg_catalog.=) ANY ('{0,32}'::pg_catalog.int4[])),
	CONSTRAINT verified_state_check CHECK (pg_catalog.octet_length(state) OPERATOR(pg_catalog.<=) 255),
	CONSTRAINT verified_rows_check CHECK (rows OPERATOR(pg_catalog.>=) 0),
	CONSTRAINT verified_verdict_check CHECK (verdict OPERATOR(pg_catalog.=) ANY (
		'{ok,column order,generated names,differs,upgrade fails,downgrade fails,second upgrade fails,no downgrade,data lost,not run}'::pg_catalog.text[]))
);

COMMENT ON TABLE schemaver.verified IS
'Verdicts of schemaver_verify() about revisions; those about scripts that a revision no longer has do not count';
COMMENT ON COLUMN schemaver.verified.upgrade_sha256 IS 'checksum of the upgrade script';
COMMENT ON COLUMN schemaver.verified.downgrade_sha256 IS 'checksum of the downgrade script; empty: there is none';
COMMENT ON COLUMN schemaver.verified.state IS 'hash of the schemas before the upgrade; empty: the verdict came with a file';
COMMENT ON COLUMN schemaver.verified.rows IS 'rows that the tables were given; 0: only schemas were compared';
COMMENT ON COLUMN schemaver.verified.verdict IS
'ok, column order, generated names, differs, upgrade fails, downgrade fails, second upgrade fails, no downgrade, data lost or not run';
COMMENT ON COLUMN schemaver.verified.finding IS 'what is left behind, missing, lost, or has failed; NULL: nothing';
COMMENT ON COLUMN schemaver.verified.restore IS 'statements that a downgrade lacks; NULL: none';
COMMENT ON COLUMN schemaver.verified.server_version IS 'server_version_num of the server that found it';
COMMENT ON COLUMN schemaver.verified.verified_at IS 'when it was found, or found to hold still: the newest counts';

SELECT pg_catalog.pg_extension_config_dump('schemaver.verified', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.verified
	TO @extowner@ WITH GRANT OPTION;
