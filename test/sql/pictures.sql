-- The graph as a picture.
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
\pset format unaligned
\pset tuples_only on
SELECT schemaver_graph() = '' AS empty;
INSERT INTO schemaver.revision (revision, message, down_revisions, depends_on, branch_labels, created_at) VALUES
	('a', 'base', '{}', '{}', '{}', '2026-01-01'),
	('b', E'three ways\nand a second line', '{a}', '{}', '{}', '2026-01-02'),
	('c1', 'left', '{b}', '{}', '{left,links}', '2026-01-03'),
	('c2', 'middle', '{b}', '{}', '{}', '2026-01-04'),
	('c3', 'right', '{b}', '{}', '{}', '2026-01-05'),
	('d1', 'left goes on', '{c1}', '{}', '{}', '2026-01-06'),
	('m', 'all together', '{d1,c2,c3}', '{}', '{}', '2026-01-07'),
	('n', 'on top <"\&> of it', '{m}', '{}', '{}', '2026-01-08'),
	('x', 'apart', '{}', '{}', '{apart}', '2026-01-09'),
	('y', 'needs it', '{x}', '{n}', '{}', '2026-01-10'),
	('z', 'alone', '{}', '{}', '{}', '2026-01-11');
SELECT count(*) FROM schemaver_stamp('{d1,c3}'::text[]);
DELETE FROM schemaver.applied WHERE revision = 'b';
SELECT schemaver_graph();
SELECT schemaver_graph('mermaid');
SELECT schemaver_graph(format => 'dot');
SELECT schemaver_graph('jpeg');
-- a line that ends next to one that continues
TRUNCATE schemaver.revision, schemaver.applied;
INSERT INTO schemaver.revision (revision, message, down_revisions, created_at) VALUES
	('a', 'goes on', '{}', '2026-01-01'),
	('b', 'ends', '{}', '2026-01-02'),
	('c', 'goes on', '{a}', '2026-01-03'),
	('d', 'ends', '{b}', '2026-01-04');
SELECT schemaver_graph();
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
