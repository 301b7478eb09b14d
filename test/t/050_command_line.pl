# The command line: what its commands print and write, and its errors for bad
# input.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('command_line');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE \"$_\"") foreach ('app', q{it's odd}, 'files', 'none', 'bad');

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app folder");

# ----------
# Help
# ----------
my ($status, $stdout, $stderr) = $app->run('--help');
is($status, 0, '--help');
like($stdout, qr/^Usage: schemaver/m, '--help prints the usage');
for my $command ($stdout =~ /^  ([a-z]+)  /mg)
{
	my ($status, $stdout, $stderr) = $app->run($command, '--help');

	is("$status$stderr", '0', "$command --help");
	like($stdout, qr/^Usage: schemaver $command/, "$command --help prints the usage");
}
like(($app->run('--version'))[1], qr/^schemaver \d/, '--version');
is(($app->run)[0], 2, 'no command');
is(($app->run('frobnicate'))[0], 2, 'unknown command');
is(($app->run('upgrade', '--purge'))[0], 2, 'an option that the command has not');
is(($app->run('upgrade', '--frob'))[0], 2, 'an option that no command has');
is(($app->run('upgrade', '--sql=yes'))[0], 2, 'a value that is not wanted');
is(($app->run('revision', '-m'))[0], 2, 'a value that is missing');
is(($app->run('downgrade'))[0], 2, 'an argument that is missing');
is(($app->run('history', 'x'))[0], 2, 'an argument that is not wanted');

# ----------
# From the beginning
# ----------
$app->fails(['heads'], qr/extension "schemaver" does not exist in database "app"\nHINT:  "schemaver init"/, 'no extension');
$app->fails(['upgrade'], qr/extension|folder "migrations" does not exist/, 'no folder');
$app->prints(['init'], '', 'init');
ok(-d "$app->{folder}/migrations", 'init makes the folder');
$app->prints(['init'], '', 'init again');
$app->prints(['heads'], '', 'no heads');
$app->prints(['upgrade'], '', 'nothing to upgrade');
$app->prints(['revision', '-m', 'create users', '--rev-id', 'a1'], "migrations/a1_create_users.sql\n", 'revision');
like($app->get('migrations/a1_create_users.sql'),
	qr/\A-- create users\n--\n-- Revision ID: a1\n-- Revises:\n-- Create Date: \d{4}-\d\d-\d\d [0-9:.]+\+00\n\n-- migrate:up\n\n-- migrate:down\n\z/,
	'the file of a new revision');
