-- What names a revision, and what does not.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
INSERT INTO schemaver.revision (revision, message, down_revisions, branch_labels, created_at) VALUES
	('aa11', 'first', '{}', '{}', '2026-01-01'),
	('aa22', 'second', '{aa11}', '{}', '2026-01-02'),
	('bb33', 'left', '{aa22}', '{left}', '2026-01-03'),
	('bb44', 'more left', '{bb33}', '{}', '2026-01-04'),
	('cc55', 'right', '{aa22}', '{right_branch}', '2026-01-05'),
	('cc66', 'more right', '{cc55}', '{}', '2026-01-06'),
	('dé77', 'another base', '{}', '{übung}', '2026-01-07');

CREATE FUNCTION pg_temp.names(target text) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(revision, ' ' ORDER BY revision), '(base)') FROM schemaver_show(target) $$;

SELECT target, pg_temp.names(target) FROM unnest(ARRAY[
	'aa11', 'heads', 'base', 'current', 'left', 'righ', 'left@head', 'left@heads', 'right_branch@aa22',
	'bb44-1', 'bb44-2', 'bb44-4', 'aa22-1+1', 'left@base+1-1', 'left@base+3', 'left@base+2+1', 'left@aa22+2',
	'aa22@base', 'cc6', 'dé77', 'dé', 'übung', 'übu', 'übung@head', 'dé77@head']) target;

-- malformed (the hint is the same for all)
SELECT pg_temp.names('');
\set SHOW_CONTEXT never
SELECT pg_temp.names(' aa11');
SELECT pg_temp.names('aa 11');
SELECT pg_temp.names(E'aa11\n');
SELECT pg_temp.names('@');
SELECT pg_temp.names('@head');
SELECT pg_temp.names('left@');
SELECT pg_temp.names('left@aa22@aa11');
SELECT pg_temp.names('aa11+');
SELECT pg_temp.names('aa11-x');
SELECT pg_temp.names('+0');
SELECT pg_temp.names('-0');
SELECT pg_temp.names('aa11+1x');
SELECT pg_temp.names('+-1');
SELECT pg_temp.names('+1@left');
SELECT pg_temp.names('aa11:aa22');
SELECT pg_temp.names('aa11,aa22');
SELECT pg_temp.names('HEAD');

-- unknown
SELECT pg_temp.names('zz');
SELECT pg_temp.names(repeat('x', 1000));
SELECT pg_temp.names(repeat('é', 1000));
SELECT pg_temp.names('nosuch@head');
SELECT pg_temp.names('left@cc55');
SELECT pg_temp.names('left@zz');
SELECT pg_temp.names('left@cc6');
SELECT pg_temp.names('aa11-2');
SELECT pg_temp.names('bb44+1');
SELECT pg_temp.names('aa11+999999999999999999999999');
SELECT pg_temp.names('base-1');

-- ambiguous
SELECT pg_temp.names('aa');
SELECT pg_temp.names('head');
\echo :LAST_ERROR_SQLSTATE
SELECT pg_temp.names('aa22@head');
SELECT pg_temp.names('aa22+1');
SELECT pg_temp.names('base+1');
SELECT pg_temp.names('heads-1');
SELECT schemaver_revision('joins', rev_id => 'join', head => '{bb44,cc66}');
SELECT pg_temp.names('join-1');

-- unless one of the parents is below another one
BEGIN;
SELECT schemaver_revision('joins one below the other', rev_id => 'over', head => '{bb33,aa22}', splice => true);
SELECT pg_temp.names('over-1'), pg_temp.names('over-2');
ROLLBACK;

-- relative to the version
SELECT pg_temp.names('+1');
SELECT schemaver_stamp('aa22');
SELECT pg_temp.names('-1'), pg_temp.names('left@+1'), pg_temp.names('current'), pg_temp.names('current-1');
SELECT pg_temp.names('+1');
SELECT schemaver_stamp('{bb33,cc55}'::text[]);
SELECT pg_temp.names('current'), pg_temp.names('left@current'), pg_temp.names('left@-1'), pg_temp.names('cc66@+1');
SELECT pg_temp.names('-1');
SELECT pg_temp.names('current-1');

-- a target means the same everywhere
SELECT count(*) FROM schemaver_upgrade('left@head');
SELECT schemaver_stamp('bb33');
SELECT count(*) FROM schemaver_upgrade('-1');
SELECT count(*) FROM schemaver_upgrade('left@-1');
SELECT count(*) FROM schemaver_downgrade('left@+1');
SELECT count(*) FROM schemaver_upgrade('aa11:head');
SELECT count(*) FROM schemaver_downgrade('head:base');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
