# The extension as an object: who can create it and where, what dumps carry,
# what is left when it is dropped, preloading, privileges.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE app LOGIN; CREATE ROLE visitor LOGIN');

# What the catalogs hold, as text that can be compared.
my $count_objects = join ' UNION ALL ',
  map { "SELECT '$_', count(*) FROM $_" }
  qw(pg_namespace pg_class pg_attribute pg_attrdef pg_constraint pg_index
  pg_proc pg_type pg_trigger pg_rewrite pg_sequence pg_init_privs pg_depend
  pg_description pg_default_acl pg_extension);

# --------
# Created by the owner of a database, who is no superuser, in any schema
# --------
foreach my $schema ('public', 'tools', 'schemaver', 'My Tools')
{
	my $quoted = "\"$schema\"";

	new_database('install', 'app');
	psql_as('app', 'install', "CREATE SCHEMA IF NOT EXISTS $quoted");
	my $before = $node->safe_psql('install', $count_objects);

	psql_as('app', 'install', "CREATE EXTENSION schemaver SCHEMA $quoted");
	is( psql_as(
			'app', 'install', "
			SET search_path = $quoted, pg_temp;
			SELECT schemaver_revision('one', 'SELECT 1', 'SELECT 1', rev_id => 'r1');
			RESET search_path;
			SELECT $quoted.schemaver_upgrade();
			SELECT revision FROM schemaver.version;
			SELECT operation FROM schemaver.log;
			SELECT $quoted.schemaver_downgrade('base');"),
		"r1\nr1\nr1\nupgrade\nr1",
		"owner of the database uses the extension in schema $schema");

	psql_as('app', 'install', 'DROP EXTENSION schemaver');
	is($node->safe_psql('install', $count_objects),
		$before, "DROP EXTENSION leaves nothing in schema $schema");

	psql_as('app', 'install', "CREATE EXTENSION schemaver SCHEMA $quoted");
	is( psql_as('app', 'install', 'SELECT count(*) FROM schemaver.revision'),
		'0',
		"CREATE EXTENSION after it starts empty in schema $schema");
}

my ($code, $stdout, $stderr) =
  try_as('visitor', 'postgres', 'CREATE EXTENSION schemaver');
like($stderr, qr/ERROR:  42501/, 'a role that owns nothing cannot create it');

# --------
# Dump and restore
# --------
new_database('source', 'app');
psql_as(
	'app', 'source', q{
	CREATE EXTENSION schemaver;
	SELECT schemaver_revision('one', 'CREATE TABLE one ()', 'DROP TABLE one',
		rev_id => 'r1', branch_label => '{main}');
	SELECT schemaver_revision('two', 'CREATE TABLE two ()', 'DROP TABLE two', rev_id => 'r2');
	SELECT schemaver_upgrade();
	SELECT schemaver_revision('three', 'CREATE TABLE three ()', 'DROP TABLE three',
		rev_id => 'r3', depends_on => '{r1}', transactional => true);
	INSERT INTO schemaver.ignore VALUES ('view', 'declared.%');
	INSERT INTO schemaver.query VALUES ('q', 'SELECT 1', 'public');
	INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict)
		SELECT revision, sha256, schemaver_sha256(downgrade), 'x', 'ok' FROM schemaver.revision;
	SET search_path = declared, public;
	SELECT schemaver_model('CREATE SCHEMA declared; CREATE TABLE t (id integer); CREATE VIEW v AS SELECT * FROM t');});

my $contents = q{
	SELECT r.*::text FROM schemaver.revision r ORDER BY revision;
	SELECT a.*::text FROM schemaver.applied a ORDER BY revision;
	SELECT l.*::text FROM schemaver.log l ORDER BY id;
	SELECT m.*::text FROM schemaver.model m;
	SELECT i.*::text FROM schemaver.ignore i;
	SELECT q.*::text FROM schemaver.query q;
	SELECT v.*::text FROM schemaver.verified v ORDER BY revision;
	SELECT s.*::text FROM schemaver_status() s;
	SELECT h.*::text FROM schemaver_history() h};
my $before = $node->safe_psql('source', $contents);
my $dump = $node->basedir . '/dump';

foreach my $format ('custom', 'plain')
{
	foreach my $user ('app', 'superuser')
	{
		my @user = $user eq 'app' ? (-U => 'app') : ();

		new_database('target', 'app');
		$node->command_ok(
			[
				'pg_dump', "--format=$format", "--file=$dump", @user, 'source'
			],
			"pg_dump, format $format, as $user");
		$node->command_ok(
			$format eq 'custom'
			? [
				'pg_restore', '--exit-on-error', '--dbname=target', @user, $dump
			  ]
			: [
				'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', @user, '-f',
				$dump, 'target'
			],
			"restore, format $format, as $user");
		is($node->safe_psql('target', $contents),
			$before, 'graph, what is applied, log and model are the same');
		is( $node->safe_psql('target', 'SELECT kind, identity FROM schemaver_diff()'),
			"schema|declared\ntable|declared.t",
			'the model means the same, and what is ignored is');
		is( $node->safe_psql(
				'target', q{
				SELECT schemaver_upgrade();
				SELECT count(*) FROM one, two, three;
				SELECT operation, revision, id > (SELECT max(id) FROM schemaver.log WHERE revision <> 'r3')
				FROM schemaver.log WHERE revision = 'r3';
				SELECT schemaver_downgrade('base')}),
			"r3\n0\nupgrade|r3|t\nr3\nr2\nr1",
			'upgrade resumes where it was, and so does the log');
		is( $node->safe_psql(
				'target', q{
				SELECT schemaver_revision('four', 'SELECT 1', 'SELECT 1', rev_id => 'r4');
				SELECT count(*) FROM schemaver_history()}),
			"r4\n4",
			'revisions can be added');
	}
}

