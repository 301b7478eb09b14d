-- a column that a child table defines, too, and that has no default although the parent has one
-- @before
CREATE TABLE other (id integer);
-- @after
CREATE TABLE other (id integer);
CREATE TABLE p (id integer NOT NULL DEFAULT 5, n integer DEFAULT 6, s serial);
CREATE TABLE c (id integer NOT NULL, n integer, s integer NOT NULL) INHERITS (p);
ALTER TABLE c ALTER id DROP DEFAULT, ALTER s DROP DEFAULT;
CREATE TABLE d (n integer) INHERITS (c);
ALTER TABLE d ALTER n DROP DEFAULT;
