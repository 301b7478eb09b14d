-- generated columns whose values are not stored
-- @since 18
-- @before
CREATE TABLE t (
    a integer,
    doubled integer GENERATED ALWAYS AS (a * 2) VIRTUAL,
    stays integer GENERATED ALWAYS AS (a + 1) VIRTUAL,
    becomes_stored integer GENERATED ALWAYS AS (a + 2) VIRTUAL,
    becomes_plain integer GENERATED ALWAYS AS (a + 3) VIRTUAL,
    becomes_virtual integer
);
-- @data
INSERT INTO t (a) VALUES (1), (2);
-- @after
CREATE TABLE t (
    a integer,
    doubled integer GENERATED ALWAYS AS (a * 3) VIRTUAL,
    stays integer GENERATED ALWAYS AS (a + 1) VIRTUAL,
    becomes_stored integer GENERATED ALWAYS AS (a + 2) STORED,
    becomes_plain integer,
    becomes_virtual integer GENERATED ALWAYS AS (a + 4) VIRTUAL NOT NULL
);
COMMENT ON COLUMN t.doubled IS 'three times';
