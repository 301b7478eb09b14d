-- a foreign key to its own table, with the column it needs
-- @before
CREATE TABLE nodes (id integer PRIMARY KEY);
-- @after
CREATE TABLE nodes (id integer PRIMARY KEY, parent integer REFERENCES nodes ON DELETE CASCADE, root integer, FOREIGN KEY (root) REFERENCES nodes (id) DEFERRABLE INITIALLY DEFERRED);
