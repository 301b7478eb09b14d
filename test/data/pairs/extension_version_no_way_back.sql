-- an extension gets a version from which there is no way back: that stays
-- @one_way
-- @extension pg_trgm
-- @preload CREATE EXTENSION pg_trgm VERSION '1.3'
-- @before
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE gone (a integer);
-- @after
CREATE EXTENSION IF NOT EXISTS pg_trgm VERSION '1.4';
CREATE TABLE come (a integer);
