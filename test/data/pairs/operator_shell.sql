-- an operator names others that do not exist: what the server makes of them
-- goes with it, and so may the types and the schema
-- @superuser
-- @before
CREATE TABLE t (a int);
-- @after
CREATE TABLE t (a int);
CREATE SCHEMA "S";
CREATE TYPE "S".c AS (a int);
CREATE FUNCTION "S".lt("S".c, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT ($1).a < $2';
CREATE OPERATOR "S".<<< (LEFTARG = "S".c, RIGHTARG = int, FUNCTION = "S".lt,
	COMMUTATOR = OPERATOR("S".>>>), NEGATOR = OPERATOR("S".>>=));
