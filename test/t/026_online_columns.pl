# Online forms of changes of columns: the statements are run one by one, on tables
# with rows that others change meanwhile, and all is as after the plain script, in
# the eyes of pg_dump and of whoever reads the rows; but for the places of columns.
#
#   make test-tap PROVE_TESTS=test/t/026_online_columns.pl CHANGES='key|view'
#
# CHANGES chooses changes by their names.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use SchemaDump qw(normalise_dump);
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('columns');
my $only = $ENV{CHANGES} // '';

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nwal_level = logical\nfsync = off");
$node->start;
$node->safe_psql('postgres', q{
CREATE EXTENSION schemaver;
CREATE ROLE reader;
DO $$
BEGIN
	IF to_regproc('schemaver_backfill') IS NULL THEN
		CREATE PROCEDURE schemaver_backfill(relation text, assignments text, condition text) LANGUAGE plpgsql AS
			'BEGIN EXECUTE format(''UPDATE %s SET %s WHERE %s'', relation, assignments, condition); END';
	END IF;
END
$$;
});
my $version = $node->safe_psql('postgres', 'SELECT current_setting($$server_version_num$$)::integer / 10000');

# What is in the schema: definitions, rows, and where sequences are.
sub state
{
	my ($ignored) = @_;
	my ($dump) = run_command([ 'pg_dump', '--schema-only', '-n', 'app', '-d', $node->connstr('postgres') ]);
	my $rows = $node->safe_psql('postgres', q{
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.rows(name regclass) RETURNS SETOF text LANGUAGE plpgsql AS
	'BEGIN RETURN QUERY EXECUTE format(''SELECT format(%L, (to_jsonb(whole) - %L::text[])::text) FROM ONLY %s whole ORDER BY 1'', name || '': %s'', ''} . ($ignored // '{}') . q{'', name); END';
SELECT pg_temp.rows(oid::regclass) FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' ORDER BY relname;
SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'app' ORDER BY 1;
});

	# the order of columns is that of their places
	$dump =~ s/^(CREATE STATISTICS .* ON )(.*)( FROM .*)/$1 . join(', ', sort split m{, }, $2) . $3/gme;
	return normalise_dump($dump) . "\n$rows\n";
}

# The lines that only one of two texts has.
sub difference
{
	my ($one, $other) = @_;
	my %in_one = map { $_ => 1 } split /\n/, $one;
	my %in_other = map { $_ => 1 } split /\n/, $other;

	return join('', map { "-$_\n" } grep { !$in_other{$_} } split /\n/, $one)
	  . join('', map { "+$_\n" } grep { !$in_one{$_} } split /\n/, $other);
}

sub begin
{
	my ($setup) = @_;

	$node->safe_psql('postgres', "SET client_min_messages = warning; DROP SCHEMA IF EXISTS app CASCADE; DROP PUBLICATION IF EXISTS pub; CREATE SCHEMA app; SET search_path = app, public; $setup");
	return;
}

sub run_script
{
	my ($script) = @_;
	my ($code, $stdout, $stderr) = $node->psql('postgres', $script, on_error_stop => 1,
		extra_params => ['-v', 'VERBOSITY=terse']);

	return $code == 0 ? '' : "$stderr\n$script";
}

