-- extensions, and what needs them
-- @extension citext
-- @extension pgcrypto
-- @extension pg_trgm
-- @revision if not exists: ok
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE account (id integer PRIMARY KEY, login citext UNIQUE);
-- @downgrade
DROP TABLE account;
DROP EXTENSION citext;
-- @revision left: differs
-- @finds pgcrypto
CREATE EXTENSION IF NOT EXISTS pgcrypto;
ALTER TABLE account ADD COLUMN token text DEFAULT encode(gen_random_bytes(8), 'hex');
-- @downgrade
ALTER TABLE account DROP COLUMN token;
-- @revision twice: second upgrade fails
-- @finds pg_trgm
CREATE SCHEMA search;
CREATE EXTENSION pg_trgm SCHEMA search;
CREATE INDEX account_login ON account USING gin ((login::text) search.gin_trgm_ops);
-- @downgrade
DROP INDEX account_login;
-- @revision dropped: downgrade fails
DROP INDEX account_login;
DROP EXTENSION pg_trgm;
-- @downgrade
CREATE INDEX account_login ON account USING gin ((login::text) search.gin_trgm_ops);
-- @revision publication: ok
CREATE PUBLICATION accounts FOR TABLE account;
-- @downgrade
DROP PUBLICATION accounts;
-- @revision publication left: second upgrade fails
-- @finds more_accounts
CREATE PUBLICATION more_accounts FOR TABLE account;
-- @downgrade
COMMENT ON PUBLICATION more_accounts IS 'stays';
