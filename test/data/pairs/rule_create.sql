-- rules come, change and go
-- @before
CREATE TABLE t (a integer, b text);
CREATE TABLE log (a integer, what text);
CREATE RULE gone AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE changes AS ON INSERT TO t DO ALSO INSERT INTO log VALUES (NEW.a, 'insert');
COMMENT ON RULE changes ON t IS 'a rule';
-- @after
CREATE TABLE t (a integer, b text);
CREATE TABLE log (a integer, what text);
CREATE RULE changes AS ON INSERT TO t WHERE NEW.a > 0 DO ALSO (INSERT INTO log VALUES (NEW.a, 'insert'); INSERT INTO log VALUES (0, 'it''s'));
CREATE RULE come AS ON UPDATE TO t WHERE OLD.b <> NEW.b DO INSTEAD UPDATE log SET a = NEW.a WHERE what = OLD.b;
COMMENT ON RULE changes ON t IS 'a rule, changed';
ALTER TABLE t DISABLE RULE come;
