# ALTER EXTENSION UPDATE from every version before this one: afterwards the
# catalogs hold what a new installation creates, and the tables hold the rows
# that they had.  Until then, the library works with the objects of that
# version, or says that they have to be updated.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($sharedir) = run_command([ 'pg_config', '--sharedir' ]);
my ($this_version) =
  slurp_file("$sharedir/extension/schemaver.control") =~ /^default_version = '([^']+)'/m;
my @versions = grep { $_ ne $this_version }
  map { /--([0-9.]+)\.sql$/ } sort glob("'$sharedir/extension/schemaver--*.sql'");

is($versions[0], '1.0', 'the first version can be installed');

# What the tables of 1.0 can hold.  The rows are written without the functions,
# which may refuse objects of an older version.  "public." is replaced by the
# schema of the functions.
my $rows = q{
	CREATE TABLE one (id integer);
	CREATE TABLE two ();
	INSERT INTO schemaver.revision (revision, message, upgrade, downgrade, created_at, created_by)
		VALUES ('r1', 'one', 'CREATE TABLE one (id integer)', 'DROP TABLE one', '2026-01-01', 'ann');
	INSERT INTO schemaver.revision (revision, message, upgrade, downgrade, down_revisions, branch_labels, created_at)
		VALUES ('r2', 'two', E'CREATE TABLE two ();\n-- it''s', 'DROP TABLE two', '{r1}', '{left}', '2026-01-02');
	INSERT INTO schemaver.revision (revision, upgrade, down_revisions, depends_on, transactional, created_at)
		VALUES ('r3', 'VACUUM one', '{r1}', '{r2}', false, '2026-01-03');
	INSERT INTO schemaver.revision (revision, upgrade, downgrade, down_revisions, replaces, created_at)
		VALUES ('r4', 'CREATE TABLE four ()', 'DROP TABLE four', '{r2,r3}', '{q1,q2}', '2026-01-04');
	INSERT INTO schemaver.applied (revision, applied_at, applied_by, sha256)
		SELECT revision, '2026-02-01', 'bob', sha256 FROM schemaver.revision WHERE revision IN ('r1', 'r2');
	INSERT INTO schemaver.log (operation, revision, message, duration, sha256)
		SELECT 'upgrade', revision, message, '1 second', sha256 FROM schemaver.revision
		WHERE revision IN ('r1', 'r2');
	INSERT INTO schemaver.log (operation, revision, statement, line, sqlstate, error)
		VALUES ('failure', 'r3', 1, 1, '55P03', 'canceling statement due to lock timeout');
	UPDATE schemaver.lock SET runs = 7;
	UPDATE schemaver.deploy SET state = 'failed', direction = 'upgrade', target = 'head';
	INSERT INTO schemaver.partial (revision, direction, done, started, statements, sha256, log_id)
		VALUES ('r3', 'upgrade', 0, false, 1, 'x', 0);
	INSERT INTO schemaver.hook VALUES ('after_run', 'public.notice');
	INSERT INTO schemaver.model (ddl, schemas, privileges, search_path, settings, renames)
		VALUES ('CREATE TABLE one (id integer)', '{public}', false, 'public', '{}', '{}');
	INSERT INTO schemaver.model_cache (facts_key, names) VALUES ('x', '{one}');
	INSERT INTO schemaver.ignore VALUES ('table', 'public.old%');
	INSERT INTO schemaver.verified (revision, upgrade_sha256, downgrade_sha256, state, verdict, verified_at)
		SELECT revision, sha256, public.schemaver_sha256(downgrade), '', 'ok', '2026-03-01'
		FROM schemaver.revision WHERE revision = 'r1';
	INSERT INTO schemaver.rule SELECT code, 'off' FROM public.schemaver_rules() LIMIT 1;
	INSERT INTO schemaver.query VALUES ('q', 'SELECT 1', 'public')};

# A query for the contents of the tables that the extension has now, as text.
my $write_contents = q{
	SELECT string_agg(format('SELECT %L AS tab, r::text AS contents FROM (SELECT %s FROM %s) r',
			t.oid::regclass, c.names, t.oid::regclass), ' UNION ALL ') || ' ORDER BY tab, contents'
	FROM pg_class t
	JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = t.oid AND d.deptype = 'e'
	CROSS JOIN LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS names
		FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped) c
	JOIN pg_extension e ON e.oid = d.refobjid
	WHERE e.extname = 'schemaver' AND t.relkind = 'r'};

# What pg_extension has that a dump has as OIDs.
my $configuration = q{
	SELECT extversion, n.nspname, r.rolname, c.oid::regclass, c.condition
	FROM pg_extension e
	JOIN pg_namespace n ON n.oid = e.extnamespace
	JOIN pg_roles r ON r.oid = e.extowner
	CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) AS c (oid, condition)
	WHERE e.extname = 'schemaver' ORDER BY c.oid::regclass::text};

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE app LOGIN');

