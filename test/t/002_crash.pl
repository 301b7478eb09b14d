# A crash in the middle of an upgrade: nothing of it remains, and the same
# call resumes from there.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->start;

# The third of four revisions sleeps while there is a row in "pause".
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE pause AS SELECT 1;
	SELECT schemaver_revision(format('number %s', i),
		format('CREATE TABLE t%s (); SELECT pg_sleep(600) FROM pause%s', i,
			CASE WHEN i = 3 THEN '' ELSE ' LIMIT 0' END),
		format('DROP TABLE t%1$s; SELECT pg_sleep(600) FROM pause%2$s', i,
			CASE WHEN i = 2 THEN '' ELSE ' LIMIT 0' END),
		rev_id => 'r' || i)
	FROM generate_series(1, 4) i;});

my $nothing = "|empty\n0\n0";
my $all = "{r4}|current\n4\n4";

# --------
# Upgrade
# --------
crash_during('SELECT schemaver_upgrade()', \&kill_backend);
is(state(), $nothing, 'upgrade, backend killed: nothing remains');

crash_during('SELECT schemaver_upgrade()', \&immediate_restart);
is(state(), $nothing, 'upgrade, server stopped: nothing remains');

go_on();
is($node->safe_psql('postgres', 'SELECT schemaver_upgrade()'),
	"r1\nr2\nr3\nr4", 'upgrade resumes');
is(state(), $all, 'upgrade is complete');
immediate_restart();
is(state(), $all, 'a committed upgrade survives a crash');

# --------
# Downgrade
# --------
pause();
crash_during("SELECT schemaver_downgrade('base')", \&kill_backend);
is(state(), $all, 'downgrade, backend killed: nothing is undone');

go_on();
is($node->safe_psql('postgres', "SELECT schemaver_downgrade('r1')"),
	"r4\nr3\nr2", 'downgrade resumes');
is(state(), "{r1}|behind\n1\n7", 'downgrade is complete');

# --------
# After the upgrade, before the transaction of the caller ends
# --------
pause();
crash_during(
	q{BEGIN;
	DELETE FROM pause;
	SELECT schemaver_upgrade();
	SELECT schemaver_status();
	SELECT pg_sleep(600)}, \&kill_backend);
is(state(), "{r1}|behind\n1\n7", 'uncommitted upgrade: nothing remains');
go_on();
is($node->safe_psql('postgres', 'SELECT schemaver_upgrade()'),
	"r2\nr3\nr4", 'upgrade resumes');

$node->stop;
done_testing();

sub pause
{
	$node->safe_psql('postgres', 'INSERT INTO pause VALUES (1)');
}

sub go_on
{
	$node->safe_psql('postgres', 'TRUNCATE pause');
}

# Version and state, number of tables that the revisions made, and of log
# rows.
sub state
{
	return $node->safe_psql(
		'postgres', q{
		SELECT nullif(version, '{}'), state FROM schemaver_status();
		SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]$' AND relkind = 'r';
		SELECT count(*) FROM schemaver.log});
}

# Run SQL until it sleeps, and crash then.
sub crash_during
{
	my ($sql, $crash) = @_;
	my ($stdout, $stderr) = ('', '');
	my $session = IPC::Run::start(
		[
			'psql', '-X', '-q', '-A', '-t', '-c', $sql,
			$node->connstr('postgres')
		],
		'>', \$stdout, '2>', \$stderr);

	$node->poll_query_until('postgres',
		q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'}
	) or die 'the session does not sleep';
	$crash->();
	$session->finish;
	like(
		$stderr,
		qr/server closed the connection|terminating connection|connection to server was lost/,
		'the session is lost');
	unlike($stderr, qr/^ERROR/m, 'by no error of its own');
	return;
}

sub kill_backend
{
	my $pid = $node->safe_psql('postgres',
		q{SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'});

	kill 'KILL', $pid;

	# it may take a moment until the server notices, and then restarts
	$node->poll_query_until('postgres',
		"SELECT pg_postmaster_start_time() IS NOT NULL AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $pid)"
	) or die 'the server does not come back';
	return;
}

sub immediate_restart
{
	$node->stop('immediate');
	$node->start;
	return;
}
