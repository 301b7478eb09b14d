# How our own queries are planned, as auto_explain has it: what looks up keys
# finds them by an index, whatever the tables were when they were analyzed and
# however wrong the statistics are; nothing is compiled; and columns with
# nothing unusual are read without a query.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('plans');
$node->init;
$node->append_conf('postgresql.conf', q{
autovacuum = off
fsync = off
jit = on
jit_above_cost = 0
log_statement = none
});
$node->start;
my ($code) = $node->psql('postgres', q{LOAD 'auto_explain'});
if ($code != 0)
{
	$node->stop;
	plan skip_all => 'this PostgreSQL has no auto_explain';
}
$node->append_conf('postgresql.conf', q{
session_preload_libraries = 'auto_explain'
auto_explain.log_min_duration = 0
auto_explain.log_nested_statements = on
auto_explain.log_settings = on
});
$node->reload;

# What the tables say of themselves is of when they were empty, or a lie.
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	VACUUM ANALYZE;
	SELECT count(schemaver_revision('m', upgrade => 'SELECT ' || n, downgrade => 'SELECT ' || n)) FROM generate_series(1, 60) n;
});
my $forge = q{
	UPDATE pg_class SET reltuples = 0, relpages = 0
	WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r'};
my $truth = 'VACUUM ANALYZE schemaver.revision, schemaver.applied, schemaver.log, schemaver.partial';

foreach my $statistics ($forge, $truth)
{
	my $what = $statistics eq $forge ? 'wrong' : 'right';
	my @plans = plans_of($statistics, q{
		SELECT count(*) FROM schemaver_upgrade('+20');
		CALL schemaver_deploy('+20');
		CALL schemaver_deploy();
		CALL schemaver_deploy('-20', direction => 'downgrade');
		SELECT schemaver_edit(revision, message => 'n') FROM schemaver.revision ORDER BY created_at DESC LIMIT 3;
		SELECT count(*) FROM schemaver_downgrade('-20');
		SELECT schemaver_status();
		CALL schemaver_deploy('base', direction => 'downgrade')});
	my @lookups = grep { /schemaver\.\w+ .*(?:WHERE|ON CONFLICT).*\$1/s } @plans;
	my @searched = grep { /Seq Scan on (?:revision|applied|log|partial)\b[^\n]*\n\s+Filter/ } @lookups;

	cmp_ok(scalar(@lookups), '>', 120, "keys are looked up, with $what statistics");
	is(scalar(@searched), 0, "by an index, with $what statistics")
	  or diag($searched[0]);
	is_deeply([ grep { !/^\s*Settings: .*jit = 'off'/m && !never_on($_) } @lookups ], [], "nothing is compiled, with $what statistics");
}

# Columns: privileges, options and the like are left to the query of their kind
$node->safe_psql('postgres', q{
	CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT 'x' NOT NULL, b numeric CHECK (b > 0));
	SELECT schemaver_model('CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT ''x'' NOT NULL, b numeric CHECK (b > 0))')});
my $check = "UPDATE schemaver.model_cache SET facts = facts; CREATE TABLE IF NOT EXISTS elsewhere (); SELECT count(*) FROM schemaver_diff()";
is(scalar(grep { /attoptions/ && /attfdwoptions/ } plans_of('SELECT 1', $check)), 0,
	'columns without anything unusual are read without a query');
$node->safe_psql('postgres', 'ALTER TABLE t ALTER a SET (n_distinct = 5)');
cmp_ok(scalar(grep { /attoptions/ && /attfdwoptions/ } plans_of('SELECT 1', $check)), '>', 0,
	'columns with options are not');

$node->stop;
done_testing();

# The plans of all queries that statements of a session run.
sub plans_of
{
	my ($before, $sql) = @_;

	$node->safe_psql('postgres', $before);
	my $offset = -s $node->logfile;
	$node->safe_psql('postgres', $sql);
	my $log = substr(slurp_file($node->logfile), $offset);

	return split /^\S+ [^\n]*LOG:  duration: /m, $log;
}

# From some release on, jit may be off by default, which is not said then.
sub never_on
{
	my ($plan) = @_;

	return $plan !~ /jit = 'on'/ && $node->safe_psql('postgres', q{SELECT boot_val FROM pg_settings WHERE name = 'jit'}) eq 'off';
}
