-- a column with a sequence of its own goes while partitions come that never had it
-- @before
CREATE TABLE visit (id integer, number serial, day date) PARTITION BY LIST (day);
CREATE TABLE visit_1 PARTITION OF visit FOR VALUES IN ('2026-11-01');
-- @after
CREATE TABLE visit (id integer, day date, note text) PARTITION BY LIST (day);
CREATE TABLE visit_1 PARTITION OF visit FOR VALUES IN ('2026-11-01');
CREATE TABLE visit_2 PARTITION OF visit FOR VALUES IN ('2026-11-02');
