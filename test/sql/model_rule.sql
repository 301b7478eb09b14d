-- Rules: replaced in place, and whether they are enabled.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE t (id integer, note text);
CREATE VIEW v AS SELECT id FROM t;
CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE many AS ON UPDATE TO v DO INSTEAD UPDATE t SET id = new.id WHERE id = old.id;
CREATE RULE tell AS ON INSERT TO t DO ALSO NOTIFY inserted;
ALTER TABLE t DISABLE RULE tell;
CREATE RULE "Old One" AS ON UPDATE TO t WHERE old.id < 0 DO INSTEAD NOTHING;
COMMENT ON RULE quiet ON t IS 'none are deleted';
$pair$ AS before, $pair$
CREATE TABLE t (id integer, note text);
CREATE VIEW v AS SELECT id FROM t;
CREATE RULE quiet AS ON DELETE TO t WHERE old.id > 0 DO INSTEAD NOTHING;
CREATE RULE many AS ON UPDATE TO v DO INSTEAD (UPDATE t SET id = new.id WHERE id = old.id; SELECT 1 AS one;);
CREATE RULE tell AS ON INSERT TO t DO ALSO NOTIFY inserted;
CREATE RULE vi AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.id);
COMMENT ON RULE vi ON v IS 'into the table';
ALTER TABLE t ENABLE ALWAYS RULE quiet;
$pair$ AS after, 'INSERT INTO t VALUES (1, ''one'');' AS data, 'SELECT * FROM pair.t;' AS query \gset
:pair
