# What psql reads: scripts that stand in for a run, and dumps.  They mean what
# they meant to the session that wrote them, whatever is set where they are run,
# and nothing in them is a command to psql.

use strict;
use warnings;

use File::Temp qw(tempdir);

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('offline_trust');
$node->init(extra => ['--locale=C', '--encoding=UTF8']);
$node->start;

my $base = tempdir(CLEANUP => 1);
my $flag = "$base/run";

# Run a script by psql; nothing that is in it may run on this machine.
sub run_script
{
	my ($database, $script, $name, @options) = @_;
	my $file = "$base/script.sql";
	my ($stdout, $stderr);

	open(my $handle, '>:raw', $file) or die "could not write $file: $!";
	print $handle $script;
	close $handle;
	my $success = IPC::Run::run(
		[ 'psql', '-X', '-q', '-A', '-t', @options, '-d', $node->connstr($database), '-f', $file ],
		'<', \'', '>', \$stdout, '2>', \$stderr);
	ok(!-e $flag, "$name: no command was run");
	unlink $flag;
	return ($success, $stdout, $stderr);
}

sub answer
{
	my ($database, $query, @options) = @_;
	my ($stdout, $stderr);

	IPC::Run::run(
		[ 'psql', '-X', '-q', '-A', '-t', @options, '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-c', $query ],
		'<', \'', '>', \$stdout, '2>', \$stderr)
	  or die "$query: $stderr";
	return $stdout;
}

# True before 19, where strings need not conform to the standard.
my $old = $node->safe_psql('postgres', 'SHOW server_version_num') < 190000;

