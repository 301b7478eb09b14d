-- operators that are there get a commutator, a negator and flags: of those that are there, that are new, that are made anew, that are but named, and in another schema
-- @superuser
-- @before
CREATE SCHEMA far;
CREATE FUNCTION eq(integer, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = length($2)';
CREATE FUNCTION eq(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 = length($1)';
CREATE FUNCTION eq2(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 = length($1)';
CREATE FUNCTION ne(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 <> length($1)';
CREATE FUNCTION same(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) = length($2)';
CREATE OPERATOR =#= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR =#= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR =##= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR =%= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR =%= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR =&= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR =|= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR far.=|= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR =~= (FUNCTION = same, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR =^= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR =@= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR !@= (FUNCTION = ne, LEFTARG = text, RIGHTARG = integer);
CREATE VIEW v AS SELECT 1 =#= 'x'::text AS a, 1 =##= 'x'::text AS b, 1 =%= 'x'::text AS c, 1 =&= 'x'::text AS d, 1 =|= 'x'::text AS e, 'x'::text =~= 'x'::text AS f, 'x'::text =^= 1 AS g;
-- @after
CREATE SCHEMA far;
CREATE FUNCTION eq(integer, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 = length($2)';
CREATE FUNCTION eq(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 = length($1)';
CREATE FUNCTION eq2(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 = length($1)';
CREATE FUNCTION ne(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $2 <> length($1)';
CREATE FUNCTION same(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) = length($2)';
CREATE OPERATOR =#= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = =#=);
CREATE OPERATOR =#= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = =#=);
CREATE OPERATOR =##= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = =##=);
CREATE OPERATOR =##= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = =##=);
CREATE OPERATOR =%= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = =%=);
CREATE OPERATOR =%= (FUNCTION = eq2, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = =%=);
CREATE OPERATOR =&= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = =&=);
CREATE OPERATOR =|= (FUNCTION = eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR(far.=|=));
CREATE OPERATOR far.=|= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.=|=));
CREATE OPERATOR =~= (FUNCTION = same, LEFTARG = text, RIGHTARG = text, COMMUTATOR = =~=, HASHES, MERGES);
CREATE OPERATOR =^= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, NEGATOR = !^=);
CREATE OPERATOR !^= (FUNCTION = ne, LEFTARG = text, RIGHTARG = integer, NEGATOR = =^=);
CREATE OPERATOR =@= (FUNCTION = eq, LEFTARG = text, RIGHTARG = integer, NEGATOR = !@=);
CREATE OPERATOR !@= (FUNCTION = ne, LEFTARG = text, RIGHTARG = integer, NEGATOR = =@=);
CREATE VIEW v AS SELECT 1 =#= 'x'::text AS a, 1 =##= 'x'::text AS b, 1 =%= 'x'::text AS c, 1 =&= 'x'::text AS d, 1 =|= 'x'::text AS e, 'x'::text =~= 'x'::text AS f, 'x'::text =^= 1 AS g;
