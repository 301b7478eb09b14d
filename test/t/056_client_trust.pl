# What the program believes: nothing that others have put into the database,
# no name of a file from a server that lies, and nothing that a terminal would
# obey.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('client_trust');
$node->init(extra => ['--locale=C', '--encoding=UTF8']);
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(planted liar nasty);

my $base = tempdir(CLEANUP => 1);

# ----------
# Operators, functions and types of others
# ----------
$node->safe_psql('planted', q{
	CREATE EXTENSION schemaver;
	CREATE ROLE mallory;
	CREATE SCHEMA evil;
	GRANT CREATE, USAGE ON SCHEMA public, evil TO mallory;
	CREATE TABLE evil.witness (who text, what text);
	GRANT INSERT ON evil.witness TO PUBLIC;
	-- it counts calls that are rolled back, too
	CREATE SEQUENCE evil.calls;
	GRANT USAGE ON SEQUENCE evil.calls TO PUBLIC});

# Functions that say who has called them, for any operator and function that
# the program or psql could use without its schema.
my $planted = 'SET ROLE mallory; ';
my $count = 0;

sub plant
{
	my ($schema, $name, $arguments, $result) = @_;

	$planted .= "CREATE FUNCTION $schema.$name($arguments) RETURNS $result LANGUAGE plpgsql AS \$\$
		BEGIN PERFORM pg_catalog.nextval('evil.calls'); INSERT INTO evil.witness VALUES (current_user, '$schema.$name($arguments)'); RETURN NULL; END \$\$; ";
	return;
}

for my $schema ('public', 'evil')
{
	my @operators = (
		[ '<', 'integer[]', 'integer[]', 'boolean' ], [ '<', 'anyarray', 'anyarray', 'boolean' ],
		[ '<>', 'text[]', 'text[]', 'boolean' ],
		[ '=', 'text', 'text', 'boolean' ], [ '=', 'name', 'text', 'boolean' ],
		[ '=', 'oid', 'oid', 'boolean' ], [ '=', 'name', 'name', 'boolean' ], [ '=', 'integer', 'integer', 'boolean' ],
		[ '=', 'bigint', 'integer', 'boolean' ], [ '=', 'numeric', 'integer', 'boolean' ], [ '=', 'text', 'text[]', 'boolean' ],
		[ '<>', 'text', 'text', 'boolean' ], [ '-', 'numeric', 'bigint', 'numeric' ], [ '+', 'integer', 'integer', 'integer' ],
		[ '||', 'text', 'text', 'text' ], [ '||', 'text', 'timestamptz', 'text' ], [ '||', 'integer', 'text', 'text' ]);

	for my $operator (@operators)
	{
		my ($symbol, $left, $right, $result) = @$operator;

		plant($schema, 'operator' . ++$count, "$left, $right", $result);
		$planted .= "CREATE OPERATOR $schema.$symbol (LEFTARG = $left, RIGHTARG = $right, FUNCTION = $schema.operator$count); ";
	}
	plant($schema, 'sum', 'bigint', 'numeric');
	plant($schema, 'set_config', 'text, text, boolean', 'text');
	plant($schema, 'current_setting', 'text', 'text');
	plant($schema, 'format', 'text, text', 'text');
	plant($schema, 'unnest', 'text[]', 'text');
}

