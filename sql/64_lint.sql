
/* schemaver, rules about statements */

-- ----------
-- rule: severities that differ from the defaults
-- ----------
CREATE TABLE schemaver.rule (
	code			text COLLATE pg_catalog."C" NOT NULL,
	severity		text NOT NULL,
	CONSTRAINT rule_pkey PRIMARY KEY (code),
	CONSTRAINT rule_severity_check CHECK (severity IN ('error', 'warning', 'note', 'off'))
);

COMMENT ON TABLE schemaver.rule IS
'Rules of schemaver_lint() that have another severity in this database, or are turned off';
COMMENT ON COLUMN schemaver.rule.code IS 'code of the rule, as schemaver_rules() has it';
COMMENT ON COLUMN schemaver.rule.severity IS 'error, warning, note, or off; it holds for small tables, too';

-- ----------
-- The codes are known to the library alone.
-- ----------
CREATE FUNCTION @extschema@.schemaver_check_rule()
RETURNS trigger
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_check_rule() IS
'trigger function that refuses codes of rules that there are not';

CREATE TRIGGER check_rule
	BEFORE INSERT OR UPDATE ON schemaver.rule
	FOR EACH ROW EXECUTE FUNCTION @extschema@.schemaver_check_rule();
ALTER TABLE schemaver.rule ENABLE ALWAYS TRIGGER check_rule;

SELECT pg_catalog.pg_extension_config_dump('schemaver.rule', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON schemaver.rule TO @extowner@ WITH GRANT OPTION;

CREATE FUNCTION @extschema@.schemaver_rules()
RETURNS TABLE (
	code			text,
	default_severity text,
	severity		text,
	small_severity	text,
	title			text,
	description		text,
	cure			text)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_rules() IS
'the rules of schemaver_lint(), and their severities in this database; small_severity is that for tables of less than 1,000 pages';

CREATE FUNCTION @extschema@.schemaver_lint(
	target			text DEFAULT 'heads')
RETURNS TABLE (
	revision		text,
	statement		integer,
	line			integer,
	code			text,
	severity		text,
	relation		text,
	rows			bigint,
	size			bigint,
	lock			text,
	message			text,
	instead			text)
AS 'MODULE_PATHNAME'
LANGUAGE C;

COMMENT ON FUNCTION @extschema@.schemaver_lint(text) IS
'what is dangerous in the upgrade scripts up to a target, or of a range: measured on a copy of the schemas, with the sizes of the real tables';
