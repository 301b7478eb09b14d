-- with and without time zone
-- @before
CREATE TABLE t (a timestamp NOT NULL DEFAULT now(), b timestamptz, c time, d date DEFAULT CURRENT_DATE);
CREATE INDEX t_a_idx ON t (a DESC NULLS LAST);
-- @after
CREATE TABLE t (a timestamptz NOT NULL DEFAULT now(), b timestamp, c timetz, d timestamp DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX t_a_idx ON t (a DESC NULLS LAST);
