# Deploys that are killed at random moments: the same CALL resumes, and in the
# end all is as if nothing had happened.
#
# The number of moments, half of them of the backend and half of the server,
# is 40, or what is in SCHEMAVER_CRASHES.

use strict;
use warnings;

use Killing qw(kill_backend kill_server run_until);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $crashes = $ENV{SCHEMAVER_CRASHES} // 40;
my $revisions = 30;

# What is random is to be had again.
my $seed = $ENV{SCHEMAVER_SEED} // int(time());
srand($seed);
note "SCHEMAVER_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
restart_after_crash = on
fsync = off
autovacuum = off
max_connections = 20
});
$node->start;

my $version = $node->safe_psql('postgres', 'SHOW server_version_num');

# Revisions that are transactional and such that are not take turns.  Each
# writes a row, so that one that was run twice shows; and those that are not
# transactional do what leaves something behind when it is interrupted.
$node->safe_psql('postgres', 'CREATE DATABASE start');
$node->safe_psql('start', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE effect (revision text);
	CREATE TABLE part (id integer, v integer) PARTITION BY RANGE (id);
});
$node->safe_psql('start', revision($_)) foreach 1 .. $revisions;

$node->safe_psql('postgres', 'CREATE DATABASE undisturbed TEMPLATE start');
my $started = time();
$node->safe_psql('undisturbed', 'CALL schemaver_deploy()');
my $duration = time() - $started;
my $expected = contents('undisturbed');
note sprintf 'an undisturbed deploy takes %.3f s', $duration;
like($expected, qr/^current,30,30,30$/m, 'an undisturbed deploy is complete');

crash_loop('a backend is killed', \&kill_backend);
crash_loop('the server is killed', \&kill_server);

$node->stop;
done_testing();

sub revision
{
	my ($i) = @_;

	# to detach concurrently is new in 14
	my $concurrently = $version >= 140000 ? 'CONCURRENTLY' : '';
	my $id = "r$i";
	my $effect = "INSERT INTO effect VALUES (''$id'')";
	my $before = $i - 1;

	return "SELECT schemaver_revision('number $i', rev_id => '$id', upgrade => '
			CREATE TABLE t$i (id integer PRIMARY KEY, v integer);
			INSERT INTO t$i SELECT g, g FROM generate_series(1, 2000) g;
			CREATE TABLE part$i PARTITION OF part FOR VALUES FROM ($i) TO ($i + 1);
			$effect')" if $i % 2;
	return "SELECT schemaver_revision('number $i', rev_id => '$id', transactional => false, upgrade => '
			SET maintenance_work_mem = ''16MB'';
			CREATE INDEX CONCURRENTLY ON t$before (v);
			$effect;
			CREATE UNIQUE INDEX CONCURRENTLY u$i ON t$before (v, id);
			VACUUM t$before;
			CREATE INDEX CONCURRENTLY gone$i ON t$before (id, v);
			REINDEX TABLE CONCURRENTLY t$before;
			DROP INDEX CONCURRENTLY gone$i;
			ALTER TABLE part DETACH PARTITION part$before $concurrently')";
}

# Deploy, and kill, and deploy, until it was killed so many times.
sub crash_loop
{
	my ($name, $kill) = @_;
	my $killed = 0;
	my $deploys = 0;
	my $wrong = 0;
	my $begun = time();

	while ($killed < $crashes / 2)
	{
		$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS disturbed');
		$node->safe_psql('postgres', 'CREATE DATABASE disturbed TEMPLATE start');
		$killed++ while !run_until($node, 'disturbed', 'CALL schemaver_deploy()', $kill, rand($duration));
		my $contents = contents('disturbed');
		$deploys++;
		next if $contents eq $expected;
		$wrong++;
		diag("expected:\n$expected\ngot:\n$contents\n"
			  . $node->safe_psql('disturbed', 'SELECT * FROM schemaver.log; SELECT * FROM schemaver.partial')
		);
	}
	is($wrong, 0, "$name: $killed times in $deploys deploys, each of which is complete");
	note sprintf 'it took %.0f s', time() - $begun;
	return;
}

# All that a deploy should have made: the state, each effect once, indexes and
# partitions.
sub contents
{
	my ($db) = @_;

	return $node->safe_psql($db, q{
		SELECT format('%s,%s,%s,%s', (SELECT state FROM schemaver_status()),
			(SELECT count(*) FROM schemaver.applied),
			(SELECT count(*) FROM effect), (SELECT count(DISTINCT revision) FROM effect));
		SELECT revision FROM schemaver.log WHERE operation = 'upgrade' ORDER BY id;
		SELECT count(*) FROM schemaver.partial;
		SELECT c.relname, i.indrelid::regclass, indisvalid, indisready, pg_get_indexdef(i.indexrelid)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' ORDER BY 1;
		SELECT c.relname, c.relkind, h.inhparent::regclass, to_jsonb(h) -> 'inhdetachpending'
		FROM pg_class c LEFT JOIN pg_inherits h ON h.inhrelid = c.oid
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1;
		SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2});
}
