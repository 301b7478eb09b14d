-- views on views on a column whose type changes, with all that hangs on them
-- @before
CREATE TABLE t (id integer PRIMARY KEY, price numeric(8, 2));
CREATE VIEW v1 WITH (security_barrier) AS SELECT id, price FROM t;
CREATE VIEW v2 AS SELECT id, price * 2 AS twice FROM v1;
CREATE VIEW v3 AS SELECT v2.twice, v1.price FROM v2 JOIN v1 USING (id);
CREATE MATERIALIZED VIEW m AS SELECT sum(twice) AS total FROM v3;
CREATE UNIQUE INDEX m_total_idx ON m (total);
CREATE VIEW v4 AS SELECT total FROM m;
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER v1_insert INSTEAD OF INSERT ON v1 FOR EACH ROW EXECUTE FUNCTION skip();
CREATE RULE v2_delete AS ON DELETE TO v2 DO INSTEAD DELETE FROM t WHERE id = OLD.id;
ALTER VIEW v1 ALTER COLUMN price SET DEFAULT 1;
GRANT SELECT (price) ON v1 TO app_reader;
COMMENT ON VIEW v3 IS 'third';
COMMENT ON INDEX m_total_idx IS 'on a materialized view';
COMMENT ON TRIGGER v1_insert ON v1 IS 'does nothing';
-- @after
CREATE TABLE t (id integer PRIMARY KEY, price numeric(12, 4));
CREATE VIEW v1 WITH (security_barrier) AS SELECT id, price FROM t;
CREATE VIEW v2 AS SELECT id, price * 2 AS twice FROM v1;
CREATE VIEW v3 AS SELECT v2.twice, v1.price FROM v2 JOIN v1 USING (id);
CREATE MATERIALIZED VIEW m AS SELECT sum(twice) AS total FROM v3;
CREATE UNIQUE INDEX m_total_idx ON m (total);
CREATE VIEW v4 AS SELECT total FROM m;
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER v1_insert INSTEAD OF INSERT ON v1 FOR EACH ROW EXECUTE FUNCTION skip();
CREATE RULE v2_delete AS ON DELETE TO v2 DO INSTEAD DELETE FROM t WHERE id = OLD.id;
ALTER VIEW v1 ALTER COLUMN price SET DEFAULT 1;
GRANT SELECT (price) ON v1 TO app_reader;
COMMENT ON VIEW v3 IS 'third';
COMMENT ON INDEX m_total_idx IS 'on a materialized view';
COMMENT ON TRIGGER v1_insert ON v1 IS 'does nothing';
