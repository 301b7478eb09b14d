# What a backfill does when others are at work: it rests when they had to wait for
# it, keeps to its rate of WAL, waits for a vacuum and for a pause, does rows that
# are locked later, and gets over deadlocks.  Each row is changed once, whatever
# happens.
#
# A batch is stopped in the middle by a function that waits for an advisory lock of
# the test, so that nothing depends on how fast anything is.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('throttle');
$node->init;
$node->append_conf('postgresql.conf', q{
autovacuum = off
fsync = off
schemaver.backfill_rest = 0
});
$node->start;

my $rows = 3000;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE FUNCTION gate(row_number integer, gate integer) RETURNS integer LANGUAGE plpgsql AS $$
	BEGIN
		IF row_number = gate THEN
			WHILE NOT pg_try_advisory_xact_lock_shared(gate) LOOP
				PERFORM pg_sleep(0.01);
			END LOOP;
		END IF;
		RETURN 0;
	END $$});

# --------
# What makes it rest
# --------

# another transaction had to wait for a row
make_tables();
my $test = start_session('test');
run_in($test, 'SELECT pg_advisory_lock(20)');
my $fill = start_backfill("rest => 20, assignments => 'n = n + 1 + gate(id, 20)'");
wait_for(q{EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
	AND pid = (SELECT backend_pid FROM schemaver_progress()))}, 'a batch is stopped in its middle');
my $client = start_session('client');
send_to($client, 'UPDATE keyed SET c = c + 1 WHERE id = 10');
wait_for(waits_for_lock('client'), 'a client waits for one of its rows');
run_in($test, 'SELECT pg_advisory_unlock(20)');
wait_for(activity('another transaction had to wait for it'), 'the backfill rests for longer');
answer_of($client);
is(done(), 60, 'after that batch');
cancel($fill, 'which a cancel ends');
call_again("'n = n + 1 + gate(id, 20)'");
is(changes('keyed'), "1,1,$rows", 'the same call changes all other rows, and none twice');
is(clients_changes('keyed'), '10', 'what the client has written stays');

# WAL: a batch has written what an hour is allowed to
make_tables();
$fill = start_backfill("assignments => 'n = n + 1'", "SET schemaver.backfill_max_wal = '1kB';");
wait_for(activity('it has written as much WAL as it may'), 'a backfill keeps to a rate of WAL');
cmp_ok(done(), '<', $rows, 'in the middle of the table');
cancel($fill, 'that rest is ended by a cancel, too');
call_again("'n = n + 1'");
is(changes('keyed'), "1,1,$rows", 'without the limit, it goes on');

# --------
# What makes it wait
# --------

# a vacuum of the table, by a session that has to be slow
make_tables();
$node->safe_psql('postgres', 'UPDATE keyed SET c = 0');
my $vacuum = start_session('vacuum');
run_in($vacuum, 'SET vacuum_cost_delay = 100');
run_in($vacuum, 'SET vacuum_cost_limit = 1');
send_to($vacuum, 'VACUUM keyed');
wait_for(q{EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = 'keyed'::regclass)}, 'a vacuum is at work');
$fill = start_backfill("assignments => 'n = n + 1'");
wait_for(activity('a vacuum of the table is going on'), 'a backfill waits for it');
is(done(), 0, 'and has changed nothing');
$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'vacuum'});
finish($fill, qr/waits: a vacuum of the table is going on/, 'it goes on when there is no vacuum');
is(changes('keyed'), "1,1,$rows", 'and changes all rows');

# one of another table does not matter
make_tables();
$node->safe_psql('postgres', 'UPDATE heap SET c = 0');
$vacuum = start_session('vacuum');
run_in($vacuum, 'SET vacuum_cost_delay = 100');
run_in($vacuum, 'SET vacuum_cost_limit = 1');
send_to($vacuum, 'VACUUM heap');
wait_for(q{EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = 'heap'::regclass)}, 'a vacuum of another table');
call_again("'n = n + 1'");
is(changes('keyed'), "1,1,$rows", 'does not matter');
$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'vacuum'});

