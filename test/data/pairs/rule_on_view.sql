-- rules that make a view writable, below which a column changes
-- @before
CREATE TABLE t (id integer PRIMARY KEY, a varchar(10));
CREATE VIEW v AS SELECT id, a FROM t;
CREATE RULE v_ins AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.id, NEW.a) RETURNING *;
CREATE RULE v_upd AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = NEW.a WHERE id = OLD.id;
-- @after
CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE RULE v_ins AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.id, NEW.a) RETURNING *;
CREATE RULE v_upd AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = NEW.a WHERE id = OLD.id;