# The online form of a script in the state that is there, and what is told of it.
sub derive
{
	my ($script) = @_;
	my ($code, $stdout, $stderr) = $node->psql('postgres', qq{
SET client_min_messages = warning;
TRUNCATE schemaver.revision, schemaver.applied, schemaver.log;
SELECT schemaver_revision('change', rev_id => 'change', upgrade => \$script\$$script\$script\$) IS NULL;
SET client_min_messages = notice;
SET schemaver.online_min_size = 0;
SELECT schemaver_online('change');
}, on_error_stop => 1);

	return ($stdout =~ s/^f\n?//r, $stderr);
}

# A change: "setup" makes tables in schema app; "up" and "down" are the scripts;
# "meanwhile" is done by others before the swap, "later" between it and the end.
sub test_change
{
	my ($name, %change) = @_;

	return if $name !~ /$only/;
	my @directions = defined $change{down} ? ('up', 'down') : ('up');

	subtest $name => sub {
		foreach my $direction (@directions)
		{
			my $before = $direction eq 'up' ? '' : "$change{up}; ";

			begin("$change{setup}; $before");
			my ($form, $told) = derive($change{$direction});
			my @parts = split /^(?=-- phase: )/m, $form;
			my $expected = $change{"not_$direction"};

			if (defined $expected)
			{
				like($told, $expected, "$direction: why not");
				next;
			}
			like($form, qr/^-- phase: backfill$/m, "$direction: form")
			  or diag($told), next;
			is($told, '', "$direction: nothing is told") unless $change{tells};
			my $problem = '';
			my $done = 0;
			foreach my $part (@parts)
			{
				my $phase = $part =~ /^-- phase: (\w+)$/m ? $1 : '';

				if ($phase eq 'validate' || ($phase eq 'swap' && !$done))
				{
					$problem .= run_script("SET search_path = app, public; $change{meanwhile}")
					  if defined $change{meanwhile};
					$done = 1;
				}
				$problem .= run_script("SET search_path = app, public; $change{later}")
				  if $phase eq 'contract' && defined $change{later};
				$problem .= run_script($part);
			}
			is($problem, '', "$direction: it runs") or next;
			my $online = state($change{ignored});

			begin("$change{setup}; $before" . ($change{meanwhile} // ''));
			is(run_script($change{$direction}), '', "$direction: the plain script runs");
			is(run_script("SET search_path = app, public; $change{later}"), '', "$direction: later")
			  if defined $change{later};
			my $plain = state($change{ignored});
			ok($online eq $plain, "$direction: as after the plain script")
			  or diag(difference($plain, $online), $form);
			is($node->safe_psql('postgres', "SET search_path = app, public; $change{check}"), 't', "$direction: check")
			  if defined $change{check} && $direction eq 'up';
		}
	};
	return;
}

my $keys = q{
CREATE TABLE t (id serial PRIMARY KEY, n int NOT NULL DEFAULT 5 CHECK (n > 0), note text);
CREATE TABLE o (id int PRIMARY KEY, t_id int NOT NULL, CONSTRAINT o_t FOREIGN KEY (t_id) REFERENCES t ON DELETE CASCADE);
CREATE INDEX o_t_id ON o (t_id);
INSERT INTO t (note) SELECT 'n' || g FROM generate_series(1, 20) g;
INSERT INTO o SELECT g, g FROM generate_series(1, 20) g;
};

test_change('a key and what refers to it',
	setup => $keys,
	up => 'ALTER TABLE app.t ALTER COLUMN id TYPE bigint; ALTER TABLE app.o ALTER COLUMN t_id TYPE bigint',
	down => 'ALTER TABLE app.t ALTER COLUMN id TYPE integer; ALTER TABLE app.o ALTER COLUMN t_id TYPE integer',
	meanwhile => q{INSERT INTO t (note) VALUES ('new'); INSERT INTO o (id, t_id) VALUES (100, 21); DELETE FROM t WHERE id = 3; UPDATE o SET t_id = 4 WHERE id = 5},
	later => q{INSERT INTO t (note) VALUES ('newer'); INSERT INTO o (id, t_id) VALUES (101, 22); DELETE FROM t WHERE id = 6});

test_change('a key whose foreign key is dropped and created',
	setup => $keys,
	up => q{ALTER TABLE app.o DROP CONSTRAINT o_t; ALTER TABLE app.t ALTER COLUMN id TYPE bigint;
ALTER TABLE app.o ALTER COLUMN t_id TYPE bigint; ALTER TABLE app.o ADD CONSTRAINT o_t FOREIGN KEY (t_id) REFERENCES app.t ON DELETE CASCADE},
	meanwhile => q{DELETE FROM t WHERE id = 3},
	later => q{DELETE FROM t WHERE id = 6});

test_change('one statement, several columns',
	setup => q{CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(10) NOT NULL, c timestamp, parent int REFERENCES t);
INSERT INTO t SELECT g, nullif(g, 7), g, '2024-01-01 12:00', nullif(g / 2, 0) FROM generate_series(1, 20) g},
	up => q{ALTER TABLE app.t ALTER COLUMN id TYPE bigint, ALTER COLUMN parent TYPE bigint, ALTER COLUMN a TYPE numeric(10,2), ALTER COLUMN b TYPE integer USING b::integer + 1, ALTER COLUMN c TYPE timestamptz USING c AT TIME ZONE 'UTC'},
	down => q{ALTER TABLE app.t ALTER COLUMN id TYPE int, ALTER COLUMN parent TYPE int, ALTER COLUMN a TYPE int, ALTER COLUMN b TYPE varchar(10) USING (b - 1)::text, ALTER COLUMN c TYPE timestamp USING c AT TIME ZONE 'UTC'},
	meanwhile => q{INSERT INTO t (id, b) VALUES (30, '3'); UPDATE t SET a = 8 WHERE id = 3; UPDATE t SET a = NULL WHERE id = 4});

test_change('what hangs on a column',
	setup => q{
CREATE TABLE t (id int PRIMARY KEY, n int GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 5), m int NOT NULL, k int, CONSTRAINT t_m UNIQUE (m, k), CONSTRAINT t_n CHECK (n > m));
CREATE INDEX t_expression ON t ((n + 1)) WHERE n > 3;
CREATE INDEX t_both ON t (k, n) INCLUDE (m);
CREATE STATISTICS t_s ON n, k FROM t;
COMMENT ON COLUMN t.n IS 'number';
COMMENT ON INDEX t_both IS 'both';
COMMENT ON CONSTRAINT t_n ON t IS 'check';
COMMENT ON CONSTRAINT t_m ON t IS 'unique';
GRANT SELECT (n), UPDATE (n) ON t TO reader;
GRANT SELECT ON t_n_seq TO reader;
COMMENT ON SEQUENCE t_n_seq IS 'numbers';
ALTER TABLE t ALTER COLUMN n SET STATISTICS 17, ALTER COLUMN n SET (n_distinct = 5);
ALTER TABLE t CLUSTER ON t_both;
ALTER TABLE t ADD CONSTRAINT t_nv CHECK (n < 1000) NOT VALID;
INSERT INTO t (id, m, k) SELECT g, g, g FROM generate_series(1, 20) g},
	up => 'ALTER TABLE app.t ALTER COLUMN n TYPE bigint, ALTER COLUMN m TYPE bigint',
	down => 'ALTER TABLE app.t ALTER COLUMN n TYPE integer, ALTER COLUMN m TYPE integer',
	meanwhile => q{INSERT INTO t (id, m) VALUES (50, 50)},
	later => q{INSERT INTO t (id, m) VALUES (51, 51)});

test_change('views and policies, which the script drops and creates',
	setup => q{
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id, n FROM t;
GRANT SELECT ON v TO reader;
CREATE POLICY p ON t USING (n > 3);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER r AFTER UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION f();
INSERT INTO t SELECT g, g FROM generate_series(1, 20) g},
	up => q{DROP VIEW app.v; DROP POLICY p ON app.t; DROP TRIGGER r ON app.t; ALTER TABLE app.t ALTER COLUMN n TYPE bigint;
CREATE TRIGGER r AFTER UPDATE OF n ON app.t FOR EACH ROW EXECUTE FUNCTION app.f(); CREATE POLICY p ON app.t USING (n > 3); CREATE VIEW app.v AS SELECT id, n FROM app.t; GRANT SELECT ON app.v TO reader},
	meanwhile => q{UPDATE t SET n = n + 1 WHERE id = 3; SELECT count(*) FROM v},
	later => q{UPDATE t SET n = n + 1 WHERE id = 4; SELECT count(*) FROM v});

test_change('triggers that change the column',
	setup => q{
CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, at int DEFAULT 0);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.n := NEW.n * 2; RETURN NEW; END';
CREATE TRIGGER zz BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
INSERT INTO t SELECT g, g FROM generate_series(1, 20) g},
	up => 'ALTER TABLE app.t ALTER COLUMN n TYPE bigint',
	meanwhile => q{INSERT INTO t (id, n) VALUES (30, 30)},
	later => q{INSERT INTO t (id, n) VALUES (31, 30)});