is($node->safe_psql('app', 'SELECT count(*) FROM schemaver.revision'), 0, 'the database has not changed');
$app->fails(['revision', '-m', 'create users', '--rev-id', 'a1'], qr/already/, 'revision with an id in use');
$app->revision('a1', '', 'create users', 'CREATE TABLE users (id integer);', 'DROP TABLE users;');
unlink "$app->{folder}/migrations/a1_create_users.sql";
$app->prints(['revision', "-mit's \"b\" \\ \$(x) %s", '--branch-label=bill', '--rev-id=b1'], "migrations/b1_it_s_b_x_s.sql\n", 'odd characters in a message');
$app->prints(['revision', '--head', 'a1', '--splice', '--rev-id', 'c1', '--depends-on', 'bill', '--no-transaction'], "migrations/c1_empty_message.sql\n", 'options of revision');
$app->fails(['revision', '-m', 'x', '--head', 'a1'], qr/not a head/, 'revision without splice');
$app->fails(['revision', '-m', 'x'], qr/several heads/, 'revision on several heads');
$app->prints(['revision', '-m', 'two', '--head', 'b1', '--head', 'c1', '--rev-id', 'm0'], "migrations/m0_two.sql\n", 'revision with two parents');
unlink "$app->{folder}/migrations/m0_two.sql";
$app->put('migrations/c1_empty_message.sql', $app->get('migrations/c1_empty_message.sql') =~ s/^-- Transactional: no\n//mr);

$app->prints(['heads'], "b1 (bill) (effective head)\nc1 (head)\n", 'heads');
$app->prints(['heads', '--resolve-dependencies'], "c1 (head)\n", 'real heads');
$app->prints(['history'], "a1 (bill) -> c1 (head), empty message\na1 -> b1 (bill) (effective head), it's \"b\" \\ \$(x) %s\n<base> -> a1 (branchpoint), create users\n", 'history');
$app->prints(['history', '-r', 'a1:b1'], "a1 -> b1 (bill) (effective head), it's \"b\" \\ \$(x) %s\n<base> -> a1 (branchpoint), create users\n", 'history of a range');
$app->prints(['branches'], "a1 (branchpoint)\n   -> b1\n   -> c1\n\n", 'branches');
$app->prints(['merge', '-m', 'both', '--rev-id', 'm1'], "migrations/m1_both.sql\n", 'merge');
like($app->get('migrations/m1_both.sql'), qr/^-- Revises: b1, c1$/m, 'the parents of a merge');
like(($app->run('plan'))[1], qr/^1 upgrade a1, create users\n2 upgrade b1/, 'plan');
like(($app->run('graph'))[1], qr/^o m1 \(head\) both$/m, 'graph');
like(($app->run('graph', '--format=dot'))[1], qr/digraph/, 'graph as dot');
like(($app->run('show', 'b1'))[1], qr{^Rev: b1 \(bill\)\nParent: a1\nPath: migrations/b1_it_s_b_x_s\.sql\nState: pending}, 'show');
like(($app->run('upgrade', 'head', '--sql'))[1], qr/CREATE TABLE users/, 'upgrade --sql');
is($node->safe_psql('app', 'SELECT count(*) FROM schemaver.revision'), 0, 'nothing of that is kept');
$app->fails(['current', '--check-heads'], qr/not all heads|head/, 'current --check-heads fails');

$stderr = $app->prints(['upgrade', '+1'], "a1\n", 'upgrade +1');
like($stderr, qr{^running upgrade  -> a1, create users\nadded a1 migrations/a1_file.sql\n(?s:.*)^upgraded app to a1: 1 revision in \d+\.\d\d s\n\z}m, 'what it reports');
unlike($stderr, qr/^psql/m, 'no prefixes');
$app->prints(['upgrade', 'heads', '--json'], qq{["b1", "c1", "m1"]\n}, 'upgrade --json');
$app->prints(['upgrade'], '', 'upgrade again');
$app->prints(['upgrade', '--json'], "[]\n", 'upgrade again, as JSON');
$app->prints(['current'], "m1 (head) (mergepoint)\n", 'current');
$app->prints(['current', '--check-heads'], "m1 (head) (mergepoint)\n", 'current --check-heads');
like(($app->run('current', '-v'))[1], qr{^Rev: m1 \(head\) \(current\) \(mergepoint\)\nMerges: b1, c1\nPath: migrations/m1_both\.sql\nState: applied}, 'current -v');
$app->fails(['downgrade', '-1'], qr/target "-1" is ambiguous/, 'an ambiguous downgrade');
$app->prints(['downgrade', 'bill@b1'], "m1\n", 'downgrade');
like(($app->run('downgrade', 'm1:a1', '--sql'))[1], qr/DELETE FROM schemaver.applied|running downgrade/, 'downgrade --sql');
$app->prints(['stamp', 'b1', 'c1', '--purge'], "c1\n", 'stamp');
like(($app->run('stamp', 'a1', '--sql'))[1], qr/stamp/, 'stamp --sql');
$app->prints(['downgrade', 'base'], "c1\nb1\na1\n", 'downgrade to base');
like(($app->run('status'))[1], qr/^state +\| empty$/m, 'status');
like(($app->run('status', '--json'))[1], qr/"state":"empty"/, 'status as JSON');
like(($app->run('heads', '--json'))[1], qr/^\[\{"revision":"m1",/, 'heads as JSON');
$app->fails(['upgrade', 'nobody'], qr/"nobody" does not exist/, 'unknown target');
$app->fails(['upgrade', q{x'; DROP TABLE users; --}], qr/ERROR/, 'a target with quotes');
like(($app->run('load'))[1], qr/^unchanged a1 migrations\/a1_file.sql\n/, 'load');

# ----------
# Export, and a file that is gone
# ----------
my $copy = CommandLine->new($node, 'app', "$base/copy");
$copy->prints(['export'], join('', map { "migrations/$_\n" } qw(a1_create_users.sql b1_it_s_b_x_s.sql c1_empty_message.sql m1_both.sql)), 'export');
is($copy->get('migrations/m1_both.sql'), $app->get('migrations/m1_both.sql'), 'exported files are those that were loaded');
$copy->prints(['load', 'migrations/m1_both.sql'], "unchanged m1 migrations/m1_both.sql\n", 'load a file');
is(($copy->run('export', '--stdout', 'a1'))[1], $copy->get('migrations/a1_create_users.sql') . "\n", 'export --stdout');
like(($copy->run('export', '--json', 'a1'))[1], qr/^\[\{"filename":"a1_create_users.sql","content":/, 'export --json');
unlink "$copy->{folder}/migrations/m1_both.sql";
like(($copy->run('upgrade', 'a1'))[2], qr/^removed m1 /m, 'a revision that is in no file any more is removed, and that is said');

# ----------
# Editing
# ----------
{
	local $ENV{VISUAL};
	delete $ENV{VISUAL};
	local $ENV{EDITOR} = "sed -i.orig 's/^-- both/-- edited/'";
	$app->prints(['edit', 'm1'], '', 'edit');
	like($app->get('migrations/m1_both.sql'), qr/^-- edited/, 'the file was edited');
	local $ENV{EDITOR} = 'false';
	isnt(($app->run('edit', 'm1'))[0], 0, 'the editor fails');
	local $ENV{EDITOR} = "sed -i 's/^-- migrate:up/-- migrate:upp/'";
	$app->fails(['edit', 'm1'], qr{^migrations/m1_both\.sql:7: ERROR:  unrecognized section\n    -- migrate:upp\n}, 'edited to what is no revision');
}

# ----------
# Squash
# ----------
my $squash = CommandLine->new($node, 'files', "$base/squash");
$squash->prints(['init'], '', 'init');
$squash->revision('a', '', 'first', 'CREATE TABLE a ();', 'DROP TABLE a;');
$squash->revision('b', 'a', 'second', 'CREATE TABLE b ();', 'DROP TABLE b;');
$squash->revision('c', 'b', 'third', 'CREATE TABLE c ();', 'DROP TABLE c;');
$squash->prints(['upgrade'], "a\nb\nc\n", 'upgrade');
$squash->prints(['squash', 'a:b', '-m', 'both', '--rev-id', 's'], "migrations/c_file.sql\nmigrations/s_both.sql\n", 'squash');
is(join(' ', $squash->files), 'c_file.sql s_both.sql', 'the files after a squash');
$squash->prints(['current', '--check-heads'], "c (head)\n", 'what is applied after a squash');
$squash->prints(['upgrade'], '', 'nothing to do after a squash');

# ----------
# Connections
# ----------
my $odd = CommandLine->new($node, q{it's odd}, "$base/-odd \"folder's\" \$x");
$odd->prints(['init', '--dir=-m'], '', 'a folder with a leading dash');
mkdir "$odd->{folder}/-m";
$odd->put('-m/-- migrate "it\'s" & co.sql', "-- x\n--\n-- Revision ID: x\n\n-- migrate:up\nSELECT 1;\n");
$odd->put('-m/.hidden.sql', 'no');
$odd->put('-m/readme.txt', 'no');
$odd->prints(['upgrade', '--dir', '-m'], "x\n", 'file names with dashes, blanks and quotes');
{
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGDATABASE} = 'none';
	my ($out, $err);

	IPC::Run::run([ 'schemaver', 'heads' ], '>', \$out, '2>', \$err);
	like($err, qr/does not exist in database "none"|database "none" does not exist/, 'the connection is that of libpq');
	$node->safe_psql('none', 'CREATE SCHEMA "My tools"; CREATE EXTENSION schemaver SCHEMA "My tools"');
	IPC::Run::run([ 'schemaver', 'status', '--json' ], '>', \$out, '2>', \$err);
	like($out, qr/"state":"empty"/, 'the extension may be in any schema') or diag($err);
	$node->safe_psql('none', q{UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'schemaver'});
	ok(!IPC::Run::run([ 'schemaver', 'heads' ], '>', \$out, '2>', \$err), 'an old extension');
	like($err, qr/older than this program\nHINT:  Bring it up to date/, 'the error for that');
	local $ENV{PGPORT} = 1;
	ok(!IPC::Run::run([ 'schemaver', 'heads' ], '>', \$out, '2>', \$err), 'a server that is down');
	like($err, qr/connect(?:ion)? to server/, 'the error for that');
}

# ----------
# Bad input: what is wrong, and where; and nothing is loaded
# ----------
my $bad = CommandLine->new($node, 'bad', "$base/bad");
$bad->prints(['init'], '', 'init');
$bad->revision('good', '', 'good', 'SELECT 1;', 'SELECT 1;');
my @bad = (
	[ 'binary', "-- x\n--\n-- Revision ID: x\n\n-- migrate:up\nSELECT '\0';\n", qr{^migrations/bad\.sql:6: ERROR:  the file is not text: it has a zero byte\n(?!    )} ],
	[ 'ELF', "\x7fELF\x02\x01\x01\0\0", qr{^migrations/bad\.sql:1: .* zero byte} ],
	[ 'Latin-1', "-- x\n--\n-- Revision ID: x\n\n-- migrate:up\nSELECT 'gr\xfcn';\n", qr{^migrations/bad\.sql:6: .* not in UTF-8: invalid byte 0xfc\n    SELECT 'gr} ],
	[ 'UTF-16', "\xff\xfe-\0-\0", qr/UTF-16/ ],
	[ 'empty', '', qr{^migrations/bad\.sql: ERROR:  no revision found\nHINT:} ],
	[ 'no section', "-- Revision ID: x\n", qr{^migrations/bad\.sql:1: .* no section "-- migrate:up"\n    -- Revision ID: x\n} ],
	[ 'two sections', "-- Revision ID: x\n-- migrate:up\n-- migrate:up\n", qr{^migrations/bad\.sql:3: .* more than one section} ],
	[ 'unknown header', "-- Revision ID: x\n-- Autor: me\n\n-- migrate:up\n", qr{^migrations/bad\.sql:2: .* unrecognized field "Autor"} ],
	[ 'same id', "-- Revision ID: good\n-- migrate:up\n", qr{^migrations/good_file\.sql:3: ERROR:  revision "good" appears more than once\n    -- Revision ID: good\nDETAIL:  It also appears in file "migrations/bad\.sql", line 1\.\n} ],
	[ 'unknown parent', "-- Revision ID: x\n-- Revises: y\n-- migrate:up\n", qr/refers to revision "y", which does not exist/ ],
);
for my $case (@bad)
{
	$bad->put('migrations/bad.sql', $case->[1]);
	$bad->fails([$_], $case->[2], "$case->[0], $_") foreach qw(load upgrade heads);
}
is($node->safe_psql('bad', 'SELECT count(*) FROM schemaver.revision'), 0, 'nothing was loaded');

for my $case (
	[ 'byte order mark', "\xef\xbb\xbf-- x\n--\n-- Revision ID: bom\n\n-- migrate:up\nSELECT 'gr\xc3\xbcn';\n", 'bom' ],
	[ 'CR LF', "-- x\r\n--\r\n-- Revision ID: crlf\r\n\r\n-- migrate:up\r\nSELECT\r\n1;\r\n-- migrate:down\r\n", 'crlf' ],
	[ 'no line end at the end', "-- x\n--\n-- Revision ID: noend\n\n-- migrate:up\nSELECT 1;", 'noend' ],
	[ 'backslashes and tabs', "-- x\n--\n-- Revision ID: back\n\n-- migrate:up\nSELECT '\\.', '\\n\t\\\\', E'\\x41';\n\\.\n", 'back' ])
{
	my ($name, $content, $id) = @$case;

	$bad->put('migrations/bad.sql', $content);
	is(($bad->run('load'))[0], 0, $name);
	my ($script) = $content =~ /migrate:up\r?\n(.*?)(?:\r?\n-- migrate:down.*|\n)?\z/s;
	is($node->safe_psql('bad', "SELECT encode(convert_to(upgrade, 'UTF8'), 'hex') FROM schemaver.revision WHERE revision = '$id'"),
		unpack('H*', $script), "$name: the script is kept to the byte");
	unlink "$bad->{folder}/migrations/bad.sql";
}

mkdir "$bad->{folder}/migrations/folder.sql";
$bad->fails(['load'], qr/"migrations\/folder.sql" is not a file/, 'a folder named like a file');
rmdir "$bad->{folder}/migrations/folder.sql";
symlink 'nowhere', "$bad->{folder}/migrations/link.sql";
$bad->fails(['load'], qr/"migrations\/link.sql" is not a file/, 'a link to nowhere');
unlink "$bad->{folder}/migrations/link.sql";
$bad->put("migrations/new\nline.sql", '');
$bad->fails(['load'], qr/name contains a line end/, 'a line end in a name');
unlink "$bad->{folder}/migrations/new\nline.sql";
$bad->fails(['load', 'nothing.sql'], qr/"nothing.sql" is not a file/, 'a missing file');
$bad->fails(['upgrade', '--dir', 'nowhere'], qr/folder "nowhere" does not exist/, 'a missing folder');
$bad->fails(['heads', '--dir', 'nowhere'], qr/folder "nowhere" does not exist/, 'a missing folder, for heads');
SKIP:
{
	skip 'permissions mean nothing to root', 6 if $> == 0;
	chmod 0, "$bad->{folder}/migrations/good_file.sql";
	$bad->fails(['load'], qr/could not read file "migrations\/good_file.sql"/, 'an unreadable file');
	chmod 0644, "$bad->{folder}/migrations/good_file.sql";
	chmod 0, "$bad->{folder}/migrations";
	$bad->fails(['load'], qr/could not read folder "migrations"/, 'an unreadable folder');
	chmod 0755, "$bad->{folder}/migrations";
}

# ----------
# What is applied is not changed
# ----------
$bad->prints(['upgrade', 'good'], "good\n", 'upgrade');
$bad->revision('good', '', 'good', "-- Copyright\nSELECT   1;", "SELECT 1;\n-- the end");
like(($bad->run('upgrade', 'good'))[2], qr/^accepted good /m, 'comments and whitespace may change');
$bad->revision('good', '', 'good', 'SELECT 2;', 'SELECT 1;');
$bad->fails(['upgrade', 'good'], qr{^migrations/good_file\.sql:7: .* revision "good" is applied and has changed since(?s:.*) --force }, 'a changed script');
like(($bad->run('upgrade', 'good', '--force'))[2], qr/^changed good /m, 'a changed script, by force');

# ----------
# A large file
# ----------
$bad->put('migrations/large.sql', "-- large\n--\n-- Revision ID: large\n\n-- migrate:up\nSELECT '" . ('x' x 79 . "\n") x 655360 . "';\n-- migrate:down\n");
is(($bad->run('load'))[0], 0, 'a file of 50 MB');
is($node->safe_psql('bad', q{SELECT length(upgrade) FROM schemaver.revision WHERE revision = 'large'}), 80 * 655360 + 10, 'all of it');

# ----------
# Another encoding, another role
# ----------
$node->safe_psql('postgres', q{CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'});
my $latin = CommandLine->new($node, 'latin', "$base/latin");
$latin->prints(['init'], '', 'init in LATIN1');
$latin->put("migrations/gr\xc3\xbcn.sql", "-- gr\xc3\xbcn\n--\n-- Revision ID: u1\n-- Create Date: 2026-01-01 00:00:00+00\n-- Revises:\n\n-- migrate:up\nSELECT '\xc3\xbc';\n");
$latin->prints(['load'], "added u1 migrations/gr\xc3\xbcn.sql\n", 'files in UTF-8, a database in LATIN1');
is($node->safe_psql('latin', q{SELECT encode(message::bytea, 'hex') FROM schemaver.revision}), '6772fc6e', 'the text is in LATIN1 there');
my $utf8 = CommandLine->new($node, 'latin', "$base/utf8");
$utf8->prints(['export'], "migrations/u1_gr\xc3\xbcn.sql\n", 'export from LATIN1');
$utf8->prints(['load'], "unchanged u1 migrations/u1_gr\xc3\xbcn.sql\n", 'what was exported is the same');
$latin->put("migrations/2.sql", "-- x\n--\n-- Revision ID: u2\n\n-- migrate:up\nSELECT '\xe2\x82\xac';\n");
$latin->fails(['load'], qr{^migrations/2\.sql: .* has no equivalent in encoding "LATIN1"}, 'a character that the database cannot have');

$node->safe_psql('app', q{
	CREATE ROLE looker LOGIN PASSWORD 'secret';
	GRANT USAGE ON SCHEMA schemaver TO looker;
	GRANT SELECT ON ALL TABLES IN SCHEMA schemaver TO looker});
{
	local $ENV{PGUSER} = 'looker';
	my $looker = CommandLine->new($node, 'app', "$base/app folder");

	like(($looker->run('heads', '--no-load'))[1], qr/\(head\)/, 'a role that may look');
	$looker->fails(['upgrade', '--no-load', 'heads'], qr/permission denied/, 'and may not run');
}
{
	open(my $hba, '>', $node->data_dir . '/pg_hba.conf') or die;
	print $hba "local all looker scram-sha-256\nlocal all all trust\nhost all looker all scram-sha-256\nhost all all all trust\n";
	close $hba;
	$node->reload;
	local $ENV{PGUSER} = 'looker';
	local $ENV{PGPASSWORD} = 'wrong';
	my $looker = CommandLine->new($node, 'app', "$base/app folder");

	$looker->fails(['heads'], qr/password authentication failed for user "looker"/, 'a wrong password');
}

# ----------
# Renames for models that a program has written
# ----------
$node->safe_psql('postgres', 'CREATE DATABASE renames');
my $renames = CommandLine->new($node, 'renames', "$base/renames");
$renames->prints(['init'], '', 'init for renames');
$node->safe_psql('renames', 'CREATE TABLE "a b" (x integer, y text); SELECT schemaver_model($$CREATE TABLE c (x1 integer, y1 text)$$)');
$renames->fails(['revision', '-m', 'x', '--autogenerate', '--rename', 'public.c'], qr/invalid rename: "public.c"/, 'a rename without a new name');
$renames->prints(['revision', '-m', 'new names', '--autogenerate', '--rename', 'public."a b"=c', '--rename=public."a b".x=x1', '--rename=public.c.y=y1', '--rev-id=r1'],
	"migrations/r1_new_names.sql\n", 'revision with renames');
like($renames->get('migrations/r1_new_names.sql') =~ s/^-- hazards: .*\n//mgr,
	qr/^ALTER TABLE public\."a b" RENAME TO c;\n\nALTER TABLE public\.c RENAME COLUMN x TO x1;\n\nALTER TABLE public\.c RENAME COLUMN y TO y1;\n\n-- migrate:down/m,
	'they are all that is done');

$node->stop;
done_testing();
