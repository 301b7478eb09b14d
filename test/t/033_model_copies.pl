# What was found out about a model holds in the database where it was found,
# whatever way the row takes to another one.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $model = 'CREATE TABLE t (a integer, good integer)';

# Two physical copies of one cluster: the same system identifier, the same
# OIDs, and from then on the same transaction ids for different things.
my $production = PostgreSQL::Test::Cluster->new('production');
$production->init;
$production->append_conf('postgresql.conf', 'autovacuum = off');
$production->start;
$production->safe_psql('postgres', 'CREATE DATABASE app');
$production->safe_psql('app', 'CREATE EXTENSION schemaver; CREATE TABLE t (a integer)');
$production->stop;

my $staging = PostgreSQL::Test::Cluster->new('staging');
PostgreSQL::Test::Utils::system_or_bail('cp', '-a', $production->data_dir, $staging->data_dir . '.new');
mkdir $staging->basedir;
rename $staging->data_dir . '.new', $staging->data_dir or die "rename: $!";
$staging->append_conf('postgresql.conf', "\nport = " . $staging->port . "\n");
$production->start;
$staging->start;

# --------
# Another column here than there, where the model is right
# --------
$production->safe_psql('app', 'ALTER TABLE t ADD COLUMN wrong integer');
$staging->safe_psql('app', "ALTER TABLE t ADD COLUMN good integer");
$staging->safe_psql('app', "SELECT schemaver_model('$model', '{public}')");
$staging->safe_psql('app', 'SELECT schemaver_check()');
is($staging->safe_psql('app', 'SELECT verified IS NOT NULL FROM schemaver.model_cache'),
	't', 'a check has left its note');

sub dump_of
{
	my (@arguments) = @_;
	my ($stdout, $stderr) = run_command([ 'pg_dump', '-p', $staging->port, '-h', $staging->host, @arguments, 'app' ]);

	return $stdout;
}

my $dump = dump_of('--data-only', '-t', 'schemaver.*');
like($dump, qr/COPY schemaver\.model /, 'the model is in a dump');
unlike($dump, qr/model_cache/, 'what was found out about it is not');
unlike(dump_of(), qr/model_cache/, 'nor is it in a dump of everything');

$production->safe_psql('app', $dump);
my ($code, $stdout, $stderr) = $production->psql('app', 'SELECT schemaver_check()');
like($stderr, qr/new upgrade operations detected/, 'a check of another copy looks by itself');

# --------
# By hand, the row gets there all the same
# --------
my $row = $staging->safe_psql('app', 'COPY schemaver.model_cache TO STDOUT');
# (some transactions later, as the two count alike)
$production->safe_psql('app', 'SELECT txid_current()') for 1 .. 10;
$production->safe_psql('app', "DELETE FROM schemaver.model_cache;\nCOPY schemaver.model_cache FROM STDIN;\n$row\n\\.\n");
($code, $stdout, $stderr) = $production->psql('app', 'SELECT schemaver_check()');
like($stderr, qr/new upgrade operations detected/, 'and does not take the note of the other one for its own');

# --------
# Copies of the database, and a restored dump
# --------
$staging->safe_psql('postgres', 'CREATE DATABASE clone TEMPLATE app');
$staging->safe_psql('clone', 'ALTER TABLE t ADD COLUMN wrong integer');
($code, $stdout, $stderr) = $staging->psql('clone', 'SELECT schemaver_check()');
like($stderr, qr/removed column "t.wrong"/, 'a copy made from a template is looked at');
$staging->safe_psql('clone', 'ALTER TABLE t DROP COLUMN wrong; SELECT schemaver_check()');
is($staging->safe_psql('clone', 'SELECT verified IS NOT NULL FROM schemaver.model_cache'),
	't', 'and gets a note of its own');

$staging->safe_psql('postgres', 'CREATE DATABASE restored');
$staging->safe_psql('restored', dump_of());
is($staging->safe_psql('restored', 'SELECT count(*) FROM schemaver.model_cache'), '0', 'a restored dump has no row');
$staging->safe_psql('restored', 'SELECT schemaver_check()');
is($staging->safe_psql('restored', 'SELECT count(*) FROM schemaver.model_cache WHERE verified IS NOT NULL'),
	'1', 'until a check has left one');

$staging->stop;
$production->stop;
done_testing();
