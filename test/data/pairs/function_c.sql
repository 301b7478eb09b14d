-- functions in C, with a file and a symbol, and a support function
-- @superuser
-- @before
CREATE FUNCTION f() RETURNS trigger LANGUAGE c AS '$libdir/autoinc', 'autoinc';
CREATE FUNCTION s(integer) RETURNS boolean LANGUAGE internal IMMUTABLE AS 'int4_bool';
-- @after
CREATE FUNCTION f() RETURNS trigger LANGUAGE c STRICT AS '$libdir/moddatetime', 'moddatetime';
CREATE FUNCTION s(integer) RETURNS boolean LANGUAGE internal IMMUTABLE SUPPORT generate_series_int4_support AS 'int4_bool';
