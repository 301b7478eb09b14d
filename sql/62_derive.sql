/* schemaver, the function that derives downgrades */

CREATE FUNCTION @extschema@.schemaver_derive(
	revision		text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_derive(text) IS
'the downgrade of a revision, derived from what its upgrade does to the schema, and proved';
