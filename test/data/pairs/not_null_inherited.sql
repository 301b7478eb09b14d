-- NOT NULL of parents, and of children besides
-- @since 18
-- @before
CREATE TABLE parent (a integer NOT NULL, b integer, c integer CONSTRAINT c_there NOT NULL, d integer);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER COLUMN b SET NOT NULL;
CREATE TABLE grandchild (e integer NOT NULL) INHERITS (child);
CREATE TABLE other (a integer NOT NULL, x integer NOT NULL);
-- @after
CREATE TABLE parent (a integer, b integer, c integer CONSTRAINT c_here NOT NULL, d integer CONSTRAINT d_there NOT NULL);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER COLUMN a SET NOT NULL;
CREATE TABLE grandchild (e integer) INHERITS (child);
CREATE TABLE other (a integer, x integer NOT NULL);
CREATE TABLE newborn (y integer NOT NULL) INHERITS (other);
ALTER TABLE newborn ALTER COLUMN x SET NOT NULL;
CREATE TABLE named (CONSTRAINT x_is_there NOT NULL x, PRIMARY KEY (a)) INHERITS (other);
CREATE TYPE row_type AS (a integer, b text);
CREATE TABLE typed OF row_type (b WITH OPTIONS CONSTRAINT b_there NOT NULL, a WITH OPTIONS NOT NULL);
