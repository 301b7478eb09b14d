-- properties of an operator that a view uses
-- @before
CREATE FUNCTION lt(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE FUNCTION lt2(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE OPERATOR <<<< (FUNCTION = lt, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR >>>> (FUNCTION = lt, LEFTARG = text, RIGHTARG = integer);
CREATE OPERATOR !! (FUNCTION = abs, RIGHTARG = integer);
CREATE VIEW v AS SELECT 'x'::text <<<< 1 AS e, 'x'::text >>>> 2 AS f;
-- @after
CREATE FUNCTION lt(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE FUNCTION lt2(text, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length($1) < $2';
CREATE OPERATOR <<<< (FUNCTION = lt, LEFTARG = text, RIGHTARG = integer, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR >>>> (FUNCTION = lt2, LEFTARG = text, RIGHTARG = integer);
CREATE VIEW v AS SELECT 'x'::text <<<< 1 AS e, 'x'::text >>>> 2 AS f;
