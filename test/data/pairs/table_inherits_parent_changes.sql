-- columns of a parent come, change and go, and its children follow
-- @before
CREATE TABLE parent (a integer, b text, c integer DEFAULT 1, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE child (d date) INHERITS (parent);
CREATE TABLE grandchild (e date) INHERITS (child);
-- @after
CREATE TABLE parent (a bigint, c integer DEFAULT 2, f jsonb NOT NULL, CONSTRAINT positive CHECK (a > 1));
CREATE TABLE child (d date) INHERITS (parent);
CREATE TABLE grandchild (e date) INHERITS (child);
