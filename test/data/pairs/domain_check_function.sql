-- a function in the check of a domain, which the function itself takes
-- @before
-- @after
CREATE FUNCTION valid_code(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) = 5';
CREATE DOMAIN code AS text CHECK (valid_code(VALUE));
CREATE FUNCTION show_code(code) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
CREATE TABLE t (c code DEFAULT 'abcde', d text GENERATED ALWAYS AS (('x' || id::text)) STORED, id integer);
