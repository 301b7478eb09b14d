-- three tables refer to each other in a ring; all of it is new, or goes
-- @before
-- @after
CREATE TABLE departments (id integer PRIMARY KEY, head integer NOT NULL);
CREATE TABLE people (id integer PRIMARY KEY, department integer NOT NULL REFERENCES departments, desk integer);
CREATE TABLE desks (id integer PRIMARY KEY, owner integer REFERENCES people, department integer REFERENCES departments);
ALTER TABLE departments ADD FOREIGN KEY (head) REFERENCES people DEFERRABLE;
ALTER TABLE people ADD FOREIGN KEY (desk) REFERENCES desks;
