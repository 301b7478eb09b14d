-- no cast at all and another meaning: bytea to timestamp
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a bytea, b point);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a timestamp, b inet);
