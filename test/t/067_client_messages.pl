# What the client program tells people and machines: errors with their places,
# hints in its own words, closing lines, exit statuses, JSON.

use strict;
use warnings;

use File::Temp qw(tempdir);
use JSON::PP qw(decode_json);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('client_messages');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(shop gate again);

# what the program calls itself
delete $ENV{PGAPPNAME};

my $base = tempdir(CLEANUP => 1);
my $shop = CommandLine->new($node, 'shop', "$base/shop");

# The exit status, and what is in both outputs
sub answers
{
	my ($client, $arguments, $status, $stdout, $stderr, $name) = @_;
	my @got = $client->run(@$arguments);

	is($got[0], $status, "$name: status");
	ref $stdout ? like($got[1], $stdout, "$name: result") : is($got[1], $stdout, "$name: result");
	ref $stderr ? like($got[2], $stderr, "$name: messages") : is($got[2], $stderr, "$name: messages");
	return;
}

# The error in JSON, which is all that is printed
sub error_of
{
	my ($client, $arguments, $status, $name) = @_;
	my @got = $client->run('--json', @$arguments);

	is($got[0], $status, "$name, as JSON: status");
	is($got[2], '', "$name, as JSON: no messages");
	return eval { decode_json($got[1])->{error} } // fail("$name: $got[1] is no JSON: $@");
}

# ----------
# Usage
# ----------
answers($shop, [ 'nosuch', '--help' ], 2, '', qr/^schemaver: unrecognized command "nosuch"\nTry "schemaver --help"\.\n\z/, 'help about what is no command');
answers($shop, [ 'heads', '--nosuch' ], 2, '', qr/^schemaver: unrecognized option "--nosuch"\nTry "schemaver heads --help"\.\n\z/, 'an unknown option');
is(error_of($shop, ['nosuch'], 2, 'an unknown command')->{message}, 'unrecognized command "nosuch"', 'an unknown command, as JSON');

# ----------
# An output that nobody reads, or that cannot be written
# ----------
foreach my $trap ('', q(trap '' PIPE;))
{
	my $name = $trap ? 'SIGPIPE is ignored' : 'SIGPIPE kills';
	my $told;

	IPC::Run::run([ 'sh', '-c', qq({ $trap sleep 0.3; schemaver help 2>&1 >&3; echo "status \$?"; } 3>&1 >$base/told | :) ]);
	$told = slurp_file("$base/told");
	is($told, "status 141\n", "the reader is gone, $name: no message");
}
SKIP:
{
	skip 'no /dev/full', 1 unless -c '/dev/full';
	is(`schemaver help 2>&1 >/dev/full; echo \$?`, "schemaver: could not write to the standard output\n1\n", 'a full disk is told');
}

# ----------
# No server, no extension
# ----------
{
	my ($stdout, $stderr);

	IPC::Run::run([ 'schemaver', '-d', 'host=/nowhere dbname=x', 'status' ], '<', \'', '>', \$stdout, '2>', \$stderr);
	is($? >> 8, 3, 'no server: the exit status');
	like($stderr, qr/^schemaver: connection to server /, 'no server: the message') or diag($stderr);
}
answers($shop, ['status'], 1, '', qr/^ERROR:  extension "schemaver" does not exist in database "shop"\nHINT:  "schemaver init" creates it\.\n\z/, 'no extension');
is(error_of($shop, ['status'], 1, 'no extension')->{sqlstate}, '42704', 'no extension: the SQLSTATE');

