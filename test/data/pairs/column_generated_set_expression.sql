-- another expression for generated columns that views, indexes, checks and statistics rest on, of partitions and of children
-- @since 17
-- @keeps SELECT (SELECT string_agg(a::text, ' ' ORDER BY a) FROM t) || (SELECT string_agg(a::text, ' ' ORDER BY a) FROM part)
-- @before
CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED CHECK (g > 0), b text, h text GENERATED ALWAYS AS (upper(b)) STORED);
CREATE INDEX t_g ON t (g) WHERE g > 5;
CREATE VIEW v AS SELECT g, h FROM t;
CREATE STATISTICS s ON a, g FROM t;
COMMENT ON COLUMN t.g IS 'generated';
CREATE TABLE part (a integer, b integer, g integer GENERATED ALWAYS AS (a + b) STORED) PARTITION BY LIST (a);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE part_2 (a integer, b integer, g integer GENERATED ALWAYS AS (a - b) STORED);
ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES IN (2);
CREATE TABLE parent (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE child (c integer) INHERITS (parent);
CREATE TABLE other (g integer GENERATED ALWAYS AS (a * 7) STORED) INHERITS (parent);
CREATE TABLE changes (a integer, b integer, g integer GENERATED ALWAYS AS (a) STORED);
CREATE TABLE both_change (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE FUNCTION f1(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE TABLE calls (a integer, g integer GENERATED ALWAYS AS (f1(a)) STORED UNIQUE);
CREATE POLICY p ON calls USING (g > 1);
CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER t AFTER UPDATE OF g ON calls FOR EACH ROW EXECUTE FUNCTION fires();
CREATE TABLE refers (g integer REFERENCES calls (g));
-- @data
INSERT INTO t (a, b) VALUES (3, 'x'), (4, 'y');
INSERT INTO part VALUES (1, 1), (2, 1);
-- @after
CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (a * 3) STORED CHECK (g > 0), b text, h text GENERATED ALWAYS AS (lower(b)) STORED);
CREATE INDEX t_g ON t (g) WHERE g > 5;
CREATE VIEW v AS SELECT g, h FROM t;
CREATE STATISTICS s ON a, g FROM t;
COMMENT ON COLUMN t.g IS 'generated';
CREATE TABLE part (a integer, b integer, g integer GENERATED ALWAYS AS (a * b) STORED) PARTITION BY LIST (a);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
CREATE TABLE part_2 (a integer, b integer, g integer GENERATED ALWAYS AS (a / b) STORED);
ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES IN (2);
CREATE TABLE parent (a integer, g integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE TABLE child (c integer) INHERITS (parent);
CREATE TABLE other (g integer GENERATED ALWAYS AS (a * 8) STORED) INHERITS (parent);
CREATE TABLE changes (a integer, c integer, g bigint GENERATED ALWAYS AS (c) STORED);
CREATE TABLE both_change (a bigint, g integer GENERATED ALWAYS AS (a * 3) STORED);
CREATE FUNCTION f2(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE TABLE calls (a integer, g integer GENERATED ALWAYS AS (f2(a)) STORED UNIQUE);
CREATE POLICY p ON calls USING (g > 1);
CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER t AFTER UPDATE OF g ON calls FOR EACH ROW EXECUTE FUNCTION fires();
CREATE TABLE refers (g integer REFERENCES calls (g));
