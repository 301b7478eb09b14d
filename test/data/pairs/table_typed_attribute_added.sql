-- a type gets attributes, and tables of it have them with NOT NULL, a default, storage, a comment and an index
-- @keeps SELECT count(*) FROM plain
-- @before
CREATE TYPE ct AS (a integer);
CREATE TABLE ty OF ct;
CREATE TABLE plain OF ct;
CREATE TABLE filled OF ct;
-- @data
INSERT INTO plain VALUES (1);
-- @after
CREATE TYPE ct AS (a integer, c date, d text);
CREATE TABLE ty OF ct (c WITH OPTIONS NOT NULL, d WITH OPTIONS DEFAULT 'x' CHECK (d <> ''));
ALTER TABLE ty ALTER d SET STORAGE EXTERNAL, ALTER c SET STATISTICS 5;
COMMENT ON COLUMN ty.c IS 'c of ty';
CREATE INDEX ty_d ON ty (d);
CREATE TABLE plain OF ct;
CREATE TABLE filled OF ct (c WITH OPTIONS UNIQUE, PRIMARY KEY (d));
-- @data
INSERT INTO plain VALUES (1);
