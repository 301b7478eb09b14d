# Online forms that are killed at random moments: the same CALL resumes, each row
# is changed once, and nothing is left behind.
#
# The number of moments, half of them of the backend and half of the server,
# is 16, or what is in SCHEMAVER_CRASHES.

use strict;
use warnings;

use Killing qw(kill_backend kill_server run_until);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $crashes = $ENV{SCHEMAVER_CRASHES} // 16;

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

# Each transaction writes a row, so that one that was run twice shows; the
# backfill has no condition, so that a row that was changed twice shows.
$node->safe_psql('postgres', 'CREATE DATABASE start');
$node->safe_psql('start', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE effect (what text);
	CREATE TABLE t (id integer PRIMARY KEY, v integer, n integer NOT NULL DEFAULT 0);
	INSERT INTO t SELECT g, g FROM generate_series(1, 20000) g;
	SELECT schemaver_revision('all kinds of statements', rev_id => 'r1', upgrade => 'SELECT 1', downgrade => 'SELECT 1');
	SELECT schemaver_edit('r1', online => '
-- phase: expand
SET maintenance_work_mem = ''16MB'';
CREATE INDEX CONCURRENTLY t_v ON t (v);
BEGIN;
ALTER TABLE t ADD COLUMN w integer;
INSERT INTO effect VALUES (''expanded'');
ALTER TABLE t ADD CONSTRAINT w_there CHECK (w IS NOT NULL) NOT VALID;
ALTER TABLE t ALTER COLUMN w SET DEFAULT 0;
COMMIT;
CREATE UNIQUE INDEX CONCURRENTLY t_vid ON t (v, id);
-- phase: backfill
CALL schemaver_backfill(''public.t'', ''w = v, n = n + 1'', batch => 500);
-- phase: validate
INSERT INTO effect VALUES (''filled'');
ALTER TABLE t VALIDATE CONSTRAINT w_there;
-- phase: swap
BEGIN;
ALTER TABLE t ALTER COLUMN w SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT w_there;
ALTER TABLE t RENAME COLUMN v TO old_v;
ALTER TABLE t RENAME COLUMN w TO v;
INSERT INTO effect VALUES (''swapped'');
COMMIT;
-- phase: contract
DROP INDEX CONCURRENTLY t_v;
ALTER TABLE t DROP COLUMN old_v;
CREATE INDEX CONCURRENTLY t_v ON t (v);
');
});

$node->safe_psql('postgres', 'CREATE DATABASE undisturbed TEMPLATE start');
my $started = time();
$node->safe_psql('undisturbed', 'CALL schemaver_deploy()');
my $duration = time() - $started;
my $expected = contents('undisturbed');
note sprintf 'an undisturbed deploy takes %.3f s', $duration;
like($expected, qr/^20000,1,1,20000,200010000$/m, 'an undisturbed deploy is complete');
like($expected, qr/^expanded,filled,swapped$/m, 'with all of its transactions');

crash_loop('a backend is killed', \&kill_backend);
crash_loop('the server is killed', \&kill_server);
phase_by_phase();

$node->stop;
done_testing();

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
		restart_from_start();
		$killed++ while !run_until($node, 'disturbed', 'CALL schemaver_deploy()', $kill, rand($duration));
		my $contents = contents('disturbed');
		$deploys++;
		next if $contents eq $expected;
		$wrong++;
		diag("expected:\n$expected\ngot:\n$contents\n"
			  . $node->safe_psql('disturbed', 'SELECT * FROM schemaver.log; SELECT * FROM schemaver.partial'));
	}
	is($wrong, 0, "$name: $killed times in $deploys deploys, each of which is complete");
	note sprintf 'it took %.0f s', time() - $begun;
	return;
}

# Stopped before each phase, and killed in between
sub phase_by_phase
{
	restart_from_start();
	foreach my $phase (qw(backfill validate swap contract))
	{
		1 while !run_until($node, 'disturbed', "CALL schemaver_deploy(until => '$phase')", \&kill_backend, rand($duration / 2));
		is($node->safe_psql('disturbed', 'SELECT online FROM schemaver.partial'), 't', "stopped before phase $phase");
	}
	$node->safe_psql('disturbed', 'CALL schemaver_deploy()');
	is(contents('disturbed'), $expected, 'phase by phase it is the same');
	return;
}

sub restart_from_start
{
	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS disturbed');
	$node->safe_psql('postgres', 'CREATE DATABASE disturbed TEMPLATE start');
	return;
}

# What there is after a deploy: rows, indexes, constraints, columns, and what is
# recorded.
sub contents
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT concat_ws(',', count(*), min(n), max(n), count(v), sum(v)) FROM t;
		SELECT string_agg(what, ',' ORDER BY what) FROM effect;
		SELECT indexrelid::regclass, indisvalid, indisready FROM pg_index
			WHERE indrelid = 't'::regclass ORDER BY indexrelid::regclass::text;
		SELECT conname, convalidated FROM pg_constraint
			WHERE conrelid = 't'::regclass AND contype <> 'n' ORDER BY conname;
		SELECT attname, attnotnull FROM pg_attribute
			WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname;
		SELECT count(*) FROM pg_trigger WHERE tgrelid = 't'::regclass;
		SELECT count(*) FROM schemaver.partial;
		SELECT revision FROM schemaver.applied;
		SELECT count(*) FROM schemaver.log WHERE operation = 'upgrade'});
}
