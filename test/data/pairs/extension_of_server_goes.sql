-- an extension goes along with the server that needed it
-- @superuser
-- @extension postgres_fdw
-- @before
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE remote (id bigint) SERVER elsewhere;
CREATE TABLE local (id integer);
-- @after
CREATE TABLE local (id integer);
