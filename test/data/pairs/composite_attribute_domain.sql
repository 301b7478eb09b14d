-- a type that columns have gets an attribute of a domain, and an unused one gets one, too
-- @before
CREATE DOMAIN given AS integer NOT NULL DEFAULT 1;
CREATE DOMAIN any_integer AS integer;
CREATE TYPE stored AS (a integer);
CREATE TYPE loose AS (a integer);
CREATE TABLE t (x stored);
CREATE FUNCTION f(loose) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- @after
CREATE DOMAIN given AS integer NOT NULL DEFAULT 1;
CREATE DOMAIN any_integer AS integer;
CREATE TYPE stored AS (a integer, b any_integer);
CREATE TYPE loose AS (a integer, b given);
CREATE TABLE t (x stored);
CREATE FUNCTION f(loose) RETURNS integer LANGUAGE sql AS 'SELECT 1';
