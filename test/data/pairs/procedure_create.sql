-- procedures with INOUT and OUT parameters
-- @since 14
-- @before
CREATE PROCEDURE p(a integer, INOUT b integer) LANGUAGE plpgsql AS 'BEGIN b := a; END';
-- @after
CREATE PROCEDURE p(a integer, OUT b integer) LANGUAGE plpgsql AS 'BEGIN b := a; END';
CREATE PROCEDURE q(VARIADIC a text[]) LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN COMMIT; END';
