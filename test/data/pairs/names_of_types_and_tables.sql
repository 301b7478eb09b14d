-- a table, a column, a type, a function, an index and a constraint of the same name
-- @before
CREATE TABLE thing (thing integer);
-- @after
CREATE TABLE thing (thing integer CONSTRAINT thing CHECK (thing > 0));
CREATE FUNCTION thing(thing) RETURNS integer LANGUAGE sql AS 'SELECT ($1).thing';
CREATE FUNCTION thing() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA thing;
CREATE TABLE thing.thing (thing public.thing, things public.thing[]);
CREATE INDEX things ON thing.thing (things);
