-- a table with two hundred columns, of which every kind changes
-- @before
DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg('c' || n || CASE n % 3 WHEN 0 THEN ' text' WHEN 1 THEN ' integer DEFAULT ' || n ELSE ' numeric NOT NULL' END, ', ' ORDER BY n) FROM generate_series(1, 200) n) || ')'; END $$;
-- @after
DO $$ BEGIN EXECUTE 'CREATE TABLE wide (' || (SELECT string_agg('c' || n || CASE n % 3 WHEN 0 THEN ' text NOT NULL' WHEN 1 THEN ' bigint' ELSE ' numeric(10, 2)' END, ', ' ORDER BY n) FROM generate_series(1, 210) n WHERE n % 7 > 0) || ')'; END $$;
