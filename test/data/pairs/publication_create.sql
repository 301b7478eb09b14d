-- publications come and go
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY);
CREATE PUBLICATION gone FOR TABLE t;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY);
CREATE PUBLICATION several FOR TABLE t, u WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION nothing;
COMMENT ON PUBLICATION several IS 'a publication';
