-- serial to bigserial: the sequence too, and the numbers go on
-- @keeps SELECT id::integer, last_value FROM t, t_id_seq
-- @before
CREATE TABLE t (id serial PRIMARY KEY, a text);
-- @data
INSERT INTO t (a) VALUES ('x'), ('y');
-- @after
CREATE TABLE t (id bigserial PRIMARY KEY, a text);
