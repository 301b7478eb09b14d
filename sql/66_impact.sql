/* schemaver, the queries that upgrades break */

-- ----------
-- query: queries of applications, to be analyzed before an upgrade
-- ----------
CREATE TABLE schemaver.query (
	name			text COLLATE pg_catalog."C" NOT NULL,
	query			text NOT NULL,
	search_path		text,
	CONSTRAINT query_pkey PRIMARY KEY (name)
);

COMMENT ON TABLE schemaver.query IS
'Queries of applications, which schemaver_impact() analyzes; they are never executed';
COMMENT ON COLUMN schemaver.query.name IS 'what the query is called in a report';
COMMENT ON COLUMN schemaver.query.query IS 'one or more SQL statements; parameters are $1, $2 and so on';
COMMENT ON COLUMN schemaver.query.search_path IS 'search_path under which the application runs it; NULL: that of a new session';

SELECT pg_catalog.pg_extension_config_dump('schemaver.query', '');

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE
	ON schemaver.query TO @extowner@ WITH GRANT OPTION;

CREATE FUNCTION @extschema@.schemaver_impact(
	target			text DEFAULT 'heads',
	untouched		boolean DEFAULT false,
	OUT source		text,
	OUT name		text,
	OUT query		text,
	OUT effect		text,
	OUT sqlstate	text,
	OUT message		text,
	OUT detail		text,
	OUT hint		text,
	OUT context		text)
RETURNS SETOF record
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_impact(text, boolean) IS
'the queries that an upgrade to the target would break, or of which it would change the result';
