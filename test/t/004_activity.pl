# What other sessions see of an upgrade while it runs, what a cancel leaves, and
# what the server log has afterwards.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

# The third of ten revisions waits, going up and going down, while another
# session holds a lock.
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION schemaver;
	SELECT schemaver_revision(format('message %s', i),
		format('CREATE TABLE t%s ()%s', i,
			CASE WHEN i = 3 THEN '; SELECT pg_advisory_xact_lock(1)' END),
		format('DROP TABLE t%s%s', i,
			CASE WHEN i = 3 THEN '; SELECT pg_advisory_xact_lock(1)' END),
		rev_id => 'r' || i)
	FROM generate_series(1, 10) i});

my $own_activity =
  'SELECT /* next */ query FROM pg_stat_activity WHERE pid = pg_backend_pid()';

# --------
# Upgrade and downgrade
# --------
my $holder = hold_lock();
my $session = start_session("SELECT schemaver_upgrade(); $own_activity;");
is(activity_of_waiting(), 'schemaver: upgrade 3 of 10, r3 message 3',
	'activity during an upgrade');
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver.applied'),
	'0', 'readers do not wait, and see what was before');
release_lock($holder);
is( finish_session($session),
	join("\n", (map { "r$_" } 1 .. 10), "$own_activity;\n"),
	'the next statement shows itself');

$holder = hold_lock();
$session = start_session("SELECT schemaver_downgrade('base'); $own_activity;");
is(activity_of_waiting(), 'schemaver: downgrade 8 of 10, r3 message 3',
	'activity during a downgrade');
release_lock($holder);
is( finish_session($session),
	join("\n", (map { "r$_" } reverse 1 .. 10), "$own_activity;\n"),
	'the next statement shows itself');

# --------
# Cancel
# --------
my $log = $node->safe_psql('postgres', 'SELECT count(*) FROM schemaver.log');

$holder = hold_lock();
$session = start_session(
	"\\set VERBOSITY sqlstate\nSELECT schemaver_upgrade();\n$own_activity;");
is(activity_of_waiting(), 'schemaver: upgrade 3 of 10, r3 message 3',
	'activity before the cancel');
$node->safe_psql('postgres',
	'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = \'advisory\''
);
is(finish_session($session),
	"$own_activity;\n", 'after the cancel, the next statement shows itself');
like($session->{stderr}, qr/ERROR:  57014/, 'the cancel is reported as such');
release_lock($holder);
is( $node->safe_psql(
		'postgres', q{
		SELECT state FROM schemaver_status();
		SELECT count(*) FROM schemaver.applied;
		SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]+$' AND relkind = 'r'}
	),
	"empty\n0\n0",
	'nothing of the upgrade is left');
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver.log'),
	$log, 'not in the log either');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_locks WHERE relation = \'schemaver.lock\'::regclass'),
	'0', 'the lock is free');

# A canceled upgrade inside a subtransaction: the session continues.
$holder = hold_lock();
$session = start_session(
	q{BEGIN;
	SAVEPOINT s;
	SET LOCAL lock_timeout = '100ms';
	SELECT schemaver_upgrade();
	ROLLBACK TO s;
	SELECT count(*) FROM schemaver_current();
	SELECT schemaver_upgrade('r2');
	} . "$own_activity;\nCOMMIT;");
is(finish_session($session),
	"0\nr1\nr2\n$own_activity;\n", 'a timeout can be caught by a savepoint');
like($session->{stderr}, qr/lock timeout/, 'the timeout is reported as such');
release_lock($holder);
is($node->safe_psql('postgres', 'SELECT revision FROM schemaver.version'),
	'r2', 'and what came after it exists');

# --------
# Without a message, and with one that is too long for pg_stat_activity
# --------
$node->safe_psql(
	'postgres', q{
	SELECT schemaver_downgrade('base');
	SELECT schemaver_edit('r3', message => repeat('ä', 5000))});
$holder = hold_lock();
$session = start_session('SELECT schemaver_upgrade();');
like(activity_of_waiting(), qr/^schemaver: upgrade 3 of 10, r3 (?:ä){100}/,
	'a long message is cut');
release_lock($holder);
finish_session($session);

# --------
# The server log: a line for each step, at a level, and nothing for the client
# --------
$node->safe_psql(
	'postgres', q{
	SELECT schemaver_downgrade('base');
	SELECT schemaver_edit('r3', upgrade => 'CREATE TABLE t3 ()', downgrade => 'DROP TABLE t3',
		message => E'third\nline');
	SELECT schemaver_edit('r4', message => '')});