# a pause in the middle of a table, of one of two backfills
make_tables();
run_in($test, 'SELECT pg_advisory_lock(1500)');
$fill = start_backfill("assignments => 'n = n + 1 + gate(id, 1500)'");
wait_for('(SELECT rows_done FROM schemaver_progress()) = 1440', 'a backfill is in the middle of its table');
is($node->safe_psql('postgres', q{SELECT schemaver_pause_backfill('keyed')}), '1', 'another session pauses it');
is($node->safe_psql('postgres', q{SELECT schemaver_resume_backfill('heap')}), '0', 'and resumes another one');
run_in($test, 'SELECT pg_sleep(1.1), pg_advisory_unlock(1500)');
wait_for(activity('it is paused'), 'it waits when its batch is done');
cmp_ok(done(), '<', $rows, 'it is not at the end');
$node->safe_psql('postgres', 'SELECT schemaver_resume_backfill()');
finish($fill, qr/waits: it is paused/, 'it is resumed');
is(changes('keyed'), "1,1,$rows", 'and changes all rows');

# --------
# Locks
# --------

# rows that are locked, of a table with a key
foreach my $table (qw(keyed composite))
{
	make_tables();
	run_in($client, 'BEGIN');
	run_in($client, "UPDATE $table SET c = c + 1 WHERE id IN (100, 2000)");
	$fill = start_backfill("assignments => 'n = n + 1'", '', $table);
	wait_for(activity('rows are locked'), "$table: a backfill meets rows that are locked");
	wait_for("(SELECT cardinality(skipped) > 0 AND done_to[1]::integer >= $rows FROM schemaver.backfill WHERE finished_at IS NULL)",
		"$table: it leaves them out, and comes to the end");
	is($node->safe_psql('postgres', "SELECT string_agg(id::text, ',' ORDER BY id) FROM $table WHERE n = 0"),
		'100,2000', "$table: all others are changed");
	run_in($client, 'COMMIT');
	finish($fill, qr/is complete: $rows rows changed/, "$table: they are done in a later round");
	is(changes($table), "1,1,$rows", "$table: each row is changed once");
	is(clients_changes($table), '100,2000', "$table: what the client has written stays");
}

# of a table without a key
make_tables();
run_in($client, 'BEGIN');
run_in($client, 'UPDATE heap SET c = c + 1 WHERE id = 100');
$fill = start_backfill("assignments => 'n = n + 1'", '', 'heap');
wait_for(activity('rows are locked'), 'heap: a backfill waits for a row that is locked');
run_in($client, 'COMMIT');
finish($fill, qr/is complete: $rows rows changed/, 'heap: it goes on when it is not');
is(changes('heap'), "1,1,$rows", 'heap: each row is changed once');
is(clients_changes('heap'), '100', 'heap: what the client has written stays');

# a row that stays locked, is deleted, or does not fulfill the condition any more
make_tables();
run_in($client, 'BEGIN');
run_in($client, 'DELETE FROM keyed WHERE id = 100');
run_in($client, 'UPDATE keyed SET n = 7 WHERE id = 101');
run_in($client, 'UPDATE keyed SET c = c + 1 WHERE id = 102');
$fill = start_backfill("assignments => 'n = n + 1', condition => 'n = 0'", 'SET schemaver.lock_retries = 2;');
finish($fill, qr/ERROR:  gave up waiting for rows of table public\.keyed that other transactions have locked\nDETAIL:  3 of them are left/,
	'rows that stay locked end a backfill');
is($node->safe_psql('postgres', 'SELECT count(*) FROM keyed WHERE n = 1'), $rows - 3, 'all others are changed');
run_in($client, 'COMMIT');
call_again("'n = n + 1'", "condition => 'n = 0'");
is($node->safe_psql('postgres', 'SELECT n, count(*) FROM keyed GROUP BY n ORDER BY n'),
	'1|' . ($rows - 2) . "\n7|1", 'the same call does what is left, if it is to be done');

