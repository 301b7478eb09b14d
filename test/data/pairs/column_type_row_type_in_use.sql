-- another table has a column of the row type of the table that changes
-- @before
CREATE TABLE item (id integer, price integer);
CREATE TABLE history (at date, old item, olds item[]);
CREATE FUNCTION price(i item) RETURNS integer LANGUAGE sql AS 'SELECT i.price';
-- @after
CREATE TABLE item (id integer, price integer, label text);
CREATE TABLE history (at date, old item, olds item[]);
CREATE FUNCTION price(i item) RETURNS integer LANGUAGE sql AS 'SELECT i.price';
