-- an existing table gets a parent, another loses its
-- @before
CREATE TABLE parent (a integer, b text);
CREATE TABLE one (a integer, b text, c date);
CREATE TABLE two (a integer, b text, d date) INHERITS (parent);
-- @after
CREATE TABLE parent (a integer, b text);
CREATE TABLE one (a integer, b text, c date);
ALTER TABLE one INHERIT parent;
CREATE TABLE two (a integer, b text, d date);
