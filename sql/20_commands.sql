/* schemaver, the commands that change something */

CREATE FUNCTION @extschema@.schemaver_revision(
	message			text,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL,
	autogenerate	boolean DEFAULT false,
	head			text[] DEFAULT '{head}',
	splice			boolean DEFAULT false,
	branch_label	text[] DEFAULT '{}',
	depends_on		text[] DEFAULT '{}',
	rev_id			text DEFAULT NULL,
	transactional	boolean DEFAULT true,
	allow_empty		boolean DEFAULT false,
	renames			text[] DEFAULT NULL,
	derive			boolean DEFAULT false,
	online			boolean DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_revision(text, text, text, boolean, text[], boolean, text[], text[], text, boolean, boolean, text[], boolean, boolean) IS
'creates a revision below the given heads and returns its identifier, or NULL if autogenerate finds nothing to write';

CREATE FUNCTION @extschema@.schemaver_merge(
	revisions		text[] DEFAULT '{heads}',
	message			text DEFAULT NULL,
	branch_label	text[] DEFAULT '{}',
	rev_id			text DEFAULT NULL,
	depends_on		text[] DEFAULT '{}',
	splice			boolean DEFAULT false,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_merge(text[], text, text[], text, text[], boolean, text, text) IS
'creates a revision that joins several heads and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_edit(
	revision		text,
	message			text DEFAULT NULL,
	upgrade			text DEFAULT NULL,
	downgrade		text DEFAULT NULL,
	down_revisions	text[] DEFAULT NULL,
	depends_on		text[] DEFAULT NULL,
	branch_labels	text[] DEFAULT NULL,
	transactional	boolean DEFAULT NULL,
	force			boolean DEFAULT false,
	derive			boolean DEFAULT false,
	online			text DEFAULT NULL,
	online_downgrade text DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_edit(text, text, text, text, text[], text[], text[], boolean, boolean, boolean, text, text) IS
'changes parts of a revision (NULL leaves a part as it is) and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_remove(
	revision		text,
	force			boolean DEFAULT false)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_remove(text, boolean) IS
'removes a revision that nothing depends on and returns its identifier';

CREATE FUNCTION @extschema@.schemaver_upgrade(
	target			text DEFAULT 'head')
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_upgrade(text) IS
'runs the upgrade scripts that the target needs and returns the revisions in the order in which they ran';

CREATE FUNCTION @extschema@.schemaver_downgrade(
	target			text)
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_downgrade(text) IS
'runs the downgrade scripts of all that is above the target and returns the revisions in the order in which they ran';

CREATE FUNCTION @extschema@.schemaver_stamp(
	target			text,
	purge			boolean DEFAULT false)
RETURNS SETOF text
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_stamp(text, boolean) IS
'sets the version to the target without running scripts and returns the new version';

CREATE FUNCTION @extschema@.schemaver_stamp(
	targets			text[],
	purge			boolean DEFAULT false)
RETURNS SETOF text
AS 'MODULE_PATHNAME', 'schemaver_stamp_targets'
LANGUAGE C VOLATILE PARALLEL UNSAFE;

COMMENT ON FUNCTION @extschema@.schemaver_stamp(text[], boolean) IS
'sets the version to several targets without running scripts and returns the new version';
