-- the type of a column changes, with all that is called with rows of its table, and domains that have some by default
-- @since 14
-- @superuser
-- @before
CREATE TABLE item (id integer, price integer);
CREATE FUNCTION order_of(item, item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1.id - $2.id';
CREATE FUNCTION is_less(item, item) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1.id < $2.id';
CREATE FUNCTION add(integer, item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2.id';
CREATE FUNCTION id_of(item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION first_of(i item) RETURNS integer IMMUTABLE LANGUAGE sql RETURN (i).id;
CREATE OPERATOR <<< (FUNCTION = is_less, LEFTARG = item, RIGHTARG = item);
CREATE AGGREGATE total(item) (SFUNC = add, STYPE = integer, INITCOND = '0');
CREATE CAST (item AS integer) WITH FUNCTION id_of(item);
CREATE OPERATOR CLASS by_id FOR TYPE item USING btree AS OPERATOR 1 <<<, FUNCTION 1 order_of(item, item);
CREATE DOMAIN one AS item DEFAULT ROW(1, 2)::item;
CREATE DOMAIN two AS one DEFAULT ROW(3, 4)::item;
CREATE TABLE parent (a item, b two);
CREATE TABLE child (c item[]) INHERITS (parent);
CREATE INDEX by_a ON parent (a by_id);
CREATE VIEW v AS SELECT total(a) AS t, first_of((array_agg(a))[1]) AS f FROM parent;
-- @after
CREATE TABLE item (id integer, price numeric);
CREATE FUNCTION order_of(item, item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1.id - $2.id';
CREATE FUNCTION is_less(item, item) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1.id < $2.id';
CREATE FUNCTION add(integer, item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2.id';
CREATE FUNCTION id_of(item) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION first_of(i item) RETURNS integer IMMUTABLE LANGUAGE sql RETURN (i).id;
CREATE OPERATOR <<< (FUNCTION = is_less, LEFTARG = item, RIGHTARG = item);
CREATE AGGREGATE total(item) (SFUNC = add, STYPE = integer, INITCOND = '0');
CREATE CAST (item AS integer) WITH FUNCTION id_of(item);
CREATE OPERATOR CLASS by_id FOR TYPE item USING btree AS OPERATOR 1 <<<, FUNCTION 1 order_of(item, item);
CREATE DOMAIN one AS item DEFAULT ROW(1, 2)::item;
CREATE DOMAIN two AS one DEFAULT ROW(3, 4)::item;
CREATE TABLE parent (a item, b two);
CREATE TABLE child (c item[]) INHERITS (parent);
CREATE INDEX by_a ON parent (a by_id);
CREATE VIEW v AS SELECT total(a) AS t, first_of((array_agg(a))[1]) AS f FROM parent;
