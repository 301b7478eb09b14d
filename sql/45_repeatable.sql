/* schemaver, repeatable scripts and checks */

CREATE TYPE schemaver.repeatable_info AS (
	name			text,
	kind			text,
	state			text,
	filename		text,
	applied_at		timestamptz,
	applied_by		text,
	sha256			bytea,
	applied_sha256	bytea,
	script			text
);

COMMENT ON TYPE schemaver.repeatable_info IS 'A repeatable script or a check, and its state in this database';
COMMENT ON COLUMN schemaver.repeatable_info.kind IS 'script or check';
COMMENT ON COLUMN schemaver.repeatable_info.state IS
'applied; pending: to be run by the next upgrade to all heads; changed: the same, and another script of this name was run before';

CREATE FUNCTION @extschema@.schemaver_repeatables()
RETURNS SETOF schemaver.repeatable_info
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED;

COMMENT ON FUNCTION @extschema@.schemaver_repeatables() IS
'the repeatable scripts, and then the checks, by name';

CREATE FUNCTION @extschema@.schemaver_repeatable(
	name			text,
	script			text,
	is_check		boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_repeatable(text, text, boolean) IS
'stores a repeatable script or a check, or removes it (NULL), and returns added, changed, unchanged or removed';
