# Rows for any schema: statements that fill its tables with a few rows and tell
# what is in them, and what may become of the rows.

package SchemaRows;

use strict;
use warnings;

use Exporter qw(import);
our @EXPORT_OK = qw(rows_functions compare_contents);

# Functions in pg_temp: fill() inserts rows into all tables that take them;
# contents() has a line for each table (its name, a tab, how many rows it has)
# and for each column (name and type, a tab, a digest of its values).  Those of a
# partitioned table begin with an asterisk.
sub rows_functions
{
	return <<'SQL';
CREATE FUNCTION pg_temp.value(type oid, typmod int, k int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t record;
	value text;
BEGIN
	SELECT * INTO t FROM pg_catalog.pg_type WHERE pg_type.oid = type;
	IF t.typtype = 'd' THEN
		value := pg_temp.value(t.typbasetype, t.typtypmod, k);
	ELSIF t.typtype = 'e' THEN
		SELECT quote_literal(l[1 + k % array_length(l, 1)]) INTO value
			FROM (SELECT array_agg(enumlabel ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = type) AS e (l);
	ELSIF t.typtype IN ('r', 'm') OR t.typcategory = 'A' THEN
		value := CASE WHEN t.typcategory = 'A' OR t.typtype = 'm' THEN $q$'{}'$q$ ELSE $q$'empty'$q$ END;
	ELSIF t.typcategory = 'N' THEN
		value := k::text;
	ELSIF t.typcategory = 'S' THEN
		value := quote_literal(k::text);
	ELSIF t.typcategory = 'B' THEN
		value := CASE WHEN k % 2 = 0 THEN 'true' ELSE 'false' END;
	ELSIF t.typcategory = 'D' THEN
		value := CASE WHEN t.typname LIKE 'time' || '%' AND t.typname NOT LIKE 'timestamp%' THEN quote_literal('12:00:' || 10 + k % 40)
			ELSE quote_literal(date '2020-01-01' + k) END;
	ELSIF t.typname IN ('json', 'jsonb') THEN
		value := quote_literal(format('{"a": %s}', k));
	ELSIF t.typname = 'uuid' THEN
		value := quote_literal(md5(k::text));
	ELSIF t.typname = 'bytea' THEN
		value := quote_literal('\x' || to_char(k, 'FM0000'));
	END IF;
	RETURN CASE WHEN value IS NULL THEN 'NULL' ELSE value || '::' || format_type(type, typmod) END;
END $$;
CREATE FUNCTION pg_temp.fill() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	t record;
	k int;
BEGIN
	FOREACH k IN ARRAY ARRAY[1, 2, 3, 5, 12, 25, 1] LOOP
		FOR t IN SELECT c.oid, c.oid::regclass AS name,
				string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
				string_agg(CASE WHEN d.oid IS NOT NULL AND a.attgenerated = '' AND pg_get_expr(d.adbin, c.oid) LIKE '%nextval%' THEN 'DEFAULT'
					ELSE pg_temp.value(a.atttypid, a.atttypmod, k) END, ', ' ORDER BY a.attnum) AS values
			FROM pg_catalog.pg_class c
			JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
			JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
				AND a.attgenerated = '' AND a.attidentity = ''
			LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
			WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'schemaver')
			GROUP BY c.oid ORDER BY c.oid
		LOOP
			BEGIN
				EXECUTE format('INSERT INTO %s (%s) VALUES (%s)', t.name, t.columns, t.values);
				SET CONSTRAINTS ALL IMMEDIATE;
			EXCEPTION WHEN OTHERS THEN
				NULL;	-- it does not take this row
			END;
		END LOOP;
	END LOOP;
END $$;
CREATE FUNCTION pg_temp.contents() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	t record;
	digest text;
BEGIN
	FOR t IN SELECT format('%I.%I', n.nspname, c.relname) AS name, a.attname,
			CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END AS only,
			CASE c.relkind WHEN 'p' THEN '*' ELSE '' END AS sign,
			format_type(a.atttypid, a.atttypmod) AS type
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			AND a.attgenerated = ''
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
		AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_partition_tree(c.oid) AS part
			JOIN pg_catalog.pg_class f ON f.oid = part.relid WHERE f.relkind = 'f')	-- the server may not reach it
		AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'schemaver')
		ORDER BY 1, 2
	LOOP
		IF t.attname IS NULL THEN
			CONTINUE;
		END IF;
		EXECUTE format('SELECT count(*)::text FROM %s%s', t.only, t.name) INTO digest;
		RETURN NEXT t.sign || t.name || E'\t' || digest;
		EXECUTE format('SELECT md5(string_agg(v, $x$,$x$ ORDER BY v COLLATE "C")) FROM (SELECT coalesce(%I::text, $x$NULL$x$) FROM %s%s) AS r (v)',
			t.attname, t.only, t.name) INTO digest;
		RETURN NEXT format('%s%s.%I %s', t.sign, t.name, t.attname, t.type) || E'\t' || coalesce(digest, '');
	END LOOP;
END $$;
SQL
}

# In what two answers of contents() differ, of what is in both of them; without
# what hazards tell: lines of an identity, a tab and codes.  A column of a child
# goes with that of its parent.
sub compare_contents
{
	my ($before, $after, $hazards) = @_;
	my %before = map { split /\t/, $_, 2 } split /\n/, $before;
	my %after = map { split /\t/, $_, 2 } split /\n/, $after;
	my @told = map { /^(.*)\t.*\bdata_loss\b/ ? $1 : () } split /\n/, $hazards;
	my %gone = map { (split /\./)[-1] => 1 } @told;
	my @left = grep { !/^\*/ && !exists $before{$_} } keys %after;    # with their rows
	my @problems;

	foreach my $name (sort grep { exists $after{$_} } keys %before)
	{
		next if $before{$name} eq $after{$name};
		next if grep { index($name =~ s/^\*//r, $_) == 0 } @told;
		next if $name =~ /^\*/ && (@told || @left);    # it may be a partition that loses them
		next if $name =~ /\.([^. ]+) / && $gone{$1};
		push @problems, "$name: $before{$name} became $after{$name}";
	}
	return @problems;
}

1;
