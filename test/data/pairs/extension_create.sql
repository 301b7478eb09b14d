-- an extension comes, with a column of its type
-- @extension citext
-- @before
CREATE TABLE users (id integer PRIMARY KEY, email text);
-- @after
CREATE EXTENSION citext;
CREATE TABLE users (id integer PRIMARY KEY, email citext UNIQUE);
