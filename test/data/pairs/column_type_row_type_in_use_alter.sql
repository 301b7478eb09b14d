-- the type of a column changes though another table stores its row type
-- @before
CREATE TABLE item (id integer, price integer);
CREATE TABLE history (at date, old item);
-- @after
CREATE TABLE item (id integer, price numeric);
CREATE TABLE history (at date, old item);
