-- new columns, of which children have other defaults and NOT NULL
-- @before
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE parent (a integer);
CREATE TABLE child (b integer) INHERITS (parent);
CREATE TABLE grandchild (c integer) INHERITS (child);
-- @after
CREATE TABLE p (id integer NOT NULL, k integer NOT NULL, v text, w text DEFAULT 'w', x text NOT NULL DEFAULT 'all') PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p (v DEFAULT 'first' NOT NULL, w DEFAULT 'w1', x DEFAULT 'one') FOR VALUES IN (1) WITH (fillfactor = 90);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
ALTER TABLE p2 ALTER w DROP DEFAULT;
ALTER TABLE p1 ALTER v SET STATISTICS 5, ALTER v SET STORAGE EXTERNAL;
COMMENT ON COLUMN p1.v IS 'of the first';
CREATE TABLE parent (a integer, v text, w text DEFAULT 'w');
CREATE TABLE child (b integer) INHERITS (parent);
CREATE TABLE grandchild (c integer) INHERITS (child);
ALTER TABLE child ALTER v SET DEFAULT 'c', ALTER v SET NOT NULL, ALTER w DROP DEFAULT, ALTER v SET STATISTICS 7;
ALTER TABLE grandchild ALTER w SET DEFAULT 'g';
