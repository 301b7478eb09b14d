-- the parent drops a column that the child keeps as its own
-- @one_way
-- @not_back column "child.b" is declared to be inherited only, but has a definition of its own
-- @before
CREATE TABLE parent (a integer, b integer);
CREATE TABLE child (c integer) INHERITS (parent);
-- @after
CREATE TABLE parent (a integer);
CREATE TABLE child (b integer, c integer) INHERITS (parent);
