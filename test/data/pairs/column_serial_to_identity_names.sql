-- serial to identity and back, where sequences have other names, limits and users
-- @keeps SELECT count(*), max(id), max(other) FROM t
-- @before
CREATE SEQUENCE "My Numbers" START 100 INCREMENT 10;
CREATE TABLE t (id bigint NOT NULL DEFAULT nextval('"My Numbers"'), other integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME numbers START 7), UNIQUE (id), UNIQUE (other));
ALTER SEQUENCE "My Numbers" OWNED BY t.id;
CREATE VIEW v AS SELECT id FROM t;
-- @data
INSERT INTO t SELECT FROM generate_series(1, 5);
-- @after
CREATE TABLE t (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME numbers), other serial, UNIQUE (id), UNIQUE (other));
COMMENT ON SEQUENCE t_other_seq IS 'was numbers';
CREATE VIEW v AS SELECT id FROM t;
-- @data
INSERT INTO t SELECT FROM generate_series(1, 5);
