-- types, operators and operator classes of extensions in public, without a schema
-- @extension citext
-- @extension hstore
-- @extension pg_trgm
-- @before
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE t (id integer PRIMARY KEY, email citext, a hstore);
CREATE VIEW v AS SELECT id FROM t WHERE email = 'x'::citext AND a ? 'k';
-- @after
CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE t (id integer PRIMARY KEY, email citext NOT NULL DEFAULT 'nobody', a hstore, name text, emails citext[]);
CREATE INDEX t_name_trgm ON t USING gin (name gin_trgm_ops);
CREATE INDEX t_a ON t USING gist (a gist_hstore_ops(siglen = 32));
CREATE UNIQUE INDEX t_email ON t (email) WHERE email <> 'nobody';
CREATE VIEW v AS SELECT id, a -> 'k' AS k FROM t WHERE email = 'x'::citext AND a ? 'k' AND name % 'x';
CREATE FUNCTION find(citext) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t WHERE email = $1';
