-- typed tables, with constraints and defaults of their own
-- @before
CREATE TYPE person AS (name text, born date);
CREATE TABLE a OF person;
CREATE TABLE b (name text, born date);
-- @after
CREATE TYPE person AS (name text, born date);
CREATE TABLE a OF person (name NOT NULL, born DEFAULT '2000-01-01', CHECK (name <> ''));
CREATE TABLE b OF person;
CREATE TABLE c OF person (PRIMARY KEY (name));