# the whole table, which batches wait for only shortly: others do not queue behind it
make_tables();
run_in($test, 'SELECT pg_advisory_lock(1500)');
$fill = start_backfill("assignments => 'n = n + 1 + gate(id, 1500)'");
wait_for('(SELECT rows_done FROM schemaver_progress()) = 1440', 'a backfill is in the middle of its table');
$node->safe_psql('postgres', q{SELECT schemaver_pause_backfill('keyed')});
run_in($test, 'SELECT pg_sleep(1.1), pg_advisory_unlock(1500)');
wait_for(activity('it is paused'), 'is paused');
run_in($client, 'BEGIN');
run_in($client, 'LOCK TABLE keyed IN SHARE MODE');
$node->safe_psql('postgres', 'SELECT schemaver_resume_backfill()');
wait_for(activity('rows are locked'), 'and finds the table locked');
run_in($client, 'COMMIT');
finish($fill, qr/is complete: $rows rows changed/, 'it goes on when the table is free');
is(changes('keyed'), "1,1,$rows", 'each row is changed once');

# a deadlock with a client, which the backfill loses
make_tables();
my $deadlocks = $node->safe_psql('postgres', q{SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'});
run_in($test, 'SELECT pg_advisory_lock(20)');
run_in($test, 'SELECT pg_advisory_lock(45)');
run_in($client, q{SET deadlock_timeout = '10min'});
run_in($client, 'BEGIN');
run_in($client, 'UPDATE keyed SET c = c + 1 WHERE id = 50');
$fill = start_backfill("assignments => 'n = n + 1 + gate(id, 20) + gate(id, 45)'", q{SET deadlock_timeout = '1ms';});
wait_for(q{EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
	AND pid = (SELECT backend_pid FROM schemaver_progress()))}, 'a batch has changed some rows');
send_to($client, 'UPDATE keyed SET c = c + 1 WHERE id = 10');
wait_for(waits_for_lock('client'), 'a client waits for it, and has locked a row that it comes to');
run_in($test, 'SELECT pg_advisory_unlock(20)');
run_in($test, 'SELECT pg_advisory_unlock(45)');
answer_of($client);
wait_for("(SELECT skipped = '{10,50}' FROM schemaver.backfill WHERE finished_at IS NULL)", 'it leaves out the rows that the client has');
run_in($client, 'COMMIT');
finish($fill, qr/is complete: $rows rows changed/, 'and does them later');
wait_for("(SELECT deadlocks > $deadlocks FROM pg_stat_database WHERE datname = 'postgres')", 'there was a deadlock');
is(changes('keyed'), "1,1,$rows", 'no row is lost, and none changed twice');
is(clients_changes('keyed'), '10,50', 'what the client has written stays');

# the batch after a deadlock has half as many rows
make_tables();
run_in($test, 'SELECT pg_advisory_lock(20)');
run_in($test, 'SELECT pg_advisory_lock(45)');
run_in($client, 'BEGIN');
run_in($client, 'UPDATE keyed SET c = c + 1 WHERE id = 30');
$fill = start_backfill("assignments => 'n = n + 1 + gate(id, 20) + gate(id, 45)'", q{SET deadlock_timeout = '1ms';});
wait_for(q{EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
	AND pid = (SELECT backend_pid FROM schemaver_progress()))}, 'a batch has changed some rows again');
send_to($client, 'UPDATE keyed SET c = c + 1 WHERE id = 10');
wait_for(waits_for_lock('client'), 'and a client waits for it');
run_in($test, 'SELECT pg_advisory_unlock(20)');
answer_of($client);
wait_for('(SELECT rows_done FROM schemaver_progress()) = 30', 'the batch is tried again with half as many rows');
run_in($client, 'COMMIT');
run_in($test, 'SELECT pg_advisory_unlock(45)');
finish($fill, qr/is complete: $rows rows changed/, 'and the backfill ends');
is(changes('keyed'), "1,1,$rows", 'each row is changed once');
is(clients_changes('keyed'), '10,30', 'what the client has written stays');

end_session($_) foreach $test, $client;
$node->stop;
done_testing();

