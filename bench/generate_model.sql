-- The DDL of n tables, as a declared schema: each has ten columns, a primary
-- key, a check, a foreign key, and two indexes more.
\pset format unaligned
\pset tuples_only on
SELECT format($$
CREATE TABLE t%1$s (
	id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	parent_id integer%2$s,
	name varchar(100) NOT NULL,
	email text,
	amount numeric(10,2) DEFAULT 0 NOT NULL CHECK (amount >= 0),
	active boolean DEFAULT true NOT NULL,
	data jsonb,
	tags text[],
	created_at timestamptz DEFAULT now() NOT NULL,
	updated_at timestamptz
);
CREATE INDEX t%1$s_name_idx ON t%1$s (lower(name));
CREATE INDEX t%1$s_created_idx ON t%1$s (created_at) WHERE active;$$,
	i, CASE WHEN i > 1 THEN format(' REFERENCES t%s', 1 + (i - 1) / 2) END)
FROM generate_series(1, :n) i;
