-- typed tables that are new with their type, with options on some of their columns
-- @before
-- @after
CREATE TYPE person AS (id integer, name text, born date);
CREATE TABLE a OF person (id NOT NULL);
CREATE TABLE b OF person (PRIMARY KEY (id), name DEFAULT '');
CREATE TABLE c OF person (name WITH OPTIONS NOT NULL DEFAULT 'x' UNIQUE, born CHECK (born > '1900-01-01'));
CREATE TABLE d OF person;
