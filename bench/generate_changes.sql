-- Changes of the schema that generate_model.sql makes, as DDL that follows it:
-- to as many of the n tables, which are far from each other.
\pset format unaligned
\pset tuples_only on
SELECT CASE number % 6
	WHEN 0 THEN format('ALTER TABLE t%s ADD COLUMN extra integer;', i)
	WHEN 1 THEN format('ALTER TABLE t%s ALTER COLUMN email SET DEFAULT %L;', i, 'x')
	WHEN 2 THEN format('DROP INDEX t%s_name_idx;', i)
	WHEN 3 THEN format('ALTER TABLE t%s ALTER COLUMN amount TYPE numeric(12,2);', i)
	WHEN 4 THEN format('CREATE TABLE n%1$s (id integer PRIMARY KEY, t_id integer REFERENCES t%1$s);', i)
	ELSE format('COMMENT ON COLUMN t%s.data IS %L;', i, 'what it has')
	END
FROM generate_series(0, :changes - 1) number,
	LATERAL (SELECT 2 + (number * 101) % (:n - 1) AS i) s;
