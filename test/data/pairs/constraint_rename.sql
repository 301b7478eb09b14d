-- only the names of constraints differ
-- @keeps SELECT * FROM t
-- @before
CREATE TABLE t (id integer CONSTRAINT t_pk PRIMARY KEY, a integer CONSTRAINT t_a_uq UNIQUE, b integer CONSTRAINT t_b_ck CHECK (b > 0), c integer CONSTRAINT t_c_fk REFERENCES t);
-- @data
INSERT INTO t VALUES (1, 1, 1, 1);
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a integer UNIQUE, b integer CHECK (b > 0), c integer REFERENCES t);
