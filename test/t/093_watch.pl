# Changes that are not done by a revision: who may set rules and read the log,
# what dumps, copies and upgrades of the server carry, what a lock on the log does
# to others, and what the extension leaves when it goes.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(allows_streaming => 1);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', q{CREATE ROLE app LOGIN; CREATE ROLE visitor LOGIN; CREATE DATABASE source OWNER app});

my $triggers = q{SELECT string_agg(format('%s %s', evtname, evtenabled), ', ' ORDER BY evtname) FROM pg_event_trigger};
my $all_off = 'schemaver_watch_drop D, schemaver_watch_end D, schemaver_watch_start D';
my $all_on = 'schemaver_watch_drop O, schemaver_watch_end O, schemaver_watch_start O';
my $denied = qr/ERROR:  SV014/;

# --------
# A plain owner of a database sets rules, and cannot get around them
# --------
as('app', 'source', q{CREATE EXTENSION schemaver; CREATE SCHEMA s; GRANT CREATE, USAGE ON SCHEMA s TO visitor;
	CREATE TABLE s.before (id integer PRIMARY KEY)});
is(as('app', 'source', $triggers), $all_off, 'nothing is watched at first');
is(as('app', 'source', q{SELECT * FROM schemaver_watch('record')}), '%|*|record|t', 'the owner of the database sets a rule');
as('visitor', 'source', q{CREATE TABLE s.mine (); DROP TABLE s.mine});
is(as('app', 'source', 'SELECT tag, identity, current_user_name FROM schemaver.ddl_log ORDER BY id'),
	"CREATE TABLE|s.mine|visitor\nDROP TABLE|s.mine|visitor", 'and sees what others do');
fails('app', q{UPDATE schemaver.ddl_log SET statement = ''}, qr/42501/, 'nobody changes the log');
fails('app', q{ALTER EVENT TRIGGER schemaver_watch_end DISABLE}, qr/42501/, 'nor gets around it');
fails('app', q{CREATE TRIGGER t BEFORE INSERT ON schemaver.ddl_log FOR EACH ROW EXECUTE FUNCTION schemaver_graph_changed()},
	qr/42501/, 'nor adds code to it');
fails('visitor', 'SELECT * FROM schemaver.ddl_log', qr/42501/, 'others do not read it');
fails('visitor', q{SELECT schemaver_watch('off')}, qr/42501/, 'nor set rules');
as('app', 'source', q{SELECT schemaver_watch('deny', 's')});
fails('visitor', 'CREATE TABLE s.mine ()', $denied, 'others are denied');
fails('app', 'DROP TABLE s.before', $denied, 'and so is the owner');
$node->safe_psql('source', q{GRANT ALL ON SCHEMA schemaver TO visitor; GRANT ALL ON ALL TABLES IN SCHEMA schemaver TO visitor});
as('visitor', 'source', q{INSERT INTO schemaver.ddl_log (current_user_name, tag, object_type, dropped, mode, identity, statement)
	VALUES ('postgres', E'DROP\nTABLE', 'x', true, 'deny', '";', 'DROP TABLE s.before')});
fails('app', 'DROP TABLE s.before', $denied, 'rows of the log give no rights');
$node->safe_psql('source', q{REVOKE ALL ON SCHEMA schemaver FROM visitor; REVOKE ALL ON ALL TABLES IN SCHEMA schemaver FROM visitor});

# --------
# The reason goes to the log of the server, too
# --------
my $offset = -s $node->logfile;
as('app', 'source', q{SET schemaver.break_glass = 'incident 7'; CREATE TABLE s.emergency ()});
like(substr(slurp_file($node->logfile), $offset),
	qr/LOG:  schemaver.break_glass: incident 7\n.*DETAIL:  CREATE TABLE by user "app"/, 'the reason is in the log of the server');
is(as('app', 'source', q{SELECT tag, identity, mode, reason FROM schemaver.ddl_log WHERE reason IS NOT NULL}),
	'CREATE TABLE|s.emergency|deny|incident 7', 'and in the table');

# --------
# A lock on the log keeps nobody waiting
# --------
$node->safe_psql('source', 'CREATE SCHEMA free AUTHORIZATION app');
my $blocker = session('source', "BEGIN; LOCK TABLE schemaver.ddl_log; SELECT pg_advisory_lock(1); SELECT pg_sleep(600);\n");
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory'}) or die 'no lock';
my ($code, $stdout, $stderr) = try_as('app', 'source', q{SET statement_timeout = '20s'; CREATE TABLE free.made ()});
is($code, 0, 'a change is done while the log is locked');
like($stderr, qr/WARNING:  55P03: a change of the schema could not be recorded: could not obtain lock/, 'and a warning says that it is not recorded');
fails('app', q{SET schemaver.break_glass = 'why'; CREATE TABLE s.made ()}, $denied, 'but what needs a record to be allowed is not done');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'});
$blocker->finish;

