-- two constraints of one table have each other's names
-- @before
CREATE TABLE t (a integer, b integer, CONSTRAINT one CHECK (a > 0), CONSTRAINT two CHECK (b > 0), CONSTRAINT three UNIQUE (a), CONSTRAINT four UNIQUE (b));
-- @after
CREATE TABLE t (a integer, b integer, CONSTRAINT two CHECK (a > 0), CONSTRAINT one CHECK (b > 0), CONSTRAINT four UNIQUE (a), CONSTRAINT three UNIQUE (b));
