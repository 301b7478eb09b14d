-- a table stops being of a type, and the type is dropped
-- @before
CREATE TYPE person AS (name text, born date);
CREATE TABLE a OF person (PRIMARY KEY (name));
-- @after
CREATE TABLE a (name text PRIMARY KEY, born date);
