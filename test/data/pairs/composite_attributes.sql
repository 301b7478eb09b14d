-- attributes come, change and go; nothing stores the type
-- @before
CREATE TYPE addr AS (street text, city varchar(20), zip integer);
CREATE FUNCTION show(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.street';
-- @after
CREATE TYPE addr AS (street text, city text, country char(2));
CREATE FUNCTION show(a addr) RETURNS text LANGUAGE sql AS 'SELECT a.street';
