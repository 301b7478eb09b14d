-- a partition leaves that has a disabled trigger, or becomes one
-- @before
CREATE TABLE p1 (a integer, b integer);
CREATE TABLE p2 (b integer, c integer);
CREATE TABLE child (b integer, d integer) INHERITS (p1, p2);
-- @after
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE p (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 3);
CREATE TABLE p2 (id integer, k integer);
CREATE TRIGGER t AFTER INSERT OR UPDATE ON p FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE p1 DISABLE TRIGGER t;
