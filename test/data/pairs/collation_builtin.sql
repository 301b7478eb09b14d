-- collations of the server's own provider
-- @since 17
-- @before
CREATE COLLATION c (provider = builtin, locale = 'C');
CREATE COLLATION goes (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE t (a text COLLATE c);
-- @after
CREATE COLLATION c (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE t (a text COLLATE c);
