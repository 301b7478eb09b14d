-- two unique constraints over the same columns, one of them with an index made before
-- @before
CREATE TABLE t (a integer, b integer, CONSTRAINT one UNIQUE (a, b));
-- @after
CREATE TABLE t (a integer, b integer, CONSTRAINT one UNIQUE (a, b));
ALTER TABLE t ADD CONSTRAINT two UNIQUE (a, b);
CREATE TABLE u (a integer, b integer, CONSTRAINT u1 UNIQUE (a) INCLUDE (b));
ALTER TABLE u ADD CONSTRAINT u2 UNIQUE (a) INCLUDE (b);
