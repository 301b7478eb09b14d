-- Views: replaced where the server can, with their options.
\pset format unaligned
\pset tuples_only on
\set pair `cat test/include/model_pair.sql`
SELECT $pair$
CREATE TABLE t (id bigint, a text, b varchar(5));
CREATE VIEW more AS SELECT id FROM t;
CREATE VIEW fewer AS SELECT id, a FROM t;
CREATE VIEW under AS SELECT id, b FROM t;
CREATE VIEW above AS SELECT b FROM under;
CREATE VIEW checked AS SELECT id FROM t WHERE id > 0 WITH CHECK OPTION;
CREATE VIEW aggregated AS SELECT count(*) AS id FROM t;
CREATE VIEW options WITH (security_barrier) AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
CREATE INDEX m_id ON m (id);
ALTER VIEW more ALTER COLUMN id SET DEFAULT 1;
COMMENT ON COLUMN more.id IS 'a number';
COMMENT ON VIEW above IS 'over another one';
$pair$ AS before, $pair$
CREATE TABLE t (id bigint, a text, b text);
CREATE VIEW more AS SELECT id, a FROM t;
CREATE VIEW fewer AS SELECT id FROM t;
CREATE VIEW under AS SELECT id, b FROM t;
CREATE VIEW above AS SELECT b FROM under;
CREATE VIEW checked AS SELECT count(*) AS id FROM t;
CREATE VIEW aggregated AS SELECT id FROM t WITH LOCAL CHECK OPTION;
CREATE VIEW options WITH (check_option = local) AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m WITH (fillfactor = 70, toast.autovacuum_enabled = false) AS SELECT id, a FROM t;
CREATE INDEX m_id ON m (id);
ALTER MATERIALIZED VIEW m ALTER COLUMN a SET STATISTICS 5;
ALTER VIEW more ALTER COLUMN id SET DEFAULT 2;
COMMENT ON COLUMN more.id IS 'a number';
COMMENT ON VIEW above IS 'over another one';
$pair$ AS after, 'INSERT INTO t VALUES (1, ''a'', ''b'');' AS data, 'TABLE pair.above;' AS query \gset
:pair
