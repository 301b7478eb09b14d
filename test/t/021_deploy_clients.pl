# Deploys as clients call them: every protocol, sixteen at once, and what they
# find after a timeout, a cancel, a lost session, and a full disk.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', q{
fsync = off
max_connections = 30
max_prepared_transactions = 5
});
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION schemaver;
	CREATE TABLE t (id integer PRIMARY KEY, v integer);
	INSERT INTO t SELECT g, g FROM generate_series(1, 1000) g;
	SELECT schemaver_revision('table', rev_id => 'r1', upgrade => 'CREATE TABLE t1 ()', downgrade => 'DROP TABLE t1');
	SELECT schemaver_revision('index', rev_id => 'r2', transactional => false,
		upgrade => 'CREATE INDEX CONCURRENTLY t_v ON t (v); VACUUM t; CREATE DATABASE of_r2; ALTER SYSTEM SET work_mem = 5000; REINDEX INDEX CONCURRENTLY t_v',
		downgrade => 'DROP DATABASE of_r2; ALTER SYSTEM RESET work_mem; DROP INDEX CONCURRENTLY t_v');
	SELECT schemaver_revision('column', rev_id => 'r3', upgrade => 'ALTER TABLE t ADD c integer', downgrade => 'ALTER TABLE t DROP c');
});

# --------
# Protocols: up and down
# --------
my $script = PostgreSQL::Test::Utils::tempdir() . '/deploy.sql';
append_to_file($script, "CALL schemaver_deploy('head');\nCALL schemaver_deploy('base', direction => 'downgrade');\n");
foreach my $mode ('simple', 'extended', 'prepared')
{
	my ($stdout, $stderr) = ('', '');
	my $result = IPC::Run::run(
		[ 'pgbench', '-n', '-M', $mode, '-t', '3', '-f', $script, $node->connstr('postgres') ],
		'>', \$stdout, '2>', \$stderr);

	ok($result, "protocol: $mode");
	like($stdout, qr{actually processed: 3/3}, "three times: $mode");
}
is($node->safe_psql('postgres', 'SELECT operation, count(*) FROM schemaver.log GROUP BY 1 ORDER BY 1'),
	"downgrade|27\nupgrade|27", 'each step was run each time');

# --------
# Sixteen at once: each revision once
# --------
my @sessions = map { start_session('CALL schemaver_deploy()') } 1 .. 16;
is(scalar(grep { !$_->{handle}->finish } @sessions), 0, 'sixteen callers: none fails');
is($node->safe_psql('postgres', q{SELECT string_agg(revision, ',' ORDER BY id) FROM schemaver.log WHERE id > 54}),
	'r1,r2,r3', 'each revision was run once');

# --------
# A transaction block, as drivers without autocommit have it
# --------
my ($code, $stdout, $stderr) = $node->psql('postgres', 'BEGIN; CALL schemaver_deploy(); COMMIT');
like($stderr, qr/ERROR:  CALL schemaver_deploy\(\) cannot run inside a transaction block.*HINT:  .*autocommit/s,
	'in a transaction block: an error that names autocommit');

# --------
# Timeouts, and who is in the way
# --------
$node->safe_psql('postgres', q{SELECT schemaver_revision('slow', rev_id => 'r4', upgrade => 'SELECT pg_sleep(600)', downgrade => '')});
failing('SET statement_timeout = 300; CALL schemaver_deploy()',
	'57014', qr/statement timeout/, 'statement_timeout of the session');
failing('SET schemaver.statement_timeout = 300; CALL schemaver_deploy()',
	'57014', qr/statement timeout/, 'schemaver.statement_timeout');
failing('SET schemaver.deploy_timeout = 300; CALL schemaver_deploy()',
	'57014', qr/schemaver\.deploy_timeout has passed/, 'schemaver.deploy_timeout');
is($node->safe_psql('postgres',
		"SET schemaver.statement_timeout = 1000; CALL schemaver_deploy('r3'); SELECT pg_sleep(1.2) IS NULL"),
	'f', 'the limits end with the deploy');

$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'ALTER TABLE t ADD d integer')});
$node->safe_psql('postgres', q{BEGIN; LOCK TABLE t IN ACCESS SHARE MODE; PREPARE TRANSACTION 'forgotten'});
failing('SET schemaver.lock_timeout = 100; SET schemaver.lock_retries = 2; CALL schemaver_deploy()',
	'55P03', qr/attempt 1 of 3.*attempt 2 of 3.*Prepared transaction 'forgotten' of user \S+ holds AccessShareLock/s,
	'a prepared transaction is named');

