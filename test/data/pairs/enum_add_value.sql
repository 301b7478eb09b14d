-- values are added at the end, before and after others
-- @keeps SELECT id, m::text FROM t ORDER BY m
-- @before
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE t (id integer, m mood NOT NULL DEFAULT 'ok');
CREATE INDEX t_m ON t (m);
-- @data
INSERT INTO t VALUES (1, 'happy'), (2, 'sad');
-- @after
CREATE TYPE mood AS ENUM ('terrible', 'sad', 'so-so', 'it''s ok', 'ok', 'happy', 'delighted', 'ecstatic');
CREATE TABLE t (id integer, m mood NOT NULL DEFAULT 'ok');
CREATE INDEX t_m ON t (m);
