-- an extension moves to another schema
-- (a model that does not say where it is leaves it where it is)
-- @one_way
-- @extension pgcrypto
-- @before
CREATE SCHEMA ext;
CREATE EXTENSION pgcrypto;
CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), h bytea DEFAULT digest('x', 'sha256'));
-- @after
CREATE SCHEMA ext;
CREATE EXTENSION pgcrypto SCHEMA ext;
CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), h bytea DEFAULT ext.digest('x', 'sha256'));