is($node->safe_psql('postgres',
		q{SELECT severity, subject, revision, finding, regexp_replace(detail, '"[^"]*"|[0-9:]+', 'N', 'g'), hint
			FROM schemaver_preflight() WHERE subject = 'sessions'}),
	q{warning|sessions|r4|prepared transaction "forgotten" holds a lock on "t", which revision "r4" needs|}
	  . q{User N prepared it N ago.|It ends with COMMIT PREPARED 'forgotten' or ROLLBACK PREPARED 'forgotten'.},
	'so does a preflight, before');
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'CREATE INDEX ON t (id)')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM schemaver_preflight() WHERE subject = 'sessions'}), '0',
	'if it holds a lock that is in the way');
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'ALTER TABLE t ADD d integer')});

# A slow machine may not have come to the lock when the deadline passes: then
# no session is in the way yet, and all of it takes twice as long.
my $deadline = 500;
do
{
	failing("SET schemaver.lock_timeout = 100; SET schemaver.deploy_timeout = $deadline; CALL schemaver_deploy()",
		'55P03|57014', qr/schemaver\.deploy_timeout has passed|forgotten/, "a deadline of $deadline ms ends the attempts");
	$deadline *= 2;
} until $stderr =~ /forgotten/ || $deadline > 60_000;
like($stderr, qr/forgotten/, 'and the session in the way is reported');
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => $$SELECT pg_sleep(0.5); DO 'BEGIN ALTER TABLE t ADD d integer; END'$$)});
failing('SET schemaver.lock_timeout = 300; SET schemaver.lock_retries = 0; CALL schemaver_deploy()',
	'55P03', qr/Prepared transaction 'forgotten'/s, 'who is in the way of a later statement is named');
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'ALTER TABLE t ADD d integer')});
$node->safe_psql('postgres', q{ROLLBACK PREPARED 'forgotten'});

# one that has run something, and one that writes while an index is to be built
$node->safe_psql('postgres', q{BEGIN; SELECT schemaver_downgrade('r2'); PREPARE TRANSACTION E'a ''run''\nof mine'});
is($node->safe_psql('postgres', q{SELECT severity, finding, hint FROM schemaver_preflight() WHERE subject = 'sessions' AND revision IS NULL}),
	qq{warning|prepared transaction "a 'run'?of mine" holds the lock of a run|It ends with COMMIT PREPARED 'a ''run''\nof mine' or ROLLBACK PREPARED 'a ''run''\nof mine'.},
	'a run that was prepared is named');
$node->safe_psql('postgres', q{ROLLBACK PREPARED E'a ''run''\nof mine'});
$node->safe_psql('postgres', q{BEGIN; DELETE FROM t; PREPARE TRANSACTION 'writer'});
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'CREATE INDEX CONCURRENTLY ON t (id)', transactional => false)});
is($node->safe_psql('postgres', q{SELECT finding FROM schemaver_preflight() WHERE subject = 'sessions'}),
	q{prepared transaction "writer" holds a lock on "t", which revision "r4" needs}, 'CREATE INDEX CONCURRENTLY waits for writers');
$node->safe_psql('postgres', q{ROLLBACK PREPARED 'writer'});
$node->safe_psql('postgres', q{SELECT schemaver_edit('r4', upgrade => 'ALTER TABLE t ADD d integer', transactional => true)});

# A role that may not see what others do learns who they are at least.
$node->safe_psql('postgres', q{
	CREATE ROLE plain LOGIN;
	ALTER TABLE t OWNER TO plain;
	GRANT USAGE ON SCHEMA schemaver TO plain;
	GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO plain;
	GRANT ALL ON ALL SEQUENCES IN SCHEMA schemaver TO plain});
my $holder = start_session('BEGIN; SELECT 1 FROM t LIMIT 1; SELECT pg_sleep(600)');
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
failing('SET ROLE plain; SET schemaver.lock_timeout = 100; SET schemaver.lock_retries = 2; CALL schemaver_deploy()',
	'55P03', qr/Process \d+ of user \S+, application '[^']*'.*holds AccessShareLock/s, 'as a plain role: the process is named');

# --------
# What is seen from outside, a cancel, a lost session
# --------
my $deploy = start_session('CALL schemaver_deploy()');
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '%waits for a lock%' AND query LIKE 'schemaver:%'});
is($node->safe_psql('postgres', 'SELECT direction, target, step, steps, revision FROM schemaver_progress()'),
	'upgrade|head|1|1|r4', 'progress');
