-- defaults come, change and go
-- @before
CREATE TABLE t (a integer, b text DEFAULT 'old', c integer DEFAULT 3, d timestamptz DEFAULT now(), e text DEFAULT NULL);
-- @after
CREATE TABLE t (a integer DEFAULT 1, b text DEFAULT 'it''s new', c integer, d timestamptz DEFAULT (now() AT TIME ZONE 'UTC') + '1 day'::interval, e text DEFAULT CURRENT_USER);
