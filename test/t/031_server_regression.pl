# The largest pair: the database that PostgreSQL's own regression tests leave
# behind, and an empty one.
#
# PG_SOURCE names a directory with the source of this server's major version,
# such as dev/server-source fetches; without it there is nothing to test.

use strict;
use warnings;

use File::Copy qw(copy);
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use SchemaDump qw(normalise_dump DUMP_COMMAND);

my $tests = ($ENV{PG_SOURCE} // '') . '/src/test/regress';
plan skip_all => 'PG_SOURCE does not name a directory with the source of PostgreSQL'
  if !-e "$tests/regress.c";
my $directory = "$PostgreSQL::Test::Utils::tmp_check/regression";
mkdir $directory;
my $node = start_server();
my $library = build_library();
if (!$library)
{
	$node->stop;
	plan skip_all => 'the library of the regression tests cannot be built';
}
run_regression_tests();
my $schemas = prepare_databases();
my $large = dump_of('regression');
my $model_text = slurp_file("$directory/regression.dump");
my $nothing = dump_of('empty');
from_dump_to_dump();
from_empty_and_back();
to_empty_and_back();
$node->stop;
done_testing();

# ----------
# The database
# ----------

sub start_server
{
	my $server = PostgreSQL::Test::Cluster->new('regression');

	$server->init;
	$server->append_conf('postgresql.conf', q{
autovacuum = off
max_locks_per_transaction = 1000
max_prepared_transactions = 2
wal_level = logical
schemaver.check_fast_readers = on
schemaver.check_hazards = on
});
	$server->start;
	$ENV{PGHOST} = $server->host;
	$ENV{PGPORT} = $server->port;
	return $server;
}

# The output of pg_config.  The first in PATH may be that of a copy of the server
# that was made for these tests, without header files.
sub server_config
{
	foreach my $program ($ENV{PG_CONFIG} // (), map { "$_/pg_config" } split /:/, $ENV{PATH})
	{
		my $output = `'$program' 2>/dev/null` // '';
		my %config = map { /^([\w-]+) = (.*)$/ ? ($1 => $2) : () } split /\n/, $output;

		return %config if -e ($config{'INCLUDEDIR-SERVER'} // '') . '/postgres.h';
	}
	return;
}

# The directory with the libraries that the tests load, if the server can load
# them.  Header files that are newer than the server may not fit; then those
# of the source do.
sub build_library
{
	my %config = server_config() or return;
	my $library = "$directory/regress.so";
	my $source = "$ENV{PG_SOURCE}/src/include";

	foreach my $includes ([], ["-I$source"])
	{
		my $command = join ' ', @config{qw(CC CPPFLAGS CFLAGS CFLAGS_SL)}, '-shared -w',
		  map { "'$_'" } @$includes, "-I$config{'INCLUDEDIR-SERVER'}", "-I$tests", '-o', $library, "$tests/regress.c";

		next if system("$command 2>/dev/null") != 0 || $node->psql('postgres', "LOAD '$library'") != 0;
		copy("$config{PKGLIBDIR}/$_.so", $directory) foreach qw(autoinc refint);
		return $directory;
	}
	return;
}

# What the tests print may differ from what they expect, and does; here only
# what they leave behind counts.
sub run_regression_tests
{
	my $output = '';

	# for what pg_regress writes before 15
	mkdir "$directory/$_" foreach qw(sql expected testtablespace);
	IPC::Run::run(
		[
			$ENV{PG_REGRESS}, "--inputdir=$tests", "--outputdir=$directory", "--dlpath=$library",
			'--bindir=', '--no-locale', '--encoding=UTF8', '--max-concurrent-tests=20',
			"--schedule=$tests/parallel_schedule", '--host=' . $node->host, '--port=' . $node->port,
			'--dbname=regression',
		],
		'>&', \$output);
	append_to_file("$directory/output", $output);
	cmp_ok($node->safe_psql('regression', 'SELECT count(*) FROM pg_class'), '>', 1000,
		'the regression tests left a large database');
	return;
}

# Databases with the extension; returns the schemas of the large one, as an
# expression.
sub prepare_databases
{
	foreach my $database (qw(empty loaded))
	{
		$node->safe_psql('postgres', "CREATE DATABASE $database TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
	}
	$node->safe_psql($_, 'CREATE EXTENSION schemaver') foreach qw(regression empty);
	return $node->safe_psql('regression', q{
		SELECT format('%L::text[]', array_agg(nspname))
		FROM pg_namespace
		WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'schemaver')});
}

# ----------
# What must be the same
# ----------

sub from_dump_to_dump
{
	ok(run_script('regression', 'dump', "\\o $directory/dump.sql\nSELECT schemaver_dump($schemas, privileges => true);\n"),
		'schemaver_dump() has words for all of it') or return;
	ok(run_script('loaded', 'load', slurp_file("$directory/dump.sql")), 'its result can be loaded')
	  or return;
	is_dump('loaded', $large, 'which makes the same schema');
	return;
}

sub from_empty_and_back
{
	my $model = model_call($model_text);

	ok(run_script('empty', 'from_empty', $model . migration_call()), 'from empty: the model and an upgrade to it')
	  or return;
	is_dump('empty', $large, 'from empty: the schema after the upgrade');
	ok(run_script('empty', 'from_empty_down', "SELECT schemaver_downgrade('-1');\n"), 'from empty: the downgrade')
	  or return;
	is_dump('empty', $nothing, 'from empty: the schema after the downgrade');
	return;
}

sub to_empty_and_back
{
	ok(run_script('regression', 'to_empty', model_call('') . migration_call()), 'to empty: the model and an upgrade to it')
	  or return;
	is_dump('regression', $nothing, 'to empty: the schema after the upgrade');
	ok(run_script('regression', 'to_empty_down', "SELECT schemaver_downgrade('-1');\n"), 'to empty: the downgrade')
	  or return;
	is_dump('regression', $large, 'to empty: the schema after the downgrade');
	return;
}

sub model_call
{
	my ($ddl) = @_;

	return "SELECT schemaver_model(\$the_model\$$ddl\$the_model\$, schemas => $schemas, privileges => true);\n";
}

sub migration_call
{
	return q{
SELECT schemaver_revision('pair', autogenerate => true);
SELECT schemaver_upgrade();
SELECT schemaver_check();
};
}

# ----------
# Running and comparing
# ----------

# Runs a script; returns its first error.
sub run_script
{
	my ($database, $name, $script) = @_;
	my $file = "$directory/$name.script";
	my ($stdout, $stderr) = ('', '');

	append_to_file($file, $script);
	my $success = IPC::Run::run(
		[ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-f', $file ],
		'<', \undef, '>', \$stdout, '2>', \$stderr);
	append_to_file("$directory/$name.messages", $stderr);
	diag(substr($stderr, index($stderr, 'ERROR'), 2000)) if !$success;
	return $success;
}

# What was granted on the server's own catalogs is no schema.
sub dump_of
{
	my ($database) = @_;
	my $file = "$directory/$database.dump";

	system(DUMP_COMMAND . " -f '$file' -d $database") == 0 or die "pg_dump failed";
	return normalise_dump(slurp_file($file)) =~ s/^-- \S+ pg_catalog .*\n(.+\n)+\n?//mgr;
}

# Compares the schema of a database; shows how the difference begins.
sub is_dump
{
	my ($database, $expected, $name) = @_;
	my $got = dump_of($database);
	my $difference = '';

	if (!ok($got eq $expected, $name))
	{
		my %side = (expected => $expected, got => $got);

		foreach my $side (keys %side)
		{
			unlink "$directory/$side";
			append_to_file("$directory/$side", $side{$side});
		}
		IPC::Run::run([ 'diff', '-u', "$directory/expected", "$directory/got" ], '>', \$difference);
		append_to_file("$directory/differences", "$name\n$difference\n");
		diag(substr($difference, 0, 5000));
	}
	return;
}
