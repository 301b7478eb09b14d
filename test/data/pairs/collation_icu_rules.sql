-- a collation with rules of its own
-- @since 16
-- @requires SELECT EXISTS (SELECT 1 FROM pg_collation WHERE collprovider = 'i')
-- @before
CREATE COLLATION r (provider = icu, locale = 'und', rules = '&a < g');
CREATE COLLATION plain (provider = icu, locale = 'und');
CREATE TABLE t (a text COLLATE r);
-- @after
CREATE COLLATION r (provider = icu, locale = 'und', rules = '&a < ''&''', deterministic = false);
CREATE COLLATION plain (provider = icu, locale = 'und', rules = '');
CREATE TABLE t (a text COLLATE r);