like($node->safe_psql('postgres', 'SELECT application_name FROM pg_stat_activity WHERE pid = (SELECT backend_pid FROM schemaver_progress())'),
	qr{^schemaver 1/1( 1/1)? r4}, 'application_name');
is($node->safe_psql('postgres', 'SET ROLE plain; SELECT direction, activity, revision FROM schemaver_progress()'),
	'upgrade||r4', 'progress as a plain role');
($code, $stdout, $stderr) = $node->psql('postgres', 'SELECT schemaver_upgrade()');
like($stderr, qr/ERROR:  a deploy is running in this database\nDETAIL:  Process \d+ of user \S+ has been running a deploy for [\d.]+ s\./,
	'a run in a transaction fails at once, and names the deploy');
$node->safe_psql('postgres', 'SELECT pg_cancel_backend(backend_pid) FROM schemaver_progress()');
ok(!$deploy->{handle}->finish, 'canceled');
is(last_failure(), '57014|canceling statement due to user request', 'on record');

$deploy = start_session('CALL schemaver_deploy()');
wait_for(q{SELECT count(*) = 1 FROM schemaver_progress() WHERE activity LIKE '%waits for a lock%'});
$node->safe_psql('postgres', 'SELECT pg_terminate_backend(backend_pid) FROM schemaver_progress()');
ok(!$deploy->{handle}->finish, 'terminated');
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver_progress()'), '0', 'no deploy is running');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$holder->{handle}->finish;
($code, $stdout, $stderr) = $node->psql('postgres', 'CALL schemaver_deploy()');
like($stderr, qr/NOTICE:  the deploy before this one has lost its session/, 'the next deploy finds out');
is(last_failure(), '|the session was lost', 'on record');
is($node->safe_psql('postgres', 'SELECT state FROM schemaver_status()'), 'current', 'and continues');

# --------
# Progress of an index
# --------
$node->safe_psql('postgres', q{
	SELECT schemaver_revision('big index', rev_id => 'r5', transactional => false,
		upgrade => 'SELECT 1; CREATE INDEX CONCURRENTLY t_c ON t (c)', downgrade => 'DROP INDEX CONCURRENTLY t_c')});
$holder = start_session('BEGIN; INSERT INTO t VALUES (0, 0); SELECT pg_sleep(600)');
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$deploy = start_session(q{SET schemaver.lock_timeout = '600s'; CALL schemaver_deploy()});
wait_for(q{SELECT count(*) = 1 FROM schemaver_progress() WHERE index_phase LIKE 'waiting for writers%'});
is($node->safe_psql('postgres', 'SELECT revision, statement, statements, cardinality(blocked_by) FROM schemaver_progress()'),
	'r5|2|2|1', 'progress of an index');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$holder->{handle}->finish;
ok($deploy->{handle}->finish, 'it is built when the writer is gone');

# --------
# Notifications
# --------
$node->safe_psql('postgres', q{SELECT schemaver_revision('heard', rev_id => 'r6', downgrade => '')});
$stdout = $node->safe_psql('postgres', "LISTEN schemaver;\nCALL schemaver_deploy();\nSELECT 1;");
like($stdout, qr/Asynchronous notification "schemaver" with payload "\{.*"event": "step".*"revision": "r6".*\}"/, 'a step is notified');
like($stdout, qr/"event": "run"/, 'the end is notified');

# --------
# Others change what is planned
# --------
$node->safe_psql('postgres', q{
	SELECT schemaver_revision('chain', rev_id => 'c' || g,
		upgrade => 'SELECT pg_advisory_xact_lock_shared(' || g || ')', downgrade => '')
	FROM generate_series(1, 4) g});
$holder = start_session('SELECT pg_advisory_lock(1); SELECT pg_sleep(600)');
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$deploy = start_session(q{SET schemaver.lock_timeout = '600s'; CALL schemaver_deploy()});
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'advisory'});
$node->safe_psql('postgres', q{INSERT INTO schemaver.applied VALUES ('c2')});
is($node->safe_psql('postgres', q{SELECT schemaver_revision('more', rev_id => 'c5', downgrade => '')}), 'c5',
	'revisions can be added during a deploy');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$holder->{handle}->finish;
ok($deploy->{handle}->finish, 'another session records a revision as applied');
is($node->safe_psql('postgres', q{SELECT string_agg(revision, ',' ORDER BY id) FROM schemaver.log WHERE revision ~ '^c'}),
	'c1,c3,c4', 'it is not run, nor is what was added later');

