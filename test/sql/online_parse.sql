-- What an online form may contain: groups, phases, statements.
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log, schemaver.model, schemaver.model_cache, schemaver.ignore, schemaver.verified;
\pset format unaligned
\pset tuples_only on
SELECT schemaver_revision('x', 'SELECT 1', rev_id => 'x');
-- each of these has a mistake
SELECT schemaver_edit('x', online => E'SELECT 1;\nBEGIN;\nSELECT 2;');
SELECT schemaver_edit('x', online => E'SELECT 1;\nCOMMIT;\nSELECT 2;');
SELECT schemaver_edit('x', online => 'BEGIN; SELECT 1; BEGIN; COMMIT');
SELECT schemaver_edit('x', online => 'SELECT 1; BEGIN; COMMIT');
SELECT schemaver_edit('x', online => 'BEGIN; VACUUM; COMMIT');
SELECT schemaver_edit('x', online => 'BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT');
SELECT schemaver_edit('x', online => $$BEGIN; CALL schemaver_backfill('t', 'a = 1'); COMMIT$$);
SELECT schemaver_edit('x', online => 'BEGIN; SELECT 1; ROLLBACK');
SELECT schemaver_edit('x', online => 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT');
SELECT schemaver_edit('x', online => 'SAVEPOINT s');
SELECT schemaver_edit('x', online => E'-- phase: expand\nSELECT 1;\n-- phase: extend\nSELECT 2');
SELECT schemaver_edit('x', online => E'-- phase: swap\nSELECT 1;\n-- phase: validate\nSELECT 2');
SELECT schemaver_edit('x', online => E'-- phase: swap\nSELECT 1;\n-- phase: swap\nSELECT 2');
SELECT schemaver_edit('x', online => E'SELECT 1;\n-- phase: expand\nSELECT 2');
SELECT schemaver_edit('x', online => E'BEGIN;\nSELECT 1;\n-- phase: swap\nSELECT 2;\nCOMMIT');
SELECT schemaver_edit('x', online => 'SELEC 1');
-- these have none
SELECT schemaver_edit('x', online => E'-- phase: backfill\nCALL schemaver_backfill(''t'', ''a = 1'');\n\n-- phase: contract\nBEGIN;\nSELECT 1;\n-- a comment\nSELECT $x$\n-- phase: nothing$x$;\nCOMMIT;\n/* -- phase: expand */ VACUUM;\n-- phase: nobody reads this');
SELECT schemaver_edit('x', online => '');
