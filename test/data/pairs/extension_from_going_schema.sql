-- an extension for which no schema is named goes to that in which it would be
-- created, if the schema that it is in goes
-- @extension citext
-- @before
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE TABLE t (c ext.citext);
-- @after
CREATE EXTENSION citext;
CREATE TABLE t (c citext);
