-- the same objects declared in another order, and one more
-- @before
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a);
CREATE VIEW v AS SELECT b.id FROM b JOIN a ON a.id = b.a_id;
CREATE INDEX i1 ON a (id);
CREATE INDEX i2 ON b (a_id);
-- @after
CREATE TABLE b (id integer, a_id integer);
CREATE INDEX i2 ON b (a_id);
CREATE VIEW extra AS SELECT a_id FROM b;
CREATE TABLE a (id integer);
CREATE INDEX i1 ON a (id);
ALTER TABLE a ADD PRIMARY KEY (id);
CREATE VIEW v AS SELECT b.id FROM b JOIN a ON a.id = b.a_id;
ALTER TABLE b ADD PRIMARY KEY (id), ADD FOREIGN KEY (a_id) REFERENCES a;
