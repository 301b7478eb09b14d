-- policies come and go, for each command
-- @before
CREATE TABLE t (id integer, owner name);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY gone ON t;
-- @after
CREATE TABLE t (id integer, owner name);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON t FOR SELECT TO app_reader, app_writer USING (true);
CREATE POLICY add ON t FOR INSERT TO app_writer WITH CHECK (owner = CURRENT_USER);
CREATE POLICY change ON t FOR UPDATE USING (owner = CURRENT_USER) WITH CHECK (id > 0);
CREATE POLICY remove ON t FOR DELETE TO CURRENT_USER USING (owner = CURRENT_USER);
CREATE POLICY "limit" ON t AS RESTRICTIVE USING (id < 1000);
COMMENT ON POLICY "limit" ON t IS 'not too many';
