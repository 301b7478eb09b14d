-- domains come and go
-- @before
CREATE DOMAIN gone AS text;
CREATE TABLE t (id integer, g gone);
-- @after
CREATE DOMAIN email AS varchar(100) COLLATE "C" DEFAULT 'nobody@' NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
CREATE TABLE t (id integer, e email, es email[]);
