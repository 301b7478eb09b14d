-- policies of two tables that look into each other, all new
-- @before
-- @after
CREATE TABLE a (id integer PRIMARY KEY, owner name);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY pa ON a USING (EXISTS (SELECT FROM b WHERE b.a_id = a.id));
CREATE POLICY pb ON b USING (EXISTS (SELECT FROM a WHERE a.id = b.a_id AND a.owner = CURRENT_USER));
