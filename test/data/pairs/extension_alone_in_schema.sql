-- an extension is the only thing in a schema
-- @extension citext
-- @extension hstore
-- @before
CREATE SCHEMA a;
CREATE EXTENSION citext SCHEMA a;
-- @after
CREATE SCHEMA b;
CREATE EXTENSION citext SCHEMA b;
CREATE SCHEMA "C";
CREATE EXTENSION hstore SCHEMA "C";
