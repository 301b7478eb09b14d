-- a child that is new, with defaults and NOT NULL of its own
-- @before
CREATE TABLE parent (a integer DEFAULT 1, b integer, c integer NOT NULL);
-- @after
CREATE TABLE parent (a integer DEFAULT 1, b integer, c integer NOT NULL);
CREATE TABLE child (d integer) INHERITS (parent);
ALTER TABLE child ALTER a SET DEFAULT 5, ALTER b SET NOT NULL;
