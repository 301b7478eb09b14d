-- children of a table with a generated column
-- @before
CREATE TABLE parent (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED);
-- @after
CREATE TABLE parent (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE child () INHERITS (parent);
CREATE TABLE merged (a integer NOT NULL, b integer) INHERITS (parent);
CREATE TABLE own (c integer GENERATED ALWAYS AS (a + 1) STORED) INHERITS (parent);