foreach my $version (@versions)
{
	foreach my $schema ('public', 'schemaver', 'My tools')
	{
		update_from($version, $schema);
	}
	call_functions($version);
}

refuse_outdated($versions[0]);

$node->stop;
done_testing();

sub update_from
{
	my ($version, $schema) = @_;
	my $quoted = "\"$schema\"";
	my $name = "from $version, schema $schema";
	my $dump = $node->basedir . '/dump.sql';

	new_database('fresh', $this_version, $schema);
	new_database('updated', $version, $schema);
	my $contents = $node->safe_psql('updated', $write_contents);
	my $before = $node->safe_psql('updated', $contents);
	my %filled = map { $_ => 1 } $before =~ /^([^|]+)\|/gm;
	my @tables = split /\n/, $node->safe_psql('updated', q{
		SELECT oid::regclass FROM pg_class WHERE relnamespace = 'schemaver'::regnamespace AND relkind = 'r'});
	is(join(' ', grep { !$filled{$_} } @tables), '', "$name: each table has rows");
	$node->command_ok([ 'pg_dump', '--file', $dump, 'updated' ], "$name: dump before the update");

	psql_as('app', 'updated', 'ALTER EXTENSION schemaver UPDATE');
	is($node->safe_psql('updated', $contents), $before, "$name: the rows are the same");
	is(differences(dump_objects('fresh'), dump_objects('updated')),
		'', "$name: the catalogs are those of a new installation");
	is($node->safe_psql('updated', $configuration),
		$node->safe_psql('fresh', $configuration), "$name: and so is pg_extension");
	is( psql_as(
			'app', 'updated', qq{
			CALL $quoted.schemaver_deploy();
			SELECT revision FROM schemaver.version;
			SELECT state FROM $quoted.schemaver_status();
			SELECT count(*) FROM $quoted.schemaver_history();
			SELECT max(id) FROM schemaver.log;
			SELECT $quoted.schemaver_revision('five', '', '', rev_id => 'r5')}),
		"r4\ncurrent\n4\n5\nr5", "$name: a deploy goes on");

	# a dump of the old version, restored where there is the new one
	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS restored');
	$node->safe_psql('postgres', 'CREATE DATABASE restored OWNER app');
	$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, 'restored' ],
		"$name: restore of that dump");
	my $kept = join '|', map { quotemeta } split /\n/, $node->safe_psql('restored', q{
		SELECT c.oid::regclass FROM pg_extension, unnest(extconfig) c (oid) WHERE extname = 'schemaver'});
	is( join("\n", grep { /^(?:$kept)\|/ } split /\n/, $node->safe_psql('restored', $contents)),
		join("\n", grep { /^(?:$kept)\|/ } split /\n/, $before),
		"$name: its rows");
	is($node->safe_psql('restored', 'SELECT extversion FROM pg_extension WHERE extname = \'schemaver\''),
		$this_version, "$name: it has this version");
	return;
}

