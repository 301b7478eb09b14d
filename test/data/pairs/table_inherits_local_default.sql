-- children with defaults, NOT NULL and constraints of their own
-- @before
CREATE TABLE parent (a integer DEFAULT 1, b integer);
CREATE TABLE child () INHERITS (parent);
-- @after
CREATE TABLE parent (a integer DEFAULT 1, b integer);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER a SET DEFAULT 5, ALTER b SET NOT NULL, ADD CONSTRAINT small CHECK (a < 10);
CREATE INDEX child_a_idx ON child (a);
