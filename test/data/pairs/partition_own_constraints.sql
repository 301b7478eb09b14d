-- partitions with constraints, defaults, indexes and options of their own
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, v text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p (CONSTRAINT own CHECK (id > 0), v DEFAULT 'one') FOR VALUES IN (1) WITH (fillfactor = 70);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE UNIQUE INDEX p1_id ON p1 (id);
-- @after
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, v text) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p (CONSTRAINT own CHECK (id > 10), v DEFAULT 'first' NOT NULL) FOR VALUES IN (1) WITH (fillfactor = 90);
CREATE TABLE p2 PARTITION OF p (id CONSTRAINT p_id_not_null NOT NULL, PRIMARY KEY (id), v DEFAULT 'two') FOR VALUES IN (2);
CREATE INDEX p1_v ON p1 (v) WHERE id > 5;
COMMENT ON TABLE p1 IS 'the first';