# More functions in our schema, which a call could be resolved to
plant('public', 'schemaver_current', '', 'text');
plant('public', 'schemaver_heads', '', 'text');
plant('public', 'schemaver_check', '', 'text');
plant('public', 'schemaver_diff', '', 'text');
plant('public', 'schemaver_upgrade', '', 'text');
plant('public', 'schemaver_history', '', 'text');
plant('public', 'schemaver_show', '', 'text');
plant('public', 'schemaver_show', 'varchar', 'text');
plant('public', 'schemaver_upgrade', 'varchar', 'text');
plant('public', 'schemaver_downgrade', 'name', 'text');
plant('public', 'schemaver_export', 'varchar', 'text');
plant('public', 'schemaver_export', '', 'text');
plant('public', 'schemaver_graph', 'name', 'text');
plant('public', 'schemaver_plan', 'varchar, varchar', 'text');
plant('public', 'schemaver_stamp', 'varchar[], boolean', 'text');
plant('public', 'schemaver_load_files', 'filenames text[], contents bytea[], complete boolean', 'text');
plant('public', 'schemaver_squash', 'text, text', 'text');
plant('public', 'schemaver_squash', 'text', 'text');
plant('public', 'schemaver_revision', 'message text, upgrade text, downgrade text', 'text');
plant('public', 'schemaver_revision', 'message text, upgrade text, downgrade text, transactional boolean', 'text');
plant('public', 'schemaver_merge', 'revisions text[]', 'text');
plant('public', 'schemaver_merge', 'revisions text[], rev_id text', 'text');
plant('public', 'schemaver_upgrade_sql', 'text', 'text');
plant('public', 'schemaver_downgrade_sql', 'text', 'text');
plant('public', 'schemaver_stamp_sql', 'varchar', 'text');
plant('public', 'schemaver_verify', 'text', 'text');
plant('public', 'schemaver_verify', 'text, integer', 'text');
plant('public', 'schemaver_verify', 'varchar, integer, boolean, boolean, boolean', 'text');
plant('public', 'schemaver_derive', 'varchar', 'text');
plant('public', 'schemaver_lint', 'varchar', 'text');
plant('public', 'schemaver_lint', '', 'text');
plant('public', 'schemaver_impact', 'text', 'text');
plant('public', 'schemaver_impact', 'varchar, boolean', 'text');
plant('public', 'schemaver_file_lines', 'varchar[], bytea[]', 'text');
$planted .= 'CREATE PROCEDURE public.schemaver_deploy(target text) LANGUAGE plpgsql AS $$
	BEGIN INSERT INTO evil.witness VALUES (current_user, \'deploy\'); END $$; ';
plant('evil', 'seen', 'pg_catalog.text', 'boolean');
$planted .= "CREATE DOMAIN evil.text AS pg_catalog.text CHECK (evil.seen(VALUE)); ";
$node->safe_psql('planted', $planted);

# The path that a superuser may have, in the worst case
$node->safe_psql('planted', 'ALTER DATABASE planted SET search_path = public, evil, pg_catalog');

my $app = CommandLine->new($node, 'planted', "$base/planted");
mkdir "$base/planted/migrations";
$app->revision('a', '', 'first', 'CREATE TABLE public.a ();', 'DROP TABLE public.a;');
$app->revision('b', 'a', 'second', 'CREATE TABLE public.b ();', 'DROP TABLE public.b;');
$app->revision('c', 'b', 'third', 'CREATE TABLE public.c ();', 'DROP TABLE public.c;');
for my $command (
	[ 'status' ], [ 'heads' ], [ 'heads', '-v' ], [ 'heads', '--resolve-dependencies' ], [ 'history' ], [ 'history', '-v' ], [ 'branches' ],
	[ 'branches', '-v' ], [ 'current' ], [ 'current', '-v' ], [ 'show', 'a' ], [ 'graph' ], [ 'plan' ], [ 'plan', '--downgrade', 'base' ],
	[ 'verify' ], [ 'verify', '--json', '--rows=1' ], [ 'verify', '--format=github' ], [ 'verify', '--format=gitlab' ], [ 'verify', '--sarif', '--again' ],
	[ 'verify', '--write', 'base:b' ], [ 'derive', 'a' ], [ 'derive', '--json', 'a' ], [ 'lint' ], [ 'lint', '--json' ], [ 'lint', '--format=github' ],
	[ 'lint', '--format=gitlab', 'b' ], [ 'lint', '--sarif' ], [ 'impact' ], [ 'impact', '--json' ], [ 'impact', '--sarif', 'a' ],
	[ 'upgrade', '--sql' ], [ 'upgrade', '+1' ], [ 'downgrade', '--sql', 'current:base' ], [ 'downgrade', 'base' ],
	[ 'stamp', '--sql', 'a' ], [ 'stamp', 'a', '--purge' ], [ 'stamp', 'base' ], [ 'deploy' ], [ 'deploy', '--downgrade', 'base' ], [ 'load' ], [ 'upgrade' ],
	[ 'current', '--check-heads' ], [ 'export', '--stdout' ], [ 'export', '--json' ], [ 'export', '--dir=exported' ], [ 'heads', '--json' ], [ 'status', '--json' ],
	[ 'revision', '-m', 'x', '--rev-id', 'd' ], [ 'revision', '--head', 'a', '--splice', '--rev-id', 'e', '--depends-on', 'b', '--branch-label', 'l' ],
	[ 'merge', 'd', 'e', '--rev-id', 'f' ], [ 'squash', 'a:b', '--rev-id', 's' ], [ 'squash', 's:c', '-m', 'all', '--rev-id', 't' ])
{
	if ("@$command" =~ /^squash a/)
	{
		unlink glob("$base/planted/migrations/[def]*.sql");
	}
	my ($status, $stdout, $stderr) = $app->run(@$command);

	is($status, 0, "@$command: it works") or diag($stderr);
}
$node->safe_psql('planted', "SET search_path = ''; SELECT public.schemaver_model('CREATE TABLE public.a (); CREATE TABLE public.b (); CREATE TABLE public.c ()', '{public}')");
$app->fails(['check'], qr/removed|new upgrade operations detected/, 'check');
like(($app->run('check', '--json'))[1], qr/^\[\{"kind"/, 'check --json');
is($node->safe_psql('planted', "SELECT DISTINCT what FROM evil.witness"), '', 'none was called');
is($node->safe_psql('planted', 'SELECT is_called FROM evil.calls'), 'f', 'nor where it was rolled back');

# A script runs with the search_path of the caller, and so does what it prints
$app->put('migrations/p_path.sql', "-- p\n--\n-- Revision ID: p\n-- Revises: t\n\n-- migrate:up\nCREATE TABLE evil.path AS SELECT pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('standard_conforming_strings') AS strings;\n");
like(($app->run('upgrade', '--sql', 't:p'))[1], qr/^SET search_path = public, evil, pg_catalog;$/m, 'a script for psql has the search_path of the caller');
is(($app->run('upgrade'))[0], 0, 'upgrade');
is($node->safe_psql('planted', 'SELECT path FROM evil.path'), 'public, evil, pg_catalog', 'a script has the search_path of the caller');

# So has the search for the table of another tool
mkdir "$base/planted/dbmate";
$app->put('dbmate/1_x.sql', "-- migrate:up\nSELECT 1;\n-- migrate:down\n");
$node->safe_psql('planted', 'CREATE TABLE evil.schema_migrations (version varchar); INSERT INTO evil.schema_migrations VALUES (1)');
like($app->prints(['import', 'dbmate', 'dbmate', '--dir=imported'], "imported/1_x.sql\n", 'import'), qr/^added 1 \(applied\)$/m, 'import finds the table of the tool');
is($node->safe_psql('planted', "SELECT DISTINCT what FROM evil.witness"), '', 'none was called');
is($node->safe_psql('planted', 'SELECT is_called FROM evil.calls'), 'f', 'nor where it was rolled back');

# ----------
# A server that lies
# ----------
my $liar = CommandLine->new($node, 'liar', "$base/liar");
$liar->prints(['init'], '', 'init');
$liar->revision('a', '', 'first', 'SELECT 1;', 'SELECT 1;');
$liar->revision('b', 'a', 'second', 'SELECT 1;', 'SELECT 1;');
$liar->revision('c', 'b', 'third', 'SELECT 1;', 'SELECT 1;');
$liar->put($_, 'secret') foreach 'victim.txt', 'victim.sql', 'migrations/notes.txt', 'migrations/.hidden.sql';
mkdir "$base/liar/outside";
symlink '../victim.txt', "$base/liar/migrations/link.md" or die;
$liar->prints(['upgrade'], "a\nb\nc\n", 'upgrade');
$node->safe_psql('liar', q{
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_load_files(text[], bytea[], boolean, boolean);
	ALTER FUNCTION schemaver_load_files(text[], bytea[], boolean, boolean) RENAME TO real_load_files;
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_preview(text[], bytea[], boolean);
	ALTER FUNCTION schemaver_preview(text[], bytea[], boolean) RENAME TO real_preview;
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_changed_files(text[], bytea[]);
	ALTER FUNCTION schemaver_changed_files(text[], bytea[]) RENAME TO real_changed_files;
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_files_checksum(bigint);
	ALTER FUNCTION schemaver_files_checksum(bigint) RENAME TO real_files_checksum;
	CREATE FUNCTION schemaver_files_checksum(seed bigint DEFAULT 0) RETURNS bigint LANGUAGE sql AS $$ SELECT NULL::bigint $$;
	CREATE TABLE changed (name text);
	CREATE FUNCTION schemaver_changed_files(filenames text[], sha256s bytea[]) RETURNS SETOF text LANGUAGE sql AS $$
		SELECT unnest(filenames) UNION ALL SELECT name FROM public.changed $$;
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_export(text);
	ALTER FUNCTION schemaver_export(text) RENAME TO real_export;
	CREATE TABLE lie (loaded text, exported text);
	CREATE FUNCTION schemaver_load_files(filenames text[], contents bytea[], complete boolean DEFAULT false, force boolean DEFAULT false)
	RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
		SELECT revision, action, filename, repeatable FROM public.real_load_files(filenames, contents, complete, force)
		UNION ALL SELECT 'evil', 'unchanged', loaded, NULL FROM public.lie WHERE loaded IS NOT NULL $$;
	CREATE FUNCTION schemaver_export(target text DEFAULT 'heads', OUT filename text, OUT content text)
	RETURNS SETOF record LANGUAGE sql AS $$
		SELECT * FROM public.real_export(target) UNION ALL SELECT exported, 'written' FROM public.lie WHERE exported IS NOT NULL $$});

# The folder, and what is around it
sub all_files
{
	return join '', map { "$_: " . (-l "$base/liar/$_" ? readlink "$base/liar/$_" : $liar->get($_)) . "\n" }
	  sort map { s{^\Q$base/liar/\E}{}r } grep { -f || -l } glob("'$base/liar/*' '$base/liar/.*' '$base/liar/migrations/*' '$base/liar/migrations/.*' '$base/liar/outside/*'");
}

sub lie
{
	my ($column, $name) = @_;

	$name =~ s/'/''/g;
	$node->safe_psql('liar', "DELETE FROM lie; INSERT INTO lie ($column) VALUES (E'$name')");
	return;
}

my $before = all_files();
my @others = ('victim.txt', 'victim.sql', './victim.sql', 'migrations/../victim.sql', 'migrations/notes.txt', 'migrations/.hidden.sql',
	"$base/liar/victim.sql", 'migrations/*', '-rf', '', 'migrations/link.md', 'migrations', '..', 'migrations/a_file.sql\nvictim.sql',
	'migrations/a_file.sql/../../victim.txt', ' migrations/a_file.sql', '.*', 'migrations/./notes.txt');

for my $name (@others)
{
	lie('loaded', $name);
	isnt(($liar->run('squash', 'a:b', '--rev-id', 's'))[0], 0, "squash, told to remove \"$name\", fails");
	is(all_files(), $before, 'and nothing is removed or written');
	$node->safe_psql('liar', 'DELETE FROM lie; TRUNCATE schemaver.revision, schemaver.applied');
	$liar->prints(['stamp', 'c'], "c\n", 'as before');
}
$node->safe_psql('liar', q{CREATE OR REPLACE FUNCTION schemaver_load_files(filenames text[], contents bytea[], complete boolean DEFAULT false, force boolean DEFAULT false)
	RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
		SELECT revision, action, coalesce((SELECT loaded FROM public.lie), filename), repeatable FROM public.real_load_files(filenames, contents, complete, force) $$;
	CREATE FUNCTION schemaver_preview(filenames text[], contents bytea[], complete boolean DEFAULT true)
	RETURNS SETOF schemaver.load_result LANGUAGE sql AS $$
		SELECT revision, action, coalesce((SELECT loaded FROM public.lie), filename), repeatable FROM public.real_preview(filenames, contents, complete) $$});
{
	local $ENV{EDITOR} = "touch '$base/liar/outside/edited' #";
	local $ENV{VISUAL};
	delete $ENV{VISUAL};
	for my $name (@others)
	{
		lie('loaded', $name);
		isnt(($liar->run('edit', 'a'))[0], 0, "edit, told to open \"$name\", fails");
		ok(!unlink("$base/liar/outside/edited"), 'and opens nothing');
	}
	$node->safe_psql('liar', 'DELETE FROM lie');
	is(($liar->run('edit', 'a'))[0], 0, 'edit works');
	ok(unlink("$base/liar/outside/edited"), 'and calls the editor');
}
for my $name ('victim.sql', '../victim.sql', '', 'x.sql')
{
	$node->safe_psql('liar', "INSERT INTO changed VALUES ('$name')");
	$liar->fails(['load'], qr/the server named a file that it was not sent/, "load, told to send \"$name\"");
	$node->safe_psql('liar', 'DELETE FROM changed');
}

for my $name ('../victim.txt', '../victim.sql', "$base/liar/victim.sql", '.hidden.sql', '..', '.', '', '-x.sql', 'notes.txt', 'link.md', 'sub/x.sql', 'repeatable/../../victim.sql', 'checks/.x.sql', 'repeatable//x.sql', 'R__x/../../victim.sql', 'repeatable/x', 'checks/-x.sql', '../outside/x.sql', 'x.sql\n', 'x\n.sql', 'x\t\033.sql', 'Makefile')
{
	lie('exported', $name);
	for my $command ([ 'export' ], [ 'revision', '-m', 'new', '--rev-id', 'new' ], [ 'squash', 'b:c', '--rev-id', 's' ])
	{
		$liar->run(@$command);
		is(all_files(), $before, "@$command, told to write \"$name\", writes nothing");
		$node->safe_psql('liar', q{TRUNCATE schemaver.revision, schemaver.applied}) if $command->[0] eq 'squash';
	}
	$node->safe_psql('liar', 'DELETE FROM lie');
	$liar->run('stamp', 'c');
}

# Verdicts go into files that were sent, on one line
$node->safe_psql('liar', q{
	ALTER EXTENSION schemaver DROP FUNCTION schemaver_file_lines(text[], bytea[]);
	ALTER FUNCTION schemaver_file_lines(text[], bytea[]) RENAME TO real_file_lines;
	CREATE TABLE line (verdict text);
	CREATE FUNCTION schemaver_file_lines(filenames text[], contents bytea[], OUT revision text, OUT filename text, OUT id_line integer,
		OUT verified_line integer, OUT upgrade_line integer, OUT downgrade_line integer)
	RETURNS SETOF record LANGUAGE sql AS $$
		SELECT revision, coalesce((SELECT loaded FROM public.lie), filename), id_line, verified_line, upgrade_line, downgrade_line
		FROM public.real_file_lines(filenames, contents) $$});
$liar->run('stamp', 'c');
for my $name (grep { $_ ne 'migrations/a_file.sql\nvictim.sql' } @others)
{
	lie('loaded', $name);
	isnt(($liar->run('verify', '--write', '--again', 'base:c'))[0], 0, "verify, told to write into \"$name\", fails");
	is(all_files(), $before, 'and nothing is written');
}
$node->safe_psql('liar', q{
	DELETE FROM lie;
	CREATE OR REPLACE FUNCTION schemaver_export(target text DEFAULT 'heads', OUT filename text, OUT content text)
	RETURNS SETOF record LANGUAGE sql AS $$
		SELECT r.filename, regexp_replace(r.content, '-- Verified: [^\n]*', verdict) FROM public.real_export(target) r, public.line $$});
for my $line ('DROP TABLE everything;', "-- Verified: ok\r\nDROP TABLE everything;", "-- Verified: ok\e[31m", "\t-- Verified: ok", "-- migrate:up", "-- Verified: ok\t1")
{
	$node->safe_psql('liar', "DELETE FROM line; INSERT INTO line VALUES (convert_from('\\x" . unpack('H*', $line) . "', 'UTF8'))");
	isnt(($liar->run('verify', '--write', '--again', 'base:c'))[0], 0, 'verify, given another line, fails');
	is(all_files(), $before, 'and nothing is written');
}
$node->safe_psql('liar', 'DELETE FROM line');
$node->safe_psql('liar', q{
	CREATE OR REPLACE FUNCTION schemaver_export(target text DEFAULT 'heads', OUT filename text, OUT content text)
	RETURNS SETOF record LANGUAGE sql AS $$
		SELECT * FROM public.real_export(target) UNION ALL SELECT exported, 'written' FROM public.lie WHERE exported IS NOT NULL $$});
symlink '../victim.sql', "$base/liar/migrations/z.sql" or die;
$liar->put('victim.sql', "-- Revision ID: z\n-- Revises: c\n\n-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 1;\n");
isnt(($liar->run('verify', '--write'))[0], 0, 'verify --write follows no link');
unlike($liar->get('victim.sql'), qr/Verified/, 'and nothing is written');
unlink "$base/liar/migrations/z.sql";
$liar->put('victim.sql', 'secret');

# Through links that are in the folder
symlink '../outside/new.sql', "$base/liar/migrations/b_second.sql" or die;
for my $command ([ 'export' ], [ 'revision', '-m', 'second', '--rev-id', 'b' ])
{
	$liar->run(@$command);
	ok(!-e "$base/liar/outside/new.sql", "@$command: writes no file through a link");
}
unlink "$base/liar/migrations/b_second.sql";
symlink '../victim.sql', "$base/liar/migrations/b_second.sql" or die;
$liar->run('export');
is($liar->get('victim.sql'), 'secret', 'export: replaces no file through a link');
unlink "$base/liar/migrations/b_second.sql";

# ----------
# Terminals
# ----------
my $nasty = "\e]0;title\a\e[31mred\e[0m \x08\x7f\x0c\x0b\xc2\x9b31m end";
my $terminal = CommandLine->new($node, 'nasty', "$base/terminal");
$terminal->prints(['init'], '', 'init');
$node->safe_psql('nasty', "SELECT schemaver_revision(convert_from('\\x" . unpack('H*', "$nasty\nINFO:  forged\r\nforged") . "', 'UTF8'), rev_id => 'n', branch_label => '{label}', upgrade => \$_\$DO \$\$ BEGIN RAISE NOTICE E'notice \\e[31m\\x1b[31m'; END \$\$\$_\$, downgrade => \$_\$DO \$\$ BEGIN RAISE E'error \\x1b[31m'; END \$\$\$_\$)");
{
	my ($out, $err);

	$node->psql('nasty', "BEGIN; SELECT schemaver_upgrade(); SELECT schemaver_stamp('base')", stdout => \$out, stderr => \$err);
	unlike($err =~ s/^.*NOTICE.*//mr, qr/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/, 'what the server says of a run has no control characters');
	unlike($err, qr/^.*(?:INFO:  )?forged/m, 'and forges no lines');
	like($err, qr/running upgrade  -> n, \?\]0;title\?\?\[31mred/, 'but the rest of the message');
	$node->safe_psql('nasty', "SELECT schemaver_stamp('base')");
	unlike($node->safe_psql('nasty', 'SELECT schemaver_graph()'), qr/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/, 'nor has the graph');
}

# The output of a command that is called on a terminal
sub on_terminal
{
	my (@arguments) = @_;
	my ($stdout, $stderr) = ('', '');
	my $line = join ' ', map { "'" . s/'/'\\''/gr . "'" } 'schemaver', '-d', $node->connstr('nasty'), @arguments;

	local $ENV{TERM} = 'xterm';
	local $ENV{NO_COLOR};
	delete $ENV{NO_COLOR};
	IPC::Run::run([ 'sh', '-c', "cd '$base/terminal' && exec script -qec \"\$0\" /dev/null", $line ], '<', \'', '>', \$stdout, '2>', \$stderr);
	return ($? >> 8, $stdout =~ s/\r\n/\n/gr);
}

SKIP:
{
	skip 'no program that makes a terminal', 1
	  unless IPC::Run::run([ 'sh', '-c', 'script -qec true /dev/null' ], '<', \'', '>', \my $ignored, '2>', \my $errors);

	my ($status, $out) = on_terminal('heads');
	is($status, 0, 'heads on a terminal');
	is($out, "\e[33mn\e[0m (label) (head)\n", 'with colors');
	is((on_terminal('heads', '--no-load', 'x'))[0], 2, 'the exit status is that of the program');

	for my $command ([ 'history' ], [ 'history', '-v' ], [ 'show', 'n' ], [ 'graph' ], [ 'graph', '--format=dot' ], [ 'plan' ], [ 'heads', '--json' ], [ 'history', '--json' ],
		[ 'export', '--stdout' ], [ 'upgrade', '--sql' ], [ 'upgrade' ], [ 'downgrade', 'base' ], [ 'show', $nasty ], [ 'load', "\e[31m" ], [ $nasty ])
	{
		my ($status, $out) = on_terminal(@$command);
		my $what = join(' ', @$command) =~ s/[^ -~]/?/gr;

		# what the program itself prints: colors, and a line that moves
		$out =~ s/\e\[3[1-3]m(n|ERROR:|NOTICE|WARNING|upgraded nasty to n|downgraded nasty to base)\e\[0m/$1/g;
		$out =~ s/\r\e\[K/\n/g;
		isnt($out, '', "$what, on a terminal: prints something");
		unlike($out, qr/[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]/, "$what, on a terminal: no control characters") or diag($out);
		unlike($out, qr/^(?:INFO:  )?forged/m, "$what, on a terminal: no forged lines") if $what !~ /^show|^export|-v$|--sql/;
	}

	# bytes that are no UTF-8
	($status, $out) = on_terminal("a\xe2\x82\xac\t\x9b1m\xe0\x80\x9b\xc0\x9b\xed end");
	is($out, qq{schemaver: unrecognized command "a\xe2\x82\xac\t\\x9b1m\\xe0\\x80\\x9b\\xc0\\x9b\\xed end"\nTry "schemaver --help".\n}, 'bytes that are no UTF-8 do not reach a terminal');
}

# ----------
# A check uses the note of the last one, and leaves one
# ----------
$node->safe_psql('nasty', 'CREATE SCHEMA s; CREATE TABLE s.t (); SELECT schemaver_model(schemaver_dump(ARRAY[$$s$$]))');
sub next_xid
{
	return $node->safe_psql('nasty', 'SELECT pg_snapshot_xmax(pg_current_snapshot())');
}
my $first = next_xid();
$terminal->prints(['check'], '', 'check');
my $second = next_xid();
isnt($second, $first, 'a check that looks writes its note');
$terminal->prints(['check'], '', 'check again');
is(next_xid(), $second, 'one that finds the note has nothing to write');
$terminal->prints(['check', '--json'], "[]\n", 'check --json');
is(next_xid(), $second, 'nor has one for machines');

$node->stop;
done_testing();
