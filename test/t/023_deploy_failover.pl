# A failover in the middle of a deploy: the same CALL resumes at the new
# primary.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->append_conf('postgresql.conf', 'fsync = off');
$primary->start;
$primary->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE t (id integer);
	INSERT INTO t VALUES (1);
	SELECT schemaver_revision('one', rev_id => 'r1', upgrade => 'CREATE TABLE t1 ()');
	SELECT schemaver_revision('two', rev_id => 'r2', transactional => false,
		upgrade => 'CREATE TABLE t2 (); CREATE INDEX CONCURRENTLY t_id ON t (id)');
	SELECT schemaver_revision('three', rev_id => 'r3', upgrade => 'CREATE TABLE t3 ()')});
$primary->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

# A writer keeps the index from being built.
my ($ignore, $stderr) = ('', '');
my $writer = IPC::Run::start(
	[ 'psql', '-X', '-q', '-c', 'INSERT INTO t VALUES (2); SELECT pg_sleep(600)', $primary->connstr('postgres') ],
	'>', \$ignore, '2>', \$ignore);
$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'})
  or die 'no writer';
my $deploy = IPC::Run::start(
	[ 'psql', '-X', '-q', '-c', q{SET schemaver.lock_timeout = '600s'}, '-c', 'CALL schemaver_deploy()', $primary->connstr('postgres') ],
	'>', \$ignore, '2>', \$stderr);
$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM schemaver_progress() WHERE index_phase IS NOT NULL})
  or die 'the index is not being built';
$primary->wait_for_catchup($standby);
is($standby->safe_psql('postgres', q{SELECT state, statement FROM schemaver.deploy}), 'running|2', 'a standby sees where a deploy is');

$primary->stop('immediate');
$deploy->finish;
$writer->finish;
$standby->promote;
is($standby->safe_psql('postgres', q{SELECT string_agg(revision, ',') FROM schemaver.version}), 'r1', 'what was committed exists');
is($standby->safe_psql('postgres', q{SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass}), 'f', 'and an invalid index');
is($standby->safe_psql('postgres', 'SELECT count(*) FROM schemaver_progress()'), '0', 'no deploy is running');

my $code;
($code, $ignore, $stderr) = $standby->psql('postgres', 'CALL schemaver_deploy()');
is($code, 0, 'the deploy resumes');
like($stderr, qr/resuming revision "r2" at statement 2 of 2.*dropping invalid index public\.t_id/s, 'where it was');
is($standby->safe_psql('postgres', q{SELECT state FROM schemaver_status()}), 'current', 'it is complete');
is($standby->safe_psql('postgres', q{SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass}), 't', 'the index is valid');

$standby->stop;
done_testing();
