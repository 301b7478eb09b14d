-- What was run of an online form is undone.
\pset format unaligned
\pset tuples_only on
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
SET client_min_messages = error;
SELECT schemaver_revision('table', 'CREATE TABLE undo_t (id int PRIMARY KEY, a int)', 'DROP TABLE undo_t', rev_id => 'r1');
SELECT schemaver_revision('more of it', 'ALTER TABLE undo_t ADD b int NOT NULL DEFAULT 0; CREATE INDEX undo_a ON undo_t (a)',
	'DROP INDEX undo_a; ALTER TABLE undo_t DROP b', rev_id => 'r2');
SELECT schemaver_edit('r2', online => $$
BEGIN;
ALTER TABLE undo_t ADD COLUMN b int;
ALTER TABLE undo_t ALTER COLUMN b SET DEFAULT 0;
COMMIT;
CREATE INDEX CONCURRENTLY undo_a ON undo_t (a);
-- phase: backfill
CALL schemaver_backfill('public.undo_t', 'b = 0', 'b IS NULL');
-- phase: validate
ALTER TABLE undo_t ADD CONSTRAINT undo_c CHECK (b IS NOT NULL) NOT VALID;
ALTER TABLE undo_t VALIDATE CONSTRAINT undo_c;
ALTER TABLE undo_t ALTER COLUMN no_such_column SET NOT NULL;
$$, online_downgrade => $$
DROP INDEX CONCURRENTLY undo_a;
SELECT 1/0;
ALTER TABLE undo_t DROP COLUMN b;
$$);
-- nothing to undo
SELECT schemaver_online_undo('r2');
CALL schemaver_deploy('r1');
INSERT INTO undo_t SELECT i, i FROM generate_series(1, 3) i;
CALL schemaver_deploy();
SELECT done, statements FROM schemaver.partial;
SELECT schemaver_online_undo('r2') AS undo \gset
\echo :undo
:undo
\d undo_t
SELECT count(*) FROM schemaver.partial;
SELECT * FROM undo_t ORDER BY id;

-- a downgrade that was begun
CALL schemaver_deploy(online => false);
CALL schemaver_deploy('r1', 'downgrade');
SELECT done, direction FROM schemaver.partial;
SELECT schemaver_online_undo('r2') AS undo \gset
\echo :undo
:undo
\d undo_t

-- what was run is not known any more
CALL schemaver_deploy('r1', 'downgrade');
SELECT schemaver_edit('r2', online_downgrade => '', force => true);
SELECT schemaver_online_undo('r2');

TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial;
DROP TABLE undo_t;
