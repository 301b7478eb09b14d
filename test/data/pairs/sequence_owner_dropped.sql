-- the column that owns a sequence goes, the sequence stays for another
-- @before
CREATE TABLE t (id serial, other integer);
ALTER TABLE t ALTER other SET DEFAULT nextval('t_id_seq');
-- @after
CREATE SEQUENCE t_id_seq AS integer;
CREATE TABLE t (other integer DEFAULT nextval('t_id_seq'));
