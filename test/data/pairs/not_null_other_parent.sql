-- NOT NULL from a parent that a table leaves, for its own or another one
-- @since 18
-- @one_way
-- @not_back NOT NULL of column
-- @before
CREATE TABLE old_parent (a integer CONSTRAINT a_there NOT NULL, b integer NOT NULL);
CREATE TABLE new_parent (a integer NOT NULL, b integer);
CREATE TABLE leaves (a integer, b integer) INHERITS (old_parent);
CREATE TABLE changes (a integer, b integer) INHERITS (old_parent);
-- @after
CREATE TABLE old_parent (a integer CONSTRAINT a_there NOT NULL, b integer NOT NULL);
CREATE TABLE new_parent (a integer NOT NULL, b integer);
CREATE TABLE leaves (a integer NOT NULL, b integer CONSTRAINT b_there NOT NULL);
CREATE TABLE changes (a integer CONSTRAINT a_there NOT NULL, b integer) INHERITS (new_parent);