# --------
# Statements as drivers send them
# --------
as('app', 'source', 'TRUNCATE schemaver.ddl_log');
foreach my $mode ('simple', 'extended', 'prepared')
{
	my $script = $node->basedir . "/$mode.sql";

	append_to_file($script, "CREATE TABLE free.$mode (id integer);\nDROP TABLE free.$mode;\n");
	$node->command_ok([ 'pgbench', '-n', '-M', $mode, '-t', '1', '-f', $script, '-U', 'app', 'source' ], "protocol: $mode");
	is(as('app', 'source', 'SELECT statement FROM schemaver.ddl_log ORDER BY id'),
		"CREATE TABLE free.$mode (id integer);\nDROP TABLE free.$mode;" =~ s/;$//mgr, "statements: $mode");
	as('app', 'source', 'TRUNCATE schemaver.ddl_log');
}

# --------
# The program
# --------
as('app', 'source', q{SELECT schemaver_watch('off')});
program([], "", 'no rules');
program([ 'record' ], "record: schemas %, role *\n", 'a rule');
program([ 'deny', '--schema=s', '--role=app' ], "record: schemas %, role *\ndeny: schemas s, role app\n", 'and another one');
as('visitor', 'source', q{CREATE TABLE s.by_visitor (); DROP TABLE s.by_visitor});
program([ '--log', '-n', '1' ], qr/^\S+ \S+ DROP TABLE s\.by_visitor by visitor\n\s+DROP TABLE s\.by_visitor\n$/, 'the log');
program([ '--log', '--json' ], qr/"identity":\s*"s\.by_visitor"/, 'the log as JSON');
program([ 'off' ], "", 'none again');
system(q{schemaver watch --schema=s 2>/dev/null});
is($? >> 8, 2, 'a rule without a mode');
as('app', 'source', q{TRUNCATE schemaver.ddl_log; SELECT schemaver_watch('record'); SELECT schemaver_watch('deny', 's')});

# --------
# Dump and restore: what is restored is neither recorded nor denied; the rules are
# in force again with the next run of revisions
# --------
as('app', 'source', q{CREATE TABLE free.logged (); SELECT schemaver_watch('deny'); SELECT schemaver_watch('off', 'free');
	SELECT schemaver_revision('one', 'CREATE TABLE s.one ()', 'DROP TABLE s.one', rev_id => 'r1')});
my $log = as('app', 'source', 'SELECT id, logged_at, identity, statement FROM schemaver.ddl_log ORDER BY id');
foreach my $format ('custom', 'plain')
{
	my $dump = $node->basedir . "/$format.dump";

	$node->command_ok([ 'pg_dump', "--format=$format", "--file=$dump", 'source' ], "dump: $format");
	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS restored');
	$node->safe_psql('postgres', 'CREATE DATABASE restored OWNER app');
	$node->command_ok($format eq 'custom' ? [ 'pg_restore', '-U', 'app', '--exit-on-error', '-d', 'restored', $dump ] :
		[ 'psql', '-U', 'app', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', $node->basedir . '/restore.out', '-d', 'restored', '-f', $dump ], "restore: $format");
	is(as('app', 'restored', $triggers), $all_off, 'after a restore nothing is watched yet');
	is(as('app', 'restored', 'SELECT id, logged_at, identity, statement FROM schemaver.ddl_log ORDER BY id'), $log,
		'the log is restored, and nothing else in it');
	is(as('app', 'restored', 'SELECT mode, active FROM schemaver_watch()'), "deny|f\noff|f\ndeny|f", 'the rules are there, and not active');
	is(as('app', 'restored', q{SELECT schemaver_upgrade()}), 'r1', 'revisions are run');
	is(as('app', 'restored', $triggers), $all_on, 'and then changes are watched again');
	fails('app', 'DROP TABLE s.before', $denied, 'and denied', 'restored');
	as('app', 'restored', q{SET schemaver.break_glass = 'test'; CREATE TABLE s.numbered ()});
	is(as('app', 'restored', q{SELECT count(*) = count(DISTINCT id) AND max(id) > min(id) FROM schemaver.ddl_log}), 't', 'the log goes on');
}
$node->safe_psql('restored', q{UPDATE pg_event_trigger SET evtenabled = 'D'});
$node->safe_psql('restored', q{CALL schemaver_deploy('base', 'downgrade')});
is(as('app', 'restored', $triggers), $all_on, 'a deploy enables them, too');
$node->safe_psql('postgres', 'CREATE DATABASE copied TEMPLATE source');
is(as('app', 'copied', $triggers), $all_on, 'a copy of a database is watched');

# --------
# A standby
# --------
$node->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby);
is($standby->safe_psql('source', 'SELECT mode, active FROM schemaver_watch()'), "deny|t\noff|t\ndeny|t", 'a standby has the rules');
($code, $stdout, $stderr) = $standby->psql('source', q{SELECT schemaver_watch('off')});
like($stderr, qr/ERROR: .*(?:recovery|standby|read-only)/, 'and cannot change them');
$standby->promote;
($code, $stdout, $stderr) = $standby->psql('source', 'CREATE TABLE s.denied ()');
like($stderr, qr/made by revisions only/, 'promoted, it denies');
$standby->stop;

# --------
# Single-user mode: the server calls no event trigger
# --------
$node->stop;
my $commands = "CREATE TABLE s.alone ()\nSELECT count(*) AS logged FROM schemaver.ddl_log WHERE identity = 's.alone'\n";
my ($alone, $complaints) = ('', '');
IPC::Run::run([ 'postgres', '--single', '-D', $node->data_dir, 'source' ], '<', \$commands, '>', \$alone, '2>', \$complaints);
like($alone, qr/logged = "0"/, 'single-user mode: it is not recorded');
unlike($complaints, qr/made by revisions only/, 'and not denied');

# --------
# A new major version: pg_upgrade makes all objects again
# --------
my $new = PostgreSQL::Test::Cluster->new('new');
$new->init;
my $bin = $node->config_data('--bindir');
chdir $new->basedir or die;
command_ok([ 'pg_upgrade', '--no-sync', '-d', $node->data_dir, '-D', $new->data_dir, '-b', $bin, '-B', $bin,
		'-s', $new->host, '-p', $node->port, '-P', $new->port ], 'pg_upgrade');
$new->start;
is($new->safe_psql('source', $triggers), $all_on, 'it carries the event triggers as they are');
is($new->safe_psql('source', 'SELECT id, logged_at, identity, statement FROM schemaver.ddl_log ORDER BY id'), $log, 'and the log');
($code, $stdout, $stderr) = $new->psql('source', 'CREATE TABLE s.denied ()');
like($stderr, qr/made by revisions only/, 'and denies');

# --------
# The extension goes, while it watches
# --------
$new->safe_psql('source', q{DROP EXTENSION schemaver; CREATE TABLE s.after ()});
is($new->safe_psql('source', 'SELECT count(*) FROM pg_event_trigger'), '0', 'nothing of it is left');
$new->stop;
done_testing();

sub as
{
	my ($role, $database, $sql) = @_;
	my ($code, $stdout, $stderr) = try_as($role, $database, $sql);

	die "$sql: $stderr" if $code != 0;
	return $stdout;
}

sub try_as
{
	my ($role, $database, $sql) = @_;
	my ($stdout, $stderr);
	my $code = $node->psql($database, "\\set VERBOSITY verbose\n$sql", extra_params => [ '-U', $role ],
		stdout => \$stdout, stderr => \$stderr, on_error_stop => 1);

	return ($code, $stdout, $stderr);
}

sub fails
{
	my ($role, $sql, $expected, $name, $database) = @_;
	my ($code, $stdout, $stderr) = try_as($role, $database // 'source', $sql);

	like($stderr, $expected, $name);
	return;
}

# What "schemaver watch" prints
sub program
{
	my ($arguments, $expected, $name) = @_;
	my ($stdout, $stderr) = run_command([ 'schemaver', '-d', $node->connstr('source') . ' user=app', 'watch', @$arguments ]);

	ref $expected ? like("$stdout\n", $expected, "program: $name") : is($stdout eq '' ? '' : "$stdout\n", $expected, "program: $name");
	return;
}

sub session
{
	my ($database, $sql) = @_;

	my ($stdout, $stderr) = ('', '');
	my $handle = IPC::Run::start([ 'psql', '-X', '-q', $node->connstr($database) ], '<', \$sql, '>', \$stdout, '2>', \$stderr);

	$handle->pump while length $sql;
	return $handle;
}