# Calls every function of a version that is not updated, with nulls and with its
# defaults.
sub call_functions
{
	my ($version) = @_;
	my %values = (
		ddl => 'CREATE TABLE one (id integer)',
		content => "-- x\n--\n-- Revision ID: x\n-- Revises: r4\n\n-- migrate:up\nSELECT 1;\n",
		filenames => '{20260101000000_x.sql}',
		contents => '{"-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"}',
		format => 'dbmate',
		operation => 'upgrade',
		path => '/nowhere',
		range => 'base:heads',
		from_schema => 'public',
		to_schema => 'none');

	new_database('old', $version, 'public');
	my $functions = $node->safe_psql('old', q{
		SELECT p.prokind, p.proname, p.pronargs, p.pronargdefaults,
			array_to_string(p.proargnames, ','), array_to_string(p.proargtypes::regtype[], ','),
			p.prorettype::regtype
		FROM pg_proc p
		JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		JOIN pg_extension e ON e.oid = d.refobjid
		WHERE e.extname = 'schemaver' ORDER BY p.prokind, p.oid});
	my $script = "\\set VERBOSITY verbose\nSELECT 'pid ' || pg_backend_pid();\n";
	my $calls = 0;
	foreach my $line (split /\n/, $functions)
	{
		my ($kind, $name, $count, $defaults, $names, $types, $returns) = split /\|/, $line;
		my @names = split /,/, $names;
		my @types = split /,/, $types;
		my @nulls = map { "NULL::$_" } @types;
		my @required = map { "E'" . value_for(\%values, $names[$_] // '', $types[$_]) . "'::$types[$_]" }
		  0 .. $count - $defaults - 1;

		foreach my $call (join(', ', @nulls), join(', ', @required))
		{
			$calls++;
			$script .=
			  $kind eq 'p'
			  ? "CALL public.$name($call);\n"
			  : $returns =~ /trigger$/ ? "SELECT public.$name();\n"
			  : "BEGIN;\nSELECT * FROM public.$name($call);\nROLLBACK;\n";
		}
	}
	$script .= "SELECT 'pid ' || pg_backend_pid();\n";
	my ($stdout, $stderr);
	my $code = $node->psql('old', $script, stdout => \$stdout, stderr => \$stderr, on_error_stop => 0);
	my @pids = $stdout =~ /^pid (\d+)$/mg;

	cmp_ok($calls, '>', 80, "$version: calls of its functions");
	is($code, 0, "$version: the connection is not lost");
	is($pids[0], $pids[1], "$version: all of them by one backend");
	# internal errors, and what an object of another version would have
	unlike($stderr, qr/ERROR:  (?:XX...|42703|42P01|42883|42804):/, "$version: every error is told in a sentence");
	return;
}

# What a version lacks is not told in the server's words.
sub refuse_outdated
{
	my ($version) = @_;

	new_database('old', $version, 'public');
	new_database('new', $this_version, 'public');
	foreach my $change (
		'ALTER TABLE schemaver.revision DROP COLUMN created_by',
		'ALTER TABLE schemaver.query RENAME TO questions')
	{
		my %errors;

		foreach my $database ('old', 'new')
		{
			$errors{$database} = ($node->psql($database, "SET client_min_messages = error;\n$change;\n"
				. 'SELECT * FROM schemaver_history(); SELECT * FROM schemaver_impact()'))[2]
				=~ s/^psql:\S+ //gmr;
		}
		is( $errors{old},
			'ERROR:  the objects of extension "schemaver" in this database are of another version than its library'
			. "\nDETAIL:  The objects are of version $version, the library is of version $this_version.\n"
			. 'HINT:  Update the objects with ALTER EXTENSION schemaver UPDATE.',
			"$version: $change");
		like($errors{new}, qr/^ERROR:  .*does not exist/, "$this_version: $change");
	}
	return;
}

sub value_for
{
	my ($values, $name, $type) = @_;

	return $type eq 'boolean' ? 'true' : $type eq 'integer' ? 1 : $values->{$name}
	  // ($type =~ /\[\]$/ ? '{r1}' : 'r1');
}

# A database of app's with the extension, and rows in its tables.
sub new_database
{
	my ($name, $version, $schema) = @_;
	my $quoted = "\"$schema\"";

	$node->safe_psql('postgres', "DROP DATABASE IF EXISTS $name");
	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER app");
	psql_as(
		'app', $name, qq{
		CREATE SCHEMA IF NOT EXISTS $quoted;
		CREATE EXTENSION schemaver SCHEMA $quoted VERSION '$version';
		CREATE FUNCTION $quoted.notice(event jsonb) RETURNS void LANGUAGE sql AS '';}
		  . $rows =~ s/public\.(?=notice|schemaver_)/$quoted./gr);
	return;
}

# All objects of the extension, as pg_dump writes them for pg_upgrade: each by
# itself, with its initial privileges.  What differs from database to database,
# OIDs and ages, is left out; pg_extension is compared apart.
sub dump_objects
{
	my ($database) = @_;
	my ($stdout, $stderr) =
	  run_command([ 'pg_dump', '--schema-only', '--binary-upgrade', '-d', $node->connstr($database) ]);

	die "pg_dump: $stderr" if $stderr ne '' || $stdout !~ /^ALTER EXTENSION schemaver ADD FUNCTION /m;
	$stdout =~ s/^\\(?:un)?restrict .*//mg;
	$stdout =~ s/^SELECT pg_catalog\.setval.*//mg;
	$stdout =~ s/^SELECT pg_catalog\.binary_upgrade_(?!set_record_init_privs).*?\);$//msg;
	$stdout =~ s/^UPDATE pg_catalog\.pg_class\nSET relfrozenxid.*?;$//msg;
	$stdout =~ s/^(?:-- For binary upgrade|-- set missing value).*//mg;
	$stdout =~ s/\n{2,}/\n/g;
	return $stdout;
}

# The lines in which two texts differ, as diff prints them.
sub differences
{
	my ($old, $new) = @_;
	my @files = map { $node->basedir . "/$_" } qw(old new);

	unlink @files;
	append_to_file($files[0], $old);
	append_to_file($files[1], $new);
	my ($stdout) = run_command([ 'diff', '-U', '5', @files ]);
	return $stdout;
}

# Run SQL as a user; it must succeed.
sub psql_as
{
	my ($user, $database, $sql) = @_;

	return $node->safe_psql($database, $sql, extra_params => [ -U => $user ]);
}