$node->safe_psql('postgres', q{SELECT schemaver_downgrade('c1')});
$holder = start_session('SELECT pg_advisory_lock(3); SELECT pg_sleep(600)');
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$deploy = start_session(q{SET schemaver.lock_timeout = '600s'; CALL schemaver_deploy('c5')});
wait_for(q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'advisory'});
$node->safe_psql('postgres', q{DELETE FROM schemaver.revision WHERE revision = 'c5'});
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
$holder->{handle}->finish;
ok(!$deploy->{handle}->finish, 'another session removes the target');
like($deploy->{stderr}, qr/ERROR:  revision "c5" does not exist/, 'that is an error');
is($node->safe_psql('postgres', q{SELECT revision, error FROM schemaver.log ORDER BY id DESC LIMIT 1}),
	'c4|revision "c5" does not exist', 'on record where it was');
$node->safe_psql('postgres', 'CALL schemaver_deploy()');

# --------
# A full disk
# --------
SKIP:
{
	my $disk = $ENV{SCHEMAVER_SMALL_DISK};

	skip 'SCHEMAVER_SMALL_DISK names no directory on a small file system', 5
	  if !defined $disk || !-d $disk;
	mkdir "$disk/space";
	$node->safe_psql('postgres', "CREATE TABLESPACE small LOCATION '$disk/space'");
	$node->safe_psql('postgres', q{
		CREATE TABLE big AS SELECT g, repeat('x', 500) AS x FROM generate_series(1, 60000) g;
		SELECT schemaver_revision('full', rev_id => 'r7', upgrade => 'CREATE TABLE r7 TABLESPACE small AS SELECT * FROM big', downgrade => '');
		SELECT schemaver_revision('full too', rev_id => 'r8', transactional => false,
			upgrade => 'SELECT 1; CREATE INDEX CONCURRENTLY big_x ON big (x, g) TABLESPACE small', downgrade => '')});
	failing('CALL schemaver_deploy()', '53100', qr/could not extend file.*No space left on device/, 'a full disk');
	is($node->safe_psql('postgres', q{SELECT to_regclass('r7') IS NULL}), 't', 'nothing of the revision is left');
	$node->safe_psql('postgres', q{SELECT schemaver_edit('r7', upgrade => '')});
	failing('CALL schemaver_deploy()', '53100', qr/No space left on device/, 'a full disk under an index');
	$node->safe_psql('postgres', q{DELETE FROM big WHERE g > 100; VACUUM big});
	($code, $stdout, $stderr) = $node->psql('postgres', 'CALL schemaver_deploy()');
	is($code, 0, 'with less to do it continues');
	is($node->safe_psql('postgres', q{SELECT count(*), bool_and(indisvalid) FROM pg_index WHERE indrelid = 'big'::regclass}),
		'1|t', 'and the invalid index is replaced');
}

$node->stop;
done_testing();

# A deploy that has to fail, with a code and a text; and is on record so.
sub failing
{
	my ($sql, $sqlstate, $text, $name) = @_;
	my ($code, $stdout) = ('', '');

	$stderr = '';
	IPC::Run::run(
		[
			'psql', '-X', '-q', '-A', '-t', '-v', 'VERBOSITY=verbose',
			(map { ('-c', $_) } split /; /, $sql), $node->connstr('postgres')
		],
		'>', \$stdout, '2>', \$stderr);
	like($stderr, qr/ERROR:  (?:$sqlstate):/, "$name: the code");
	like($stderr, $text, "$name: the text");
	like(last_failure(), qr/^(?:$sqlstate)\|/, "$name: on record");
	return;
}

sub last_failure
{
	return $node->safe_psql('postgres',
		q{SELECT sqlstate, error FROM schemaver.log WHERE operation LIKE 'failed %' ORDER BY id DESC LIMIT 1});
}

sub start_session
{
	my ($sql) = @_;
	my %session = (stdout => '', stderr => '');

	$session{handle} = IPC::Run::start(
		[
			'psql', '-X', '-q', '-A', '-t',
			(map { ('-c', $_) } split /; /, $sql), $node->connstr('postgres')
		],
		'>', \$session{stdout}, '2>', \$session{stderr});
	return \%session;
}

sub wait_for
{
	my ($query) = @_;

	$node->poll_query_until('postgres', $query) or die "timed out: $query";
	return;
}
