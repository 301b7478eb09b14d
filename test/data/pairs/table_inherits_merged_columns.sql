-- a column that is both inherited and declared by the child itself
-- @before
CREATE TABLE p1 (a integer, b integer);
CREATE TABLE p2 (b integer, c integer);
CREATE TABLE child (b integer, d integer) INHERITS (p1, p2);
-- @after
CREATE TABLE p1 (a integer, b integer);
CREATE TABLE p2 (b integer, c integer, e integer);
CREATE TABLE child (b integer, d integer DEFAULT 1) INHERITS (p1, p2);
