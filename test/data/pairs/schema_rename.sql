-- a schema is renamed, with all that is in it, by a marker; and a table and a function of it
-- @keeps SELECT id, k::text FROM s1.t ORDER BY id
-- @becomes SELECT id, k::text FROM s2.items ORDER BY id
-- @before
-- @renamed from=s2
CREATE SCHEMA s1;
CREATE TYPE s1.kind AS ENUM ('a', 'b');
-- @renamed from=s2.items
CREATE TABLE s1.t (id serial PRIMARY KEY, k s1.kind);
CREATE VIEW s1.v AS SELECT id FROM s1.t;
-- @renamed from=s2.g
CREATE FUNCTION s1.f(k s1.kind, s1.kind[], date) RETURNS text LANGUAGE sql AS 'SELECT k::text';
CREATE FUNCTION s1.tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON s1.t FOR EACH ROW EXECUTE FUNCTION s1.tr();
-- @data
INSERT INTO s1.t (k) VALUES ('a'), ('b');
-- @after
-- @renamed from=s1
CREATE SCHEMA s2;
CREATE TYPE s2.kind AS ENUM ('a', 'b');
-- @renamed from=s1.t
CREATE TABLE s2.items (id serial PRIMARY KEY, k s2.kind);
CREATE VIEW s2.v AS SELECT id FROM s2.items;
-- @renamed from=s1.f
CREATE FUNCTION s2.g(k s2.kind, s2.kind[], date) RETURNS text LANGUAGE sql AS 'SELECT k::text';
CREATE FUNCTION s2.tr() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON s2.items FOR EACH ROW EXECUTE FUNCTION s2.tr();
-- @data
INSERT INTO s2.items (k) VALUES ('a'), ('b');