# ----------
# What has become of the database
# ----------
answers($shop, ['init'], 0, '', "created extension schemaver in database shop\ncreated folder migrations\n", 'init');
answers($shop, ['init'], 0, '', "nothing to do: database shop has the extension schemaver, and folder migrations exists\n", 'init again');
is_deeply(decode_json(($shop->run('init', '--json'))[1]), { created_extension => JSON::PP::false, created_folder => JSON::PP::false }, 'init --json');
$shop->revision('a', '', 'first', 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
$shop->revision('b', 'a', 'second', 'CREATE TABLE b (id integer);', 'DROP TABLE b;');
answers($shop, ['upgrade'], 0, "a\nb\n",
	qr/^running upgrade  -> a, first.*\nrunning upgrade a -> b, second.*\nadded a migrations\/a_file\.sql\nadded b migrations\/b_file\.sql\nupgraded shop to b: 2 revisions in \d+\.\d\d s\n\z/, 'upgrade');
answers($shop, ['upgrade'], 0, '', "nothing to do: shop is at b\n", 'nothing to upgrade');
answers($shop, ['upgrade', '--json'], 0, "[]\n", '', 'nothing to upgrade, as JSON');
answers($shop, ['deploy'], 0, '', "nothing to do: shop is at b\n", 'nothing to deploy');
answers($shop, ['downgrade', 'base'], 0, "b\na\n", qr/^downgraded shop to base: 2 revisions in /m, 'downgrade');
answers($shop, [ 'deploy', '--json' ], 0, qq{["a", "b"]\n}, '', 'deploy --json');
answers($shop, [ 'deploy', '--downgrade', 'a' ], 0, "b\n", qr/^downgraded shop to a: 1 revision in /m, 'deploy --downgrade');
answers($shop, [ 'stamp', 'b' ], 0, "b\n", "running stamp_revision a -> b\nstamped shop as b\n", 'stamp');
like(($shop->run('show', 'b'))[1], qr/^Path: migrations\/b_file\.sql$/m, 'show has the path');
is($node->safe_psql('shop', 'SELECT DISTINCT application_name FROM schemaver.log WHERE operation = $$upgrade$$ AND revision = $$a$$ ORDER BY 1 LIMIT 1'), 'schemaver', 'the name of the application');

# Folders in the folder
mkdir "$base/shop/migrations/2026";
$shop->put('migrations/2026/c.sql', "-- third\n--\n-- Revision ID: c\n-- Revises: b\n\n-- migrate:up\nSELECT 1;\n");
answers($shop, ['heads'], 0, "c (head)\n", '', 'a file in a folder of the folder');
like(($shop->run('show', 'c'))[1], qr/^Path: migrations\/2026\/c\.sql$/m, 'its path');
answers($shop, ['upgrade'], 0, "c\n", qr/^added c migrations\/2026\/c\.sql$/m, 'it is run');

# A model that the database is like: nothing to write
$node->safe_psql('shop', 'SELECT schemaver_model(schemaver_dump())');
answers($shop, [ 'revision', '--autogenerate', '-m', 'x' ], 0, '', qr/^nothing to do: shop is as its model declares\n\z/, 'nothing to generate');

# ----------
# Exit statuses
# ----------
$shop->revision('d', 'c', 'fourth', 'CREATE TABLE d (id integer);', 'DROP TABLE d;');
answers($shop, [ 'current', '--check-heads' ], 4, '', qr/^ERROR:  the database is not at all heads\nDETAIL:  Not applied: d\.\nHINT:  Run "schemaver upgrade heads"\.\n/, 'not at all heads');
answers($shop, ['status'], 0, qr/^state +\| behind$/m, '', 'status');
answers($shop, [ 'status', '--exit-code' ], 4, qr/^state +\| behind$/m, '', 'status --exit-code');
$shop->run('upgrade');
answers($shop, [ 'status', '--exit-code' ], 0, qr/^state +\| current$/m, '', 'status --exit-code, nothing to do');
$node->safe_psql('postgres', q{ALTER DATABASE gate SET schemaver.verify = 'error'});
my $gate = CommandLine->new($node, 'gate', "$base/gate");
$gate->run('init');
$gate->revision('a', '', 'first', 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
is(($gate->run('upgrade'))[0], 5, 'refused by a gate') or diag(($gate->run('upgrade'))[2]);

# ----------
# Errors of scripts
# ----------
my $bad = "SELECT 1;\n\nCREATE TABLE e (id integer);\nINSERT INTO e\n\tSELECT 'gr\xc3\xbcn', nosuch\n\tFROM d;";
$shop->revision('e', 'd', 'fifth', $bad, '');
answers($shop, ['upgrade'], 1, '', <<'END', 'an error of a script');
running upgrade d -> e, fifth
migrations/e_file.sql:11: ERROR:  column "nosuch" does not exist
    	SELECT 'grün', nosuch
    	               ^
CONTEXT:  revision "e", upgrade script, statement 3, line 5
schemaver: nothing was loaded or applied
END
my $error = error_of($shop, ['upgrade'], 1, 'an error of a script');
is_deeply([ @$error{qw(sqlstate message revision file line statement outcome)} ],
	[ '42703', 'column "nosuch" does not exist', 'e', 'migrations/e_file.sql', 11, 3, 'nothing was loaded or applied' ], 'an error of a script, as JSON');
is($node->safe_psql('shop', q{SELECT count(*) FROM schemaver.revision WHERE revision = 'e'}), 0, 'nothing was loaded');

# On one line with other statements, and below a function
$shop->revision('e', 'd', 'fifth', "SELECT 1; SELECT 'x', nosuch;", '');
like(($shop->run('upgrade'))[2], qr/^migrations\/e_file\.sql:7: ERROR: .*\n    SELECT 1; SELECT 'x', nosuch;\n {26}\^\n/m, 'the second statement of a line');
$shop->revision('e', 'd', 'fifth', "DO \$\$ BEGIN\n\tPERFORM 1 / 0;\nEND \$\$;", '');
like(($shop->run('upgrade'))[2], qr/^migrations\/e_file\.sql:7: ERROR:  division by zero\n    DO \$\$ BEGIN\nCONTEXT:  .*PL\/pgSQL function inline_code_block line 2/ms, 'an error in a function');
$shop->revision('e', 'd', 'fifth', 'SELEC 1;', '');
like(($shop->run('upgrade'))[2], qr/^migrations\/e_file\.sql:7: ERROR:  syntax error at or near "SELEC"\n    SELEC 1;\n/m, 'a syntax error');
$shop->revision('e', 'd', 'fifth', "SELECT 1;", "SELECT 1;\nDROP TABLE nosuch;");
is(($shop->run('upgrade'))[0], 0, 'what has a bad downgrade goes up');
like(($shop->run('downgrade', '-1'))[2], qr/table "nosuch" does not exist\n(?s:.*)^schemaver: nothing was undone$/m, 'the error of a downgrade');

# What a deploy has committed before its error
$shop->revision('f', 'e', 'sixth', 'CREATE TABLE f (id integer);', '');
$shop->revision('g', 'f', 'seventh', 'SELECT nosuch;', '');
like(($shop->run('deploy'))[2], qr/^migrations\/g_file\.sql:7: ERROR:  column "nosuch" does not exist\n(?s:.*)^schemaver: 1 revision was committed before that: f$/m, 'a deploy that fails');
is(($shop->run('current'))[1], "f\n", 'as it says');

# ----------
# Hints
# ----------
$shop->revision('g', 'f', 'seventh', 'CREATE INDEX CONCURRENTLY i ON f (id);', '', 'Transactional: no');
like(($shop->run('upgrade'))[2], qr/^HINT:  Use "schemaver deploy head", or run the script that "schemaver upgrade --sql current:head" writes with psql\.$/m, 'the hint to deploy');
answers($shop, ['deploy'], 0, "g\n", qr/^upgraded shop to g: 1 revision in /m, 'what the hint says');
$shop->revision('h', 'g', 'eighth', 'CREATE INDEX CONCURRENTLY j ON f (id);', '');
like(($shop->run('upgrade'))[2], qr/^HINT:  Put the statement into a revision of its own with "-- Transactional: no" in its header, and run it with "schemaver deploy", /m, 'the hint to a revision of its own');
unlink "$base/shop/migrations/h_file.sql";
$shop->revision('f', 'e', 'sixth', 'CREATE TABLE f (id bigint);', '');
like(($shop->run('upgrade'))[2], qr/ --force takes any change\.$/m, 'the hint to --force');
unlike(($shop->run('upgrade'))[2], qr/^(?:added|changed|accepted) /m, 'what was not loaded is not told');

# ----------
# JSON of every verb that shows something
# ----------
my $again = CommandLine->new($node, 'again', "$base/again");
$again->run('init');
$again->revision('a', '', 'first', 'CREATE TABLE a (id integer);', 'DROP TABLE a;');
for my $command ([ 'load' ], [ 'plan' ], [ 'upgrade', '--sql' ], ['graph'], ['heads'], ['history'], ['branches'], [ 'show', 'a' ], ['current'], ['status'],
	[ 'revision', '-m', 'x', '--rev-id', 'x' ], [ 'merge' ], [ 'export', 'a' ], [ 'stamp', 'a' ], [ 'stamp', 'a', '--sql' ], [ 'downgrade', 'base' ],
	[ 'downgrade', '--sql', 'a:base' ], [ 'deploy', 'nosuch' ], [ 'squash', 'a:x' ], [ 'import', 'nosuch' ], [ 'history', "--dir=a\tb" ])
{
	my ($status, $stdout, $stderr) = $again->run(@$command, '--json');

	ok(defined eval { JSON::PP->new->allow_nonref->decode($stdout); 1 }, "@$command --json") or diag($stdout, $@);
	is($stderr, '', "@$command --json: no messages");
}

$node->stop;
done_testing();
