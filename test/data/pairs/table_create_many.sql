-- tables that refer to each other, declared in the order that needs ALTER
-- @before
CREATE TABLE a (id integer PRIMARY KEY);
-- @after
CREATE TABLE z (id integer PRIMARY KEY, a_id integer);
CREATE TABLE m (id integer PRIMARY KEY, z_id integer REFERENCES z);
CREATE TABLE a (id integer PRIMARY KEY, m_id integer REFERENCES m);
ALTER TABLE z ADD FOREIGN KEY (a_id) REFERENCES a;
