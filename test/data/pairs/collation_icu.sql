-- collations of ICU, deterministic and not
-- @requires SELECT count(*) > 0 FROM pg_collation WHERE collprovider = 'i'
-- @before
CREATE COLLATION ci (PROVIDER = icu, LOCALE = 'und-u-ks-level2');
CREATE TABLE users (email text COLLATE ci UNIQUE);
-- @after
CREATE COLLATION ci (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE TABLE users (email text COLLATE ci UNIQUE);
