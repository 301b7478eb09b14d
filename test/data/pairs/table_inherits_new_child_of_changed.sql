-- new children of tables whose columns change on the way
-- @before
CREATE TABLE parent (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE child (c integer) INHERITS (parent);
-- @after
CREATE TABLE parent (a integer, b text);
CREATE TABLE child (c date) INHERITS (parent);
CREATE TABLE other (d integer) INHERITS (parent);
CREATE TABLE grandchild (e date) INHERITS (child);
