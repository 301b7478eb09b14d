-- operators that are but named are created, and the other way round
-- @superuser
-- @before
CREATE FUNCTION lt(text, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE FUNCTION gt(int, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > length($2)';
CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = int, FUNCTION = lt, COMMUTATOR = >>>, NEGATOR = >>=);
CREATE VIEW v AS SELECT 'x'::text <<< 3 AS less;
-- @after
CREATE FUNCTION lt(text, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE FUNCTION gt(int, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > length($2)';
CREATE OPERATOR <<< (LEFTARG = text, RIGHTARG = int, FUNCTION = lt, COMMUTATOR = >>>, NEGATOR = >>=);
CREATE OPERATOR >>> (LEFTARG = int, RIGHTARG = text, FUNCTION = gt, COMMUTATOR = <<<);
CREATE VIEW v AS SELECT 'x'::text <<< 3 AS less;
