-- a view becomes a materialized one, and the reverse, under another view
-- @before
CREATE TABLE t (id integer);
CREATE VIEW a AS SELECT id FROM t;
CREATE MATERIALIZED VIEW b AS SELECT id FROM t;
CREATE INDEX b_id ON b (id);
CREATE VIEW c AS SELECT a.id FROM a JOIN b USING (id);
-- @after
CREATE TABLE t (id integer);
CREATE MATERIALIZED VIEW a AS SELECT id FROM t;
CREATE VIEW b AS SELECT id FROM t;
CREATE UNIQUE INDEX a_id ON a (id);
CREATE VIEW c AS SELECT a.id FROM a JOIN b USING (id);
