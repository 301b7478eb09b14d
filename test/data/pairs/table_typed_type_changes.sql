-- the type of a typed table gets an attribute
-- @before
CREATE TYPE person AS (name text, born date);
CREATE TABLE a OF person (PRIMARY KEY (name));
-- @after
CREATE TYPE person AS (name text, born timestamp, email text);
CREATE TABLE a OF person (PRIMARY KEY (name));
