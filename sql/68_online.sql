/* schemaver, the function that derives online forms */

CREATE FUNCTION @extschema@.schemaver_online(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_online(text) IS
'the same change as the upgrade of a revision, in steps that stop nobody, derived from the script and proved';

CREATE FUNCTION @extschema@.schemaver_online_undo(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_online_undo(text) IS
'statements that undo what was run of an online form that was not run to its end';
