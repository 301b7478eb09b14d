-- one table stops being of a type, another becomes one of it
-- @before
CREATE TYPE person AS (name text, born timestamp, email text);
CREATE TABLE a OF person (PRIMARY KEY (name), born DEFAULT now());
CREATE TABLE b (name text, other integer);
-- @after
CREATE TYPE person AS (name text, born timestamp, email text);
CREATE TABLE a (id integer NOT NULL, name varchar(10));
CREATE TABLE b OF person (born NOT NULL);
