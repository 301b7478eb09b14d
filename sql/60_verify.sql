/* schemaver, the proof of revisions */

CREATE FUNCTION @extschema@.schemaver_verify(
	range			text DEFAULT 'current:heads',
	rows			integer DEFAULT 0,
	sample			boolean DEFAULT false,
	in_place		boolean DEFAULT false,
	again			boolean DEFAULT false,
	OUT revision	text,
	OUT verdict		text,
	OUT finding		text,
	OUT restore		text,
	OUT duration	interval)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_verify(text, integer, boolean, boolean, boolean) IS
'proves of each revision of a range that it goes up, down and up again, exactly, and returns its verdict';
