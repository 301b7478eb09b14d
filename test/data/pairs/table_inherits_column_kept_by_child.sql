-- the parent drops a column that the child keeps as its own
-- @before
CREATE TABLE parent (a integer, b integer);
CREATE TABLE child (c integer) INHERITS (parent);
-- @after
CREATE TABLE parent (a integer);
CREATE TABLE child (b integer, c integer) INHERITS (parent);
