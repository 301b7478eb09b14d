-- sequences that are beyond the bounds that they get: they change, and have no more numbers
-- @keeps SELECT true, true, true, true, true, true FROM t
-- @becomes SELECT (SELECT last_value = 2147483647 FROM t_a_seq), (SELECT last_value = 2147483647 FROM t_b_seq), (SELECT last_value = 32767 FROM t_c_seq), (SELECT last_value = 100 FROM t_d_seq), (SELECT last_value = -40 FROM down), (SELECT last_value = 8 AND NOT is_called FROM low) FROM t
-- @before
CREATE TABLE t (a bigserial, b bigint GENERATED ALWAYS AS IDENTITY, c serial, d bigint GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE down INCREMENT BY -1;
CREATE SEQUENCE low START WITH 10;
-- @data
INSERT INTO t DEFAULT VALUES;
SELECT setval('t_a_seq', 5000000000), setval('t_b_seq', 5000000000), setval('t_c_seq', 40000), setval('t_d_seq', 5000, false), setval('down', -50), setval('low', 5);
-- @after
CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY, c smallint GENERATED ALWAYS AS IDENTITY, d bigint NOT NULL);
CREATE SEQUENCE t_d_seq MAXVALUE 100;
ALTER TABLE t ALTER d SET DEFAULT nextval('t_d_seq');
ALTER SEQUENCE t_d_seq OWNED BY t.d;
CREATE SEQUENCE down INCREMENT BY -1 MINVALUE -40;
CREATE SEQUENCE low START WITH 10 MINVALUE 8;
