# Extensions whose control file names their schema, as those of PostGIS do:
# the server makes that schema for them, but not for anyone who names it.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($sharedir) = run_command([ 'pg_config', '--sharedir' ]);
my $directory = "$sharedir/extension";

plan skip_all => "cannot write to $directory" if !-w $directory;

# It has what no other extension that is tested has: tables with indexes and
# an identity column, in a schema of their own.
my %files = (
	'sv_placed.control' => qq{
comment = 'of a test'
default_version = '1'
relocatable = false
schema = 'Its place'
},
	'sv_placed--1.sql' => q{
CREATE TABLE layer (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE);
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE span AS RANGE (subtype = integer);
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
});
foreach my $name (keys %files)
{
	unlink "$directory/$name";
	append_to_file("$directory/$name", $files{$name});
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;

# A database with the model, changed to it and back twice; what each step says
# of the schema and the extension.
sub up_and_down
{
	my ($database, $arguments) = @_;
	my $state = q{SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'Its place'),
		(SELECT count(*) FROM pg_extension WHERE extname = 'sv_placed')};
	my $script = "CREATE EXTENSION schemaver; SELECT schemaver_model($arguments);\n"
	  . "SELECT schemaver_revision('placed', rev_id => 'placed', autogenerate => true);\n";

	$script .= "SELECT schemaver_upgrade(); SELECT schemaver_check();\n$state;\n"
	  . "SELECT schemaver_downgrade('base');\n$state;\n"
	  foreach 1, 2;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	my ($code, $stdout, $stderr) = $node->psql($database, $script, on_error_stop => 1);
	is($code, 0, "$database: up and down, twice") or diag($stderr);
	return join ' ', $stdout =~ /^(\d\|\d)$/mg;
}

my $ddl = 'CREATE EXTENSION sv_placed; CREATE TABLE a (m "Its place".mood)';

is(up_and_down('not_managed', "'$ddl'"), '1|1 1|0 1|1 1|0',
	'the server makes a schema that is not managed, and leaves it');
is(up_and_down('managed', qq{'$ddl', schemas => '{public,"Its place"}'}), '1|1 0|0 1|1 0|0',
	'a schema that is managed is made and dropped by the scripts');
is(up_and_down('created', qq{'CREATE SCHEMA "Its place"; CREATE EXTENSION sv_placed WITH SCHEMA "Its place"'}),
	'1|1 0|0 1|1 0|0', 'a schema that the model creates, too');
is(up_and_down('alone', qq{'CREATE EXTENSION sv_placed', schemas => '{"Its place"}'}),
	'1|1 0|0 1|1 0|0', 'the extension may be the only thing in its schema');

# --------
# A dump makes it again
# --------
$node->safe_psql('managed', 'SELECT schemaver_upgrade()');
my $dump = $node->safe_psql('managed', 'SELECT schemaver_dump()');
$node->safe_psql('postgres', 'CREATE DATABASE copy');
$node->safe_psql('copy', $dump);
is($node->safe_psql('copy', q{CREATE EXTENSION schemaver; SELECT schemaver_dump()}),
	$dump, 'a dump of it can be loaded');

# --------
# What a model adds to the extension itself is refused still
# --------
my ($code, $stdout, $stderr) = $node->psql('not_managed',
	q{CREATE EXTENSION sv_placed; SELECT schemaver_model('CREATE EXTENSION sv_placed; CREATE INDEX mine ON "Its place".layer (name, id)', schemas => '{public}')});
like($stderr, qr/the model creates or changes objects outside its schemas\nDETAIL:  index "Its place".mine/,
	'an index on a table of the extension is no part of it');

$node->stop;
unlink map { "$directory/$_" } keys %files;
done_testing();
