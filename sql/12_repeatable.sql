/* schemaver, scripts that are run again when they have changed */

-- ----------
-- repeatable: scripts that belong to no revision, and checks
-- ----------
CREATE TABLE schemaver.repeatable (
	name			text COLLATE pg_catalog."C" NOT NULL,
	is_check		boolean NOT NULL DEFAULT false,
	script			text NOT NULL,
	sha256			bytea GENERATED ALWAYS AS (@extschema@.schemaver_sha256(script)) STORED,
	filename		text,
	file_sha256		bytea,
	applied_sha256	bytea,
	applied_at		timestamptz,
	applied_by		text,
	CONSTRAINT repeatable_pkey PRIMARY KEY (name, is_check)
);

COMMENT ON TABLE schemaver.repeatable IS
'Repeatable scripts, which are run again after the revisions when they have changed, and checks, which are run after every upgrade and rolled back';
COMMENT ON COLUMN schemaver.repeatable.name IS 'name; a script and a check may have the same';
COMMENT ON COLUMN schemaver.repeatable.is_check IS 'true: it changes nothing, as it is rolled back, and an upgrade fails if it fails';
COMMENT ON COLUMN schemaver.repeatable.sha256 IS 'checksum of the script';
COMMENT ON COLUMN schemaver.repeatable.filename IS 'file that it came from; NULL: it was written by SQL';
COMMENT ON COLUMN schemaver.repeatable.file_sha256 IS 'checksum of that file; NULL: the script has changed since';
COMMENT ON COLUMN schemaver.repeatable.applied_sha256 IS
'checksum of the script that was run last; NULL: none was, or a downgrade may have undone it';

CREATE TRIGGER file_outdated
	BEFORE UPDATE OF name, is_check, script ON schemaver.repeatable
	FOR EACH ROW
	WHEN (NEW.file_sha256 OPERATOR(pg_catalog.=) OLD.file_sha256
		AND NEW.script OPERATOR(pg_catalog.<>) OLD.script)
	EXECUTE FUNCTION @extschema@.schemaver_file_outdated();
ALTER TABLE schemaver.repeatable ENABLE ALWAYS TRIGGER file_outdated;

SELECT pg_catalog.pg_extension_config_dump('schemaver.repeatable', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.repeatable
	TO @extowner@ WITH GRANT OPTION;