# --------
# Privileges: no function gives rights that the caller lacks
# --------
my %calls = (
	revision => "schemaver_revision('x')",
	merge => 'schemaver_merge()',
	edit => "schemaver_edit('r1', message => 'x')",
	remove => "schemaver_remove('r3')",
	upgrade => 'schemaver_upgrade()',
	downgrade => "schemaver_downgrade('base')",
	stamp => "schemaver_stamp('head')",
	'stamp of several' => "schemaver_stamp('{head}'::text[])",
	upgrade_sql => 'schemaver_upgrade_sql()',
	downgrade_sql => "schemaver_downgrade_sql('r2:base')",
	stamp_sql => "schemaver_stamp_sql('head')",
	plan => 'schemaver_plan()',
	current => 'schemaver_current()',
	heads => 'schemaver_heads()',
	branches => 'schemaver_branches()',
	history => 'schemaver_history()',
	show => "schemaver_show('r1')",
	status => 'schemaver_status()',
	graph => 'schemaver_graph()',
	model => "schemaver_model('')",
	diff => 'schemaver_diff()',
	dump => 'schemaver_dump()');
my @writing = qw(revision merge edit remove upgrade downgrade stamp model);

foreach my $name (sort keys %calls)
{
	my ($code, $stdout, $stderr) =
	  try_as('visitor', 'source', "SELECT $calls{$name}");

	like($stderr, qr/ERROR:  42501/, "no privileges: $name");
}
($code, $stdout, $stderr) =
  try_as('visitor', 'source', 'SELECT * FROM schemaver.version');
like($stderr, qr/ERROR:  42501/, 'no privileges: version');
like(
	(   $node->psql(
			'source',
			'SELECT schemaver_upgrade()',
			extra_params => [ -U => 'visitor' ]))[2],
	qr/permission denied for schema schemaver/,
	"the server's own message");

($code, $stdout, $stderr) = $node->psql(
	'source', q{
	\set VERBOSITY sqlstate
	SELECT count(*) FROM schemaver_history();
	SET ROLE visitor;
	SELECT count(*) FROM schemaver_history()});
is($stdout, '3', 'a session that knows the graph');
like($stderr, qr/ERROR:  42501/, 'does not give it away');

# The owner passes on the right to read.
psql_as(
	'app', 'source', q{
	GRANT USAGE ON SCHEMA schemaver TO visitor;
	GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO visitor});
foreach my $name (sort keys %calls)
{
	my ($code, $stdout, $stderr) =
	  try_as('visitor', 'source', "SELECT $calls{$name}");

	if (grep { $name =~ /^$_(?!_)/ } @writing)
	{
		like($stderr, qr/ERROR:  42501/, "may only read: $name");
	}
	else
	{
		is($code, 0, "may read: $name") or diag($stderr);
	}
}
is(psql_as('visitor', 'source', 'SELECT * FROM schemaver.version'),
	'r2', 'may read: version');
is($node->safe_psql('source', $contents), $before, 'nothing was changed');

# A deployer runs revisions, with his own rights on what the scripts touch.
psql_as(
	'app', 'source', q{
	GRANT INSERT, UPDATE, DELETE ON schemaver.applied, schemaver.log TO visitor;
	GRANT SELECT, UPDATE ON schemaver.lock TO visitor;
	GRANT USAGE ON SEQUENCE schemaver.log_id_seq TO visitor});
$node->safe_psql('source', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
($code, $stdout, $stderr) =
  try_as('visitor', 'source', 'SELECT schemaver_upgrade()');
like($stderr, qr/ERROR:  42501/, 'a script has the rights of the caller');
$node->safe_psql('source', 'GRANT CREATE ON SCHEMA public TO visitor');
is(psql_as('visitor', 'source', 'SELECT schemaver_upgrade()'),
	'r3', 'a deployer needs no more than was granted');
is( psql_as(
		'visitor', 'source',
		"SELECT session_user_name FROM schemaver.log WHERE revision = 'r3'"),
	'visitor',
	'the log has the name of the deployer');

# --------
# Preloading
# --------
foreach my $setting ('shared_preload_libraries', 'session_preload_libraries')
{
	$node->append_conf('postgresql.conf', "$setting = 'schemaver'");
	$node->restart;
	is($node->safe_psql('postgres', 'SHOW schemaver.missing_revisions'),
		'error', "the library can be loaded by $setting");
	is($node->safe_psql('source', 'SELECT state FROM schemaver_status()'),
		'current', 'functions work then');
	$node->append_conf('postgresql.conf', "$setting = ''");
}
$node->restart;
is( $node->safe_psql('postgres', "LOAD 'schemaver'; SHOW schemaver.missing_revisions"),
	'error', 'the library can be loaded by LOAD');

$node->stop;
done_testing();

sub new_database
{
	my ($name, $owner) = @_;

	$node->safe_psql('postgres', "DROP DATABASE IF EXISTS $name");
	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER $owner");
}

# Run SQL as a user, with SQLSTATEs in place of messages.
sub try_as
{
	my ($user, $database, $sql) = @_;
	my ($stdout, $stderr);
	my $code = $node->psql(
		$database, "\\set VERBOSITY sqlstate\n$sql",
		stdout => \$stdout,
		stderr => \$stderr,
		extra_params => [ -U => $user ]);

	return ($code, $stdout, $stderr);
}

# Run SQL as a user; it must succeed.
sub psql_as
{
	my ($user, $database, $sql) = @_;

	return $node->safe_psql($database, $sql, extra_params => [ -U => $user ]);
}
