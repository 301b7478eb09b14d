-- Online forms keep what their revision drops, and nothing else; no watch is in the way.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial, schemaver.trash RESTART IDENTITY;
SET client_min_messages = warning;
\pset null '-'
\set VERBOSITY terse
CREATE SCHEMA bin;
SET search_path = bin, public;
SET schemaver.trash = '30 days';
SET schemaver.online_min_size = 0;
CREATE FUNCTION kept() RETURNS TABLE (name text, rows bigint, kept bigint) LANGUAGE sql AS $$
	SELECT concat_ws('.', table_name, column_name), kept_rows,
		(SELECT count(*) FROM pg_class WHERE relnamespace = 'schemaver_trash'::regnamespace) FROM schemaver.trash ORDER BY id
$$;
CREATE TABLE t (id int PRIMARY KEY, gone text, n int);
INSERT INTO t SELECT i, 'g' || i, i FROM generate_series(1, 9) i;

-- a column that is dropped in the last phase is kept then, with what came before
SELECT schemaver_revision('shrink', 'ALTER TABLE bin.t DROP gone', 'ALTER TABLE bin.t ADD gone text', rev_id => 'shrink');
SELECT schemaver_edit('shrink', online => $$
-- phase: expand
ALTER TABLE bin.t ADD helper int;
-- phase: contract
ALTER TABLE bin.t DROP helper;
ALTER TABLE bin.t DROP gone;
$$, online_downgrade => $$
-- phase: expand
ALTER TABLE bin.t ADD gone text;
-- phase: validate
ALTER TABLE bin.t ADD CONSTRAINT c CHECK (gone IS NOT NULL) NOT VALID;
ALTER TABLE bin.t VALIDATE CONSTRAINT c;
-- phase: contract
ALTER TABLE bin.t DROP CONSTRAINT c;
$$);
CALL schemaver_deploy(until => 'contract');
SELECT * FROM kept();
UPDATE t SET gone = 'later' WHERE id = 3;
UPDATE t SET helper = 7;
CALL schemaver_deploy();
SELECT * FROM kept();
DELETE FROM t WHERE id = 9;
CALL schemaver_deploy('base', 'downgrade', until => 'validate');
SELECT * FROM t WHERE id > 7 OR id = 3 ORDER BY id;
SELECT * FROM kept();
UPDATE t SET gone = 'meanwhile' WHERE id = 8;
CALL schemaver_deploy('base', 'downgrade');
SELECT * FROM t WHERE id > 7 OR id = 3 ORDER BY id;

-- an undo that pauses before it adds the column
SELECT schemaver_edit('shrink', online_downgrade => $$
-- phase: expand
SELECT 1;
-- phase: swap
ALTER TABLE bin.t ADD gone text;
$$);
CALL schemaver_deploy();
CALL schemaver_deploy('base', 'downgrade', until => 'swap');
SELECT * FROM kept();
CALL schemaver_deploy('base', 'downgrade');
SELECT count(gone) FROM t;
SELECT * FROM kept();

-- a change of type by another column in its place keeps no column of its own
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('widen', 'ALTER TABLE bin.t ALTER n TYPE bigint', 'ALTER TABLE bin.t ALTER n TYPE int', rev_id => 'widen');
SELECT schemaver_online('widen') AS form \gset
SELECT :'form' ~ 'DROP COLUMN' AS drops_a_column;
CALL schemaver_deploy();
SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n';
SELECT sum(n) FROM t;
SELECT * FROM kept();

-- changes are denied, but those of the trash
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('all', 'DROP TABLE bin.t', 'CREATE TABLE bin.t (id int PRIMARY KEY, n bigint, gone text)', rev_id => 'all');
SELECT count(*) FROM schemaver_watch('deny');
CREATE TABLE denied ();
SELECT schemaver_upgrade();
SELECT * FROM kept();
SELECT schemaver_downgrade('base');
SELECT count(gone) FROM t;
SELECT schemaver_upgrade();
SELECT kind, identity, rows FROM schemaver_empty_trash('infinity');
SELECT * FROM kept();
SELECT count(*) FROM schemaver.ddl_log WHERE schema_name = 'schemaver_trash';
SELECT count(*) FROM schemaver_watch('off');
TRUNCATE schemaver.watch, schemaver.ddl_log;
DROP SCHEMA bin CASCADE;
