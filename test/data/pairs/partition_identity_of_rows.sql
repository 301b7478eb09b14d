-- identity and serial of a new partitioned table, and of a new parent, begin after the rows of the tables that are attached
-- @keeps SELECT count(*), true, true, true FROM t1
-- @becomes SELECT count(*), nextval('t_id_seq') = 4, nextval('p_id_seq') = 9, nextval('q_id_seq') = 13 FROM t
-- @before
CREATE TABLE t1 (id integer NOT NULL, k integer);
CREATE TABLE c (id integer NOT NULL);
CREATE TABLE q (id integer NOT NULL, k integer) PARTITION BY LIST (k);
CREATE TABLE q_1 (id integer NOT NULL, k integer);
-- @data
INSERT INTO t1 VALUES (3, 1);
INSERT INTO c VALUES (8);
INSERT INTO q_1 VALUES (12, 1);
-- @after
CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, k integer) PARTITION BY LIST (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TABLE p (id serial);
CREATE TABLE c (id integer NOT NULL) INHERITS (p);
ALTER TABLE c ALTER id DROP DEFAULT;
CREATE TABLE q (id bigserial, k integer) PARTITION BY LIST (k);
CREATE TABLE q_1 PARTITION OF q FOR VALUES IN (1);
ALTER TABLE q_1 ALTER id DROP DEFAULT;