# New tables, and no record of a backfill.
sub make_tables
{
	$node->safe_psql('postgres', qq{
		SET client_min_messages = warning;
		DROP TABLE IF EXISTS keyed, composite, heap;
		CREATE TABLE keyed (id integer PRIMARY KEY, filler text, c integer NOT NULL DEFAULT 0, n integer NOT NULL DEFAULT 0);
		INSERT INTO keyed SELECT g, repeat('x', 200) FROM generate_series(1, $rows) g;
		CREATE TABLE composite (id integer, part integer, c integer NOT NULL DEFAULT 0, n integer NOT NULL DEFAULT 0, PRIMARY KEY (id, part));
		INSERT INTO composite SELECT g, g % 7 FROM generate_series(1, $rows) g;
		CREATE TABLE heap (id integer, filler text, c integer NOT NULL DEFAULT 0, n integer NOT NULL DEFAULT 0);
		INSERT INTO heap SELECT g, repeat('x', 200) FROM generate_series(1, $rows) g;
		DELETE FROM schemaver.backfill});
	return;
}

# The CALL of a backfill by batches of 60 rows, in a session of its own.
sub start_backfill
{
	my ($arguments, $settings, $table) = @_;
	my $session = { stdout => '', stderr => '' };

	$table //= 'keyed';
	$session->{harness} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'),
			'-c', $settings || 'SELECT', '-c', "CALL schemaver_backfill('$table', batch => 60, $arguments)" ],
		'<', \undef, '>', \$session->{stdout}, '2>', \$session->{stderr}, IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	return $session;
}

sub finish
{
	my ($session, $expected, $name) = @_;

	$session->{harness}->finish;
	like($session->{stderr}, $expected, $name);
	return;
}

sub cancel
{
	my ($session, $name) = @_;

	$node->safe_psql('postgres', 'SELECT pg_cancel_backend(backend_pid) FROM schemaver_progress()');
	finish($session, qr/canceling statement due to user request/, $name);
	return;
}

sub call_again
{
	my ($assignments, @arguments) = @_;
	my $arguments = join ', ', "assignments => $assignments", 'batch => 60', @arguments;

	$node->safe_psql('postgres', "CALL schemaver_backfill('keyed', $arguments)");
	return;
}

# A session that gets statements one by one.
sub start_session
{
	my ($name) = @_;
	my $session = { in => '', out => '', answers => 0 };

	$session->{harness} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ],
		'<', \$session->{in}, '>', \$session->{out}, '2>&1', IPC::Run::timeout(3 * $PostgreSQL::Test::Utils::timeout_default));
	run_in($session, "SET application_name = '$name'");
	return $session;
}

sub send_to
{
	my ($session, $statement) = @_;

	$session->{out} = '';
	$session->{answers}++;
	$session->{in} .= "$statement;\n\\echo answer $session->{answers}\n";
	$session->{harness}->pump_nb;
	return;
}

sub answer_of
{
	my ($session) = @_;

	$session->{harness}->pump until $session->{out} =~ /^answer $session->{answers}$/m;
	die $session->{out} if $session->{out} =~ /ERROR/;
	return;
}

sub run_in
{
	my ($session, $statement) = @_;

	send_to($session, $statement);
	answer_of($session);
	return;
}

sub end_session
{
	my ($session) = @_;

	$session->{in} .= "\\q\n";
	$session->{harness}->finish;
	return;
}

sub wait_for
{
	my ($condition, $name) = @_;

	ok($node->poll_query_until('postgres', "SELECT coalesce($condition, false)"), $name)
	  or diag($node->safe_psql('postgres', 'SELECT activity FROM schemaver_progress(); SELECT * FROM schemaver.backfill'));
	return;
}

# The condition that a backfill says what it waits for.
sub activity
{
	my ($reason) = @_;

	return "EXISTS (SELECT FROM schemaver_progress() WHERE activity LIKE '%(waits: $reason)')";
}

sub waits_for_lock
{
	my ($name) = @_;

	return "EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '$name' AND wait_event_type = 'Lock')";
}

sub done
{
	return $node->safe_psql('postgres', 'SELECT rows_done FROM schemaver_progress()');
}

# How often the rows of a table were changed, and how many they are.
sub changes
{
	my ($table) = @_;

	return $node->safe_psql('postgres', "SELECT concat_ws(',', min(n), max(n), count(*)) FROM $table");
}

# The rows that the client has changed, once.
sub clients_changes
{
	my ($table) = @_;

	return $node->safe_psql('postgres', "SELECT string_agg(id::text, ',' ORDER BY id) FROM $table WHERE c = 1");
}
