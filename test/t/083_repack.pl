# A table that a deploy copies by REPACK (CONCURRENTLY), while other sessions are
# in its way: at the beginning it waits for older transactions that have written,
# without a lock that anybody needs.  The lock at its end it does not wait for any longer than
# for others, as all would wait behind it; then all of the copy is gone, and it is
# made again once the lock can be had.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nwal_level = replica\nautovacuum = off\nmax_prepared_transactions = 2\n");
$node->start;
plan skip_all => 'REPACK (CONCURRENTLY) is there from PostgreSQL 19 on'
  if $node->safe_psql('postgres', 'SHOW server_version_num') < 190000;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE t (id integer PRIMARY KEY, v integer);
	INSERT INTO t SELECT g, g FROM generate_series(1, 1000) g;
	DELETE FROM t WHERE id % 2 = 0;
	SET schemaver.online_min_size = 1;
	SELECT schemaver_revision('repack', 'VACUUM FULL t', 'VACUUM FULL t', rev_id => 'r', transactional => false);
	SELECT schemaver_online('r');
	ALTER DATABASE postgres SET schemaver.lock_timeout = '100ms'});
$node->safe_psql('postgres', 'CREATE DATABASE elsewhere');
$node->safe_psql('elsewhere', 'CREATE TABLE other (id integer)');
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver.revision WHERE online ~ $$REPACK .CONCURRENTLY$$'), '1', 'there is an online form')
  or diag($node->safe_psql('postgres', 'SELECT online FROM schemaver.revision'));
my $before = file();

# transactions that are older and have written, in another database; but not one
# that has a snapshot
my $older = session('INSERT INTO other VALUES (1)', 'elsewhere');
$node->safe_psql('elsewhere', q{BEGIN; INSERT INTO other VALUES (2); PREPARE TRANSACTION 'prepared'});
$node->poll_query_until('postgres', q{SELECT clock_timestamp() > prepared + interval '200 ms' FROM pg_prepared_xacts});
my $reader = session('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1');
my $deploy = deploy('');
wait_for($deploy, qr/statement 1 of revision "r" waits for older transactions to end\nDETAIL:  [^\n]*has written in database 'elsewhere'[^\n]*\nPrepared transaction 'prepared' of user \S+, in database 'elsewhere'/);
like($deploy->{stderr}, qr/^WARNING:  statements with CONCURRENTLY will wait for 2 older transactions/m, 'a preflight says so, too');
is(locks(), '', 'meanwhile nobody has to wait for it');
finish($older);
$node->safe_psql('elsewhere', q{COMMIT PREPARED 'prepared'});
is(outcome($deploy), 0, 'it goes on when these have ended') or diag($deploy->{stderr});
finish($reader);
unlike($deploy->{stderr}, qr/attempt/, 'at the first attempt');
my $after = file();
isnt($after, $before, 'the table was copied');
is($node->safe_psql('postgres', q{SELECT count(*), sum(v) FROM t}), '500|250000', 'with its rows');

# a session that holds a lock of the table, and has no snapshot
my $holder = session('LOCK TABLE t IN ACCESS SHARE MODE');
$node->safe_psql('postgres', 'DELETE FROM t WHERE id % 3 = 0');
$deploy = deploy(q{, 'downgrade'});
wait_for($deploy, qr/attempt 2 of \d+ at revision "r": the lock is still held/);
like($deploy->{stderr}, qr/attempt 1 of \d+ at revision "r": canceling statement due to lock timeout\nDETAIL:  It waited for AccessExclusiveLock on "t"/,
	'the lock at the end is tried for lock_timeout');
is(locks(), '', 'then nothing is held');
is(rest(), '', 'and nothing is left of the copy');
is($node->psql('postgres', q{UPDATE t SET v = v + 1 WHERE id = 1}), 0, 'others write');
finish($holder);
is(outcome($deploy), 0, 'it goes on when the lock is free') or diag($deploy->{stderr});
isnt(file(), $after, 'the table was copied once more');

# it fails for good
$holder = session('LOCK TABLE t IN ACCESS SHARE MODE');
$node->safe_psql('postgres', q{SELECT schemaver_online('r')});
$deploy = deploy('', 'SET schemaver.lock_retries = 0;');
isnt(outcome($deploy), 0, 'without other attempts it fails');
like($deploy->{stderr}, qr/ERROR:  (?:canceling statement due to lock timeout|could not obtain lock on relation "t")/, 'as the lock is not to be had');
is(rest(), '', 'with nothing left of the copy');
finish($holder);
is(outcome(deploy('')), 0, 'the same CALL begins it anew');
is($node->safe_psql('postgres', q{SELECT count(*) FROM schemaver.partial}), '0', 'and is complete');
is($node->safe_psql('postgres', q{SELECT count(*), sum(v) FROM t}), '333|166334', 'with all rows');

$node->stop;
done_testing();

# A session with a transaction in which statements were run.
sub session
{
	my ($statement, $database) = @_;
	my %session = (stdin => "BEGIN; $statement; SELECT 'done';\n", stdout => '', stderr => '');

	$session{handle} = IPC::Run::start([ 'psql', '-XqAt', $node->connstr($database // 'postgres') ],
		'<', \$session{stdin}, '>', \$session{stdout}, '2>', \$session{stderr});
	$session{handle}->pump while $session{handle}->pumpable && $session{stdout} !~ /^done$/m;
	return \%session;
}

sub finish
{
	my ($session) = @_;

	$session->{stdin} .= "COMMIT;\n";
	$session->{handle}->finish;
	return;
}

# A deploy that runs.
sub deploy
{
	my ($direction, $settings) = @_;
	my %session = (stderr => '');
	my $target = $direction eq '' ? 'head' : 'base';

	$session{handle} = IPC::Run::start(
		[ 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', $node->connstr("postgres") . " application_name=deploy",
		  ($settings ? ('-c', $settings) : ()), '-c', "CALL schemaver_deploy('$target'$direction)" ],
		'<', '/dev/null', '>', '/dev/null', '2>', \$session{stderr});
	return \%session;
}

sub wait_for
{
	my ($session, $pattern) = @_;

	$session->{handle}->pump while $session->{handle}->pumpable && $session->{stderr} !~ $pattern;
	like($session->{stderr}, $pattern, 'it is told what it waits for');
	return;
}

# What psql exits with
sub outcome
{
	my ($session) = @_;

	return $session->{handle}->finish ? 0 : 1;
}

# The locks of the table that the deploy holds or waits for.
sub locks
{
	return $node->safe_psql('postgres', q{SELECT mode, granted FROM pg_locks l JOIN pg_stat_activity USING (pid)
		WHERE application_name = 'deploy' AND relation = 't'::regclass});
}

# What a copy consists of
sub rest
{
	return $node->safe_psql('postgres', q{SELECT slot_name FROM pg_replication_slots
		UNION ALL SELECT relname FROM pg_class WHERE relname ~ '^pg_temp|repacknew'
		UNION ALL SELECT 'invalid index' FROM pg_index WHERE NOT indisvalid});
}

sub file
{
	return $node->safe_psql('postgres', q{SELECT pg_relation_filenode('t')});
}
