-- compression of columns
-- @since 14
-- @requires SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'
-- @before
CREATE TABLE t (a text, b text COMPRESSION pglz, c text COMPRESSION lz4);
-- @after
CREATE TABLE t (a text COMPRESSION lz4, b text, c text COMPRESSION pglz, d text COMPRESSION lz4);
