-- a base type made of functions of the server
-- @superuser
-- @before
-- @after
CREATE TYPE name2;
CREATE FUNCTION name2_in(cstring) RETURNS name2 LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION name2_out(name2) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE name2 (INPUT = name2_in, OUTPUT = name2_out, LIKE = text, CATEGORY = 'S', DEFAULT = 'x');
CREATE TABLE t (id integer, n name2, ns name2[]);
