-- enums come and go, with columns of theirs
-- @before
CREATE TYPE gone AS ENUM ('x');
CREATE TABLE t (id integer, g gone);
-- @after
CREATE TYPE come AS ENUM ('a', 'it''s', 'C d');
CREATE TYPE nothing AS ENUM ();
CREATE TABLE t (id integer, c come DEFAULT 'it''s', cs come[] NOT NULL DEFAULT '{a}');
