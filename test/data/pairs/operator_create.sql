-- operators with their commutator, negator and estimators
-- @before
CREATE FUNCTION eq(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) = $2';
CREATE FUNCTION eq(integer, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($2) = $1';
CREATE FUNCTION ne(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) <> $2';
CREATE OPERATOR ## (FUNCTION = ne, LEFTARG = text, RIGHTARG = integer);
-- @after
CREATE FUNCTION eq(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) = $2';
CREATE FUNCTION eq(integer, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($2) = $1';
CREATE FUNCTION ne(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) <> $2';
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR === (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = ===);
CREATE OPERATOR !== (FUNCTION = ne, LEFTARG = text, RIGHTARG = integer, NEGATOR = ===);
CREATE VIEW v AS SELECT 'x'::text === 1 AS e;
COMMENT ON OPERATOR === (text, integer) IS 'as long as';
