-- indexes keep their names and definitions, but are of other tables
-- @before
CREATE TABLE a (id integer, name text);
CREATE TABLE b (id integer, name text);
CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;
CREATE TABLE p (id integer, name text) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX swapped_1 ON a (name);
CREATE INDEX swapped_2 ON b (name);
CREATE UNIQUE INDEX referenced ON a (id);
CREATE INDEX of_view ON a (id);
COMMENT ON INDEX of_view IS 'moves on';
CREATE TABLE refers (id integer REFERENCES a (id));
-- @after
CREATE TABLE a (id integer, name text);
CREATE TABLE b (id integer, name text);
CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;
CREATE TABLE p (id integer, name text) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX swapped_1 ON b (name);
CREATE INDEX swapped_2 ON a (name);
CREATE UNIQUE INDEX referenced ON p (id);
CREATE INDEX of_view ON m (id);
COMMENT ON INDEX of_view IS 'moves on';
CREATE TABLE refers (id integer REFERENCES p (id));
