-- an enum in a key that is referred to
-- @before
CREATE TYPE kind AS ENUM ('a', 'b', 'c');
CREATE TABLE kinds (k kind PRIMARY KEY, label text);
CREATE TABLE things (id integer, k kind DEFAULT 'a' REFERENCES kinds ON UPDATE CASCADE);
-- @after
CREATE TYPE kind AS ENUM ('b', 'a');
CREATE TABLE kinds (k kind PRIMARY KEY, label text);
CREATE TABLE things (id integer, k kind DEFAULT 'a' REFERENCES kinds ON UPDATE CASCADE);
