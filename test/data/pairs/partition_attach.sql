-- a plain table becomes a partition, a partition a plain table; both keep their rows
-- @keeps SELECT id FROM a UNION SELECT id FROM b ORDER BY 1
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE a (id integer NOT NULL, k integer NOT NULL);
CREATE TABLE b PARTITION OF p FOR VALUES IN (2);
CREATE INDEX p_id ON p (id);
CREATE INDEX a_id_idx ON a (id);
-- @data
INSERT INTO a VALUES (1, 1);
INSERT INTO b VALUES (2, 2);
-- @after
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE a (id integer NOT NULL, k integer NOT NULL);
CREATE TABLE b (id integer NOT NULL, k integer NOT NULL);
CREATE INDEX p_id ON p (id);
CREATE INDEX a_id_idx ON a (id);
CREATE INDEX b_id_idx ON b (id);
ALTER TABLE p ATTACH PARTITION a FOR VALUES IN (1);