my ($lines, $stderr) = steps_in_log(q{SELECT schemaver_upgrade('r3')});
is( join("\n", @$lines),
	join("\n", map { qq{LOG: schemaver: upgrade of revision "$_->[0]" took N ms$_->[1]} }
		['r1', ': message 1'], ['r2', ': message 2'], ['r3', ': third']),
	'an upgrade in the log');
unlike($stderr, qr/took/, 'the client is not told');
($lines) = steps_in_log(q{CALL schemaver_deploy('r4'); SELECT schemaver_downgrade('r3')});
is( join("\n", @$lines),
	qq{LOG: schemaver: upgrade of revision "r4" took N ms\nLOG: schemaver: downgrade of revision "r4" took N ms},
	'a deploy and a downgrade in the log');
($lines) = steps_in_log(q{SELECT schemaver_dry_run('r4'); CALL schemaver_deploy('r3')});
is(@$lines, 0, 'nothing if nothing was run');
($lines, $stderr) = steps_in_log(
	q{SET client_min_messages = debug1; SET log_min_messages = notice; SET schemaver.log_steps = notice;
	SELECT schemaver_upgrade('r4'); SET log_min_messages = warning; SELECT schemaver_downgrade('r3')});
is( join("\n", @$lines),
	qq{NOTICE: schemaver: upgrade of revision "r4" took N ms},
	'at another level it depends on log_min_messages');
unlike($stderr, qr/took/, 'the client is not told at any level');
($lines) = steps_in_log(q{SET schemaver.log_steps = off; SELECT schemaver_upgrade('r4')});
is(@$lines, 0, 'it can be turned off');

# --------
# Who logs queries gets the one that runs, not the script around it
# --------
SKIP:
{
	skip 'auto_explain is not installed', 2
	  if $node->psql('postgres', q{LOAD 'auto_explain'}) != 0;
	$node->safe_psql('postgres',
		q{SELECT schemaver_upgrade();
		SELECT schemaver_revision('rows', rev_id => 'rows',
			upgrade => E'CREATE TABLE words (w text DEFAULT \'sesame\');\nINSERT INTO words VALUES (\'open\');\nCREATE TABLE more AS SELECT 1')});
	my $before = -s $node->logfile;
	$node->safe_psql('postgres', q{LOAD 'auto_explain';
		SET auto_explain.log_min_duration = 0;
		SET auto_explain.log_nested_statements = on;
		SELECT schemaver_upgrade('rows')});
	my $text = substr(slurp_file($node->logfile), $before);
	like($text, qr/Query Text:\s+INSERT INTO words VALUES \('open'\)\n\s*Insert on words/,
		'the text of a query is logged');
	unlike($text, qr/sesame/, 'and nothing of the statements around it');
}

$node->stop;
done_testing();

# The lines about steps in the server log, with what statements of a client have
# written to it, and what the client was told.
sub steps_in_log
{
	my ($statements) = @_;
	my $before = -s $node->logfile;
	my $messages;

	$node->psql('postgres', $statements, stderr => \$messages);
	my $text = substr(slurp_file($node->logfile), $before);
	my @lines;

	foreach my $line (split /\n/, $text)
	{
		push @lines, "$1: $2" if $line =~ /(LOG|NOTICE):  (schemaver: .*)/;
	}
	s/ took [0-9.]+ ms/ took N ms/ foreach @lines;
	return (\@lines, $messages);
}

sub start_session
{
	my ($sql) = @_;
	my %session = (stdin => "$sql\n", stdout => '', stderr => '');

	$session{handle} = IPC::Run::start(
		[ 'psql', '-X', '-q', '-A', '-t', $node->connstr('postgres') ],
		'<', \$session{stdin}, '>', \$session{stdout}, '2>',
		\$session{stderr});
	$session{handle}->pump while length $session{stdin};
	return \%session;
}

sub finish_session
{
	my ($session) = @_;

	$session->{handle}->finish;
	return $session->{stdout};
}

# A session that holds the lock on which the third revision waits.
sub hold_lock
{
	my $holder = start_session(
		"SELECT pg_advisory_lock(1); SELECT pg_sleep(600) /* holder */;");

	$node->poll_query_until('postgres',
		q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'}
	) or die 'the lock is not held';
	return $holder;
}

sub release_lock
{
	my ($holder) = @_;

	$node->safe_psql('postgres',
		q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'}
	);
	finish_session($holder);
	return;
}

# What is shown of the session that waits for the lock.
sub activity_of_waiting
{
	$node->poll_query_until('postgres',
		q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'advisory'}
	) or die 'no session waits for the lock';
	return $node->safe_psql('postgres',
		q{SELECT query FROM pg_stat_activity WHERE wait_event = 'advisory'});
}
