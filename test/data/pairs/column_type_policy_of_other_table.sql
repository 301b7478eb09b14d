-- a policy of another table looks into the column that changes
-- @before
CREATE TABLE members (user_name text, team integer);
CREATE TABLE docs (id integer PRIMARY KEY, team integer);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_docs ON docs USING (team IN (SELECT m.team FROM members m WHERE m.user_name = CURRENT_USER));
-- @after
CREATE TABLE members (user_name varchar(63), team bigint);
CREATE TABLE docs (id integer PRIMARY KEY, team bigint);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_docs ON docs USING (team IN (SELECT m.team FROM members m WHERE m.user_name = CURRENT_USER));