test_change('labels of a type that are removed',
	setup => q{CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int PRIMARY KEY, x e NOT NULL DEFAULT 'a');
CREATE INDEX t_x ON t (x) WHERE x = 'b'; INSERT INTO t SELECT g, 'b' FROM generate_series(1, 20) g},
	up => q{ALTER TYPE app.e RENAME TO e_old; CREATE TYPE app.e AS ENUM ('b', 'a'); DROP INDEX app.t_x;
ALTER TABLE app.t ALTER COLUMN x DROP DEFAULT, ALTER COLUMN x TYPE app.e USING x::text::app.e, ALTER COLUMN x SET DEFAULT 'a';
CREATE INDEX t_x ON app.t (x) WHERE x = 'b'; DROP TYPE app.e_old},
	meanwhile => q{INSERT INTO t (id) VALUES (30); UPDATE t SET x = 'a' WHERE id = 3},
	later => q{INSERT INTO t (id) VALUES (31); UPDATE t SET x = 'a' WHERE id = 4});

test_change('columns of a publication',
	setup => q{CREATE TABLE t (id int PRIMARY KEY, n int); CREATE PUBLICATION pub FOR TABLE t (id, n) WHERE (id > 3);
INSERT INTO t SELECT g, g FROM generate_series(1, 20) g},
	up => 'ALTER PUBLICATION pub DROP TABLE app.t; ALTER TABLE app.t ALTER COLUMN n TYPE bigint; ALTER PUBLICATION pub ADD TABLE app.t (id, n) WHERE (id > 3)') if $version >= 15;

test_change('a column with a computed default',
	setup => q{CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT g FROM generate_series(1, 20) g},
	up => 'ALTER TABLE app.t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN r float8 DEFAULT random(); COMMENT ON COLUMN app.t.u IS $$unique$$',
	meanwhile => 'INSERT INTO t (id) VALUES (30)',
	ignored => '{u,r}',
	check => 'SELECT count(DISTINCT u) = 21 AND count(DISTINCT r) = 21 FROM t');

test_change('numbered rows',
	setup => q{CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT g FROM generate_series(1, 20) g},
	up => 'ALTER TABLE app.t ADD COLUMN s bigserial, ADD COLUMN i int GENERATED BY DEFAULT AS IDENTITY (START WITH 10), ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY',
	ignored => '{s,i,a}',
	check => 'SELECT count(DISTINCT s) = 20 AND min(i) = 10 AND max(a) = 20 FROM t');

test_change('no form for what only a rewrite does',
	setup => q{CREATE TABLE t (id int PRIMARY KEY, n int, EXCLUDE (n WITH =)); INSERT INTO t VALUES (1, 1)},
	up => 'ALTER TABLE app.t ALTER COLUMN n TYPE bigint',
	not_up => qr/exclusion constraint/);

done_testing();