# The attack must be one: written as plain text, it would run a command.
SKIP:
{
	skip 'strings always conform to the standard', 1 unless $old;
	answer('postgres', 'ALTER DATABASE postgres SET standard_conforming_strings = off');
	open(my $handle, '>:raw', "$base/plain.sql") or die;
	print $handle "SELECT '\\', '; \\! touch $flag # ';\n";
	close $handle;
	IPC::Run::run([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-f', "$base/plain.sql" ],
		'<', \'', '>', \my $stdout, '2>', \my $stderr);
	ok(-e $flag, 'as plain text, the attack runs a command');
	unlink $flag;
	answer('postgres', 'ALTER DATABASE postgres RESET standard_conforming_strings');
}

# ----------
# Scripts
# ----------
my $command = "\\! touch $flag";
my $japanese = "\xe3\x81\x82";
my @scripts = (
	[ 'strings that end in a backslash', "INSERT INTO t VALUES ('\\'), ('; $command # ')" ],
	[ 'a string over two lines', "INSERT INTO t VALUES (E'a'\n'b\\'), (''; $command # ')" ],
	[ 'a name with a backslash', "CREATE TABLE \"x\\\" (\"; $command\n\" integer); INSERT INTO t SELECT relname FROM pg_class WHERE relname ~ '^x'" ],
	[ 'a comment', "INSERT INTO t VALUES ('a') -- '\\\n/* ' $command\n */; INSERT INTO t VALUES ('b')" ],
	[ 'the body of a function', "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS \$sv\$ SELECT '\\' || '; $command # ' \$sv\$; INSERT INTO t SELECT prosrc FROM pg_proc WHERE proname = 'f'" ],
	[ 'a tag at the end', "INSERT INTO t VALUES ('\\'); INSERT INTO t VALUES (\$\$\$sv\$\$) -- \$sv" ],
	[ 'a function that is called BEGIN', "SELECT set_config('standard_conforming_strings', 'off', false); CREATE FUNCTION begin() RETURNS integer LANGUAGE sql AS 'SELECT 1'; INSERT INTO t VALUES ('\\'), ('; $command # ')", $old ],
	[ 'a function that changes how strings are read', "SELECT set_config('standard_conforming_strings', 'off', false); INSERT INTO t VALUES ('\\'), ('; $command # ')", $old ],
	[ 'SET of how strings are read', "SET standard_conforming_strings = off; INSERT INTO t VALUES ('\\'), ('; $command # ')", $old ],
	[ 'a function that changes the encoding', "SELECT set_config('client_encoding', 'SJIS', false); INSERT INTO t VALUES ('$japanese'), ('; $command # '); INSERT INTO t VALUES ('$japanese'), ('\\'), ('; $command # ')" ],
	[ 'SET NAMES', "SET NAMES 'SJIS'; INSERT INTO t VALUES ('x$japanese'), ('; -- ')" ],
	[ 'the bounds of a slice', 'INSERT INTO t SELECT (ARRAY[1, 2, 3])[1:n]::text FROM (SELECT 2) x (n); INSERT INTO t SELECT (ARRAY[1, 2, 3])[1:"n"]::text FROM (SELECT 2) x (n); INSERT INTO t SELECT (ARRAY[1, 2, 3])[1:2][:]::text; ' ],
	[ 'times, and casts', "INSERT INTO t VALUES ('12:30'::time without time zone::text), (':n :''n'' :\"n\" :{?n}')" ],
	[ 'settings', "SET search_path = pg_catalog; SET my.own = 'x\\'; INSERT INTO public.t SELECT current_setting('my.own'); RESET ALL; SELECT count(*) FROM t" ],
	[ 'a date', "INSERT INTO t SELECT ('01/02/2026'::date + 1)::text" ],
);
my @other_settings = ('backslash_quote = off', "DateStyle = 'SQL, DMY'", 'check_function_bodies = off');

push @other_settings, 'standard_conforming_strings = off' if $old;
answer('postgres', "CREATE DATABASE $_") foreach qw(online reader odd);
answer('postgres', "ALTER DATABASE odd SET $_") foreach @other_settings;
answer('online', 'CREATE EXTENSION schemaver; CREATE TABLE t (v text)');

# A database in which nothing is left of what was run before
sub clean
{
	my ($database) = @_;

	answer($database, 'SET client_min_messages = warning; DROP EXTENSION IF EXISTS schemaver CASCADE;
		DROP SCHEMA IF EXISTS public, evil, s CASCADE; CREATE SCHEMA public; CREATE TABLE public.t (v text)');
}

for my $case (@scripts)
{
	my ($name, $text, $runs_here) = @$case;

	next unless $runs_here // 1;
	answer('online', 'TRUNCATE t, schemaver.revision, schemaver.applied');
	answer('online', "SELECT schemaver_revision(concat('first', chr(10), \$_\$$command\$_\$), rev_id => 'r', upgrade => \$_\$$text\$_\$)");
	my $script = answer('online', "SELECT schemaver_upgrade_sql('head')");

	answer('online', "SELECT schemaver_upgrade('head')");
	my $expected = answer('online', 'SELECT v FROM t ORDER BY v COLLATE "C"');
	isnt($expected, "\n", "$name: there is something to compare");

	for my $database ('reader', 'odd')
	{
		clean($database);
		my ($success, $stdout, $stderr) = run_script($database, $script, "$name, $database",
			'-v', "n=2] $command # ", '-v', 'AUTOCOMMIT=off');
		ok($success, "$name, $database: it runs") or diag($stderr, $script);
		is(answer($database, 'SELECT v FROM t ORDER BY v COLLATE "C"'), $expected, "$name, $database: it means the same")
		  or diag($script);
		is(answer($database, 'SELECT version, state FROM schemaver_status()'), "{r}|current\n", "$name, $database: it is on record");
	}
}

# ----------
# What cannot run in a transaction
# ----------
answer('online', "TRUNCATE t, schemaver.revision, schemaver.applied;
	SELECT schemaver_revision('index', rev_id => 'r', transactional => false, upgrade => \$_\$CREATE INDEX CONCURRENTLY i ON t (v) WHERE v <> '\\'; CREATE INDEX CONCURRENTLY j ON t (v)\$_\$)");
my $script = answer('online', "SELECT schemaver_upgrade_sql('head')");
clean('reader');
my ($success, $stdout, $stderr) = run_script('reader', $script, 'concurrently', '-v', 'AUTOCOMMIT=off');
ok($success, 'concurrently: it runs') or diag($stderr, $script);
is(answer('reader', "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'i'::regclass"), "(v <> '\\'::text)\n", 'concurrently: it means the same');

# ----------
# Operators and functions of others, in the way of what keeps the record
# ----------
my $planted = q{
	CREATE SCHEMA evil;
	CREATE TABLE evil.witness (what text);
	CREATE FUNCTION evil.seen(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO evil.witness VALUES ('equal'); RETURN true; END $$;
	CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.seen);
	CREATE FUNCTION evil.more(bigint, integer) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN INSERT INTO evil.witness VALUES ('plus'); RETURN 1; END $$;
	CREATE OPERATOR evil.+ (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = evil.more);
	CREATE FUNCTION evil.other(bigint, integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO evil.witness VALUES ('other'); RETURN false; END $$;
	CREATE OPERATOR evil.<> (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = evil.other);
	CREATE FUNCTION evil.count() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN INSERT INTO evil.witness VALUES ('count'); RETURN 0; END $$;
	CREATE DOMAIN evil.text AS pg_catalog.text CHECK (evil.seen(VALUE, VALUE));
	CREATE DOMAIN evil.bytea AS pg_catalog.bytea CHECK (evil.seen('', ''))};
answer('online', "TRUNCATE t, schemaver.revision, schemaver.applied;
	SELECT schemaver_revision('path', rev_id => 'r', upgrade => 'SELECT pg_catalog.set_config(''search_path'', ''evil, pg_catalog'', false)', downgrade => 'SELECT pg_catalog.set_config(''search_path'', ''evil, pg_catalog'', false)')");
clean('reader');
answer('reader', $planted);
answer('postgres', 'ALTER DATABASE reader SET search_path = evil, pg_catalog');
for my $call ("schemaver_upgrade_sql('head')", "schemaver_downgrade_sql('r:base')", "schemaver_stamp_sql('r')")
{
	($success, $stdout, $stderr) = run_script('reader', answer('online', "SELECT $call"), $call);
	ok($success, "$call: it runs") or diag($stderr);
}
is(answer('reader', 'SELECT what FROM evil.witness'), '', 'nothing of others was called');

# ----------
# A search_path that is more than names
# ----------
$script = answer('online', "DO \$\$ BEGIN PERFORM set_config('search_path', E'public,x;\\\\!touch\\\$IFS$flag', false); END \$\$; SELECT schemaver_upgrade_sql('head')");
like($script, qr/SET search_path = public, "x;/, 'names in the search_path are quoted');
run_script('reader', $script, 'a search_path that is more than names');

# ----------
# Dumps
# ----------
answer('postgres', 'CREATE DATABASE source');
answer('source', q{
	CREATE EXTENSION schemaver;
	CREATE SCHEMA s;
	CREATE FUNCTION s.begin(begin integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT begin';
	CREATE FUNCTION s.bad() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM set_config('client_encoding', 'SJIS', false); RETURN 1; END $$;
	CREATE MATERIALIZED VIEW s.m AS SELECT s.bad() AS bad;
	CREATE TABLE s.t (a text DEFAULT '\', b text DEFAULT '; ' || E'\\\\!' || ' touch FLAG # ', n integer, "USER" integer, l integer[],
		CHECK (l[1:n] <> '{}' AND l[1:"USER"] <> '{}' AND l[:n] <> '{}' AND l[1:] <> '{}'), CHECK (s.begin(begin => n) > 0));
	CREATE VIEW s.v AS SELECT '\' AS "a\", '; \! touch FLAG # ' AS b, n AS "; \! touch FLAG" FROM s.t;
	CREATE TABLE s.u (a text DEFAULT 'あ', b text DEFAULT '; \! touch FLAG # ');
	COMMENT ON TABLE s.u IS 'あ';
	COMMENT ON COLUMN s.u.b IS '; \! touch FLAG # ';
	COMMENT ON COLUMN s.u.a IS E'new\n\\! touch FLAG';
} =~ s/FLAG/$flag/gr);
my $dump = answer('source', "SELECT schemaver_dump('{s}')");
answer('postgres', 'ALTER DATABASE reader RESET search_path');
for my $database ('reader', 'odd')
{
	clean($database);
	answer($database, q{
		CREATE SCHEMA evil;
		CREATE TABLE evil.witness (what text);
		CREATE FUNCTION evil.other(integer[], integer[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN true; END $$;
		CREATE OPERATOR evil.<> (LEFTARG = integer[], RIGHTARG = integer[], FUNCTION = evil.other)});
	answer('postgres', "ALTER DATABASE $database SET search_path = public, evil");
	($success, $stdout, $stderr) = run_script($database, $dump, "dump, $database", '-v', "n=2] $command # ", '-v', 'ON_ERROR_STOP=1');
	ok($success, "dump, $database: it runs") or diag($stderr, $dump);
	answer('postgres', "ALTER DATABASE $database RESET search_path");
	answer($database, 'CREATE EXTENSION schemaver');
	is(answer($database, "SELECT schemaver_dump('{s}')"), $dump, "dump, $database: it makes the same");
}
SKIP:
{
	skip 'strings always conform to the standard', 1 unless $old;
	answer('postgres', 'ALTER DATABASE source SET standard_conforming_strings = off');
	answer('source', "SELECT schemaver_model(schemaver_dump('{s}'))");
	is(answer('source', 'SELECT schemaver_check()'), "\n",
		'a dump is a model also where strings do not conform to the standard');
	is(answer('source', "SELECT schemaver_dump('{s}')"), $dump, 'and is the same there');
}

$node->stop;
done_testing();
