# Online forms with the program: derived into files, shown, deployed in phases.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('online');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE app');
$node->safe_psql('postgres', 'ALTER DATABASE app SET schemaver.online_min_size = 0');
$node->safe_psql('app', q{
	CREATE TABLE users (id integer PRIMARY KEY, name text);
	INSERT INTO users SELECT i, 'n' || i FROM generate_series(1, 1000) i});

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app");
my $file = 'migrations/a_file.sql';
my ($status, $out, $err, $text, $plain);

# What of a text stays when online forms are taken out of it
sub without_online
{
	my ($text) = @_;

	$text =~ s/^-- Online: .*\n//mg;
	$text =~ s/^-- (?:migrate|part):online(?: down)?\n(?:(?!-- (?:migrate|part):|-- more).*\n)*//mg;
	return $text;
}

$app->run('init');
$app->revision('a', '', 'find users by name', 'CREATE INDEX users_name ON users (name);', 'DROP INDEX users_name;');
$plain = $app->get($file);

# ----------
# online
# ----------
($status, $out, $err) = $app->run('online', 'a', '--stdout');
is($status, 0, 'online --stdout') or diag($err);
like($out, qr/\A-- migrate:online\n(?:-- phase: \w+\n)?CREATE INDEX CONCURRENTLY users_name ON .*-- migrate:online down\n/s, 'online --stdout: both forms');
is($app->get($file), $plain, 'online --stdout writes no file');
like(($app->run('online', 'a', '--stdout', '--json'))[1], qr/\A\[\{"revision":"a","online":"/, 'online --stdout as JSON');

$app->prints([ 'online', 'a' ], "$file\n", 'online');
$text = $app->get($file);
like($text, qr/^-- Online: derived, [0-9a-f]+, [0-9a-f]+\n/m, 'the line of the header');
like($text, qr/^-- migrate:online\n(?:-- phase: \w+\n)?CREATE INDEX CONCURRENTLY/m, 'the section');
is(without_online($text), $plain, 'all else is as it was');
is($node->safe_psql('app', 'SELECT count(*) FROM schemaver.revision'), '0', 'the database is as it was');
$app->prints([ 'online', 'a' ], '', 'again: nothing to write');

# the script changes, and with it the online form
$app->put($file, $text =~ s/ON users \(name\);/ON users (name, id);/r);
$plain = without_online($app->get($file));
like(($app->run('plan'))[2], qr/^WARNING:  1 online form in the files is outdated\n/m, 'it is outdated');
like(($app->run('plan', '--online'))[1], qr/^    -- the online form is outdated: the plain script is run\n/m, 'plan --online: outdated');
$app->prints([ 'online', 'a' ], "$file\n", 'derived again');
$text = $app->get($file);
is(() = $text =~ /^-- Online: /mg, 1, 'one line of the header');
is(() = $text =~ /^-- migrate:online$/mg, 1, 'one section');
like($text, qr/CONCURRENTLY users_name ON [^\n]*\(name, id\)/, 'of the new script');
is(without_online($text), $plain, 'all else is as it was');

# line ends of Windows, no line end at the end, a word of its own, two revisions in a file
foreach my $case (
	[ 'CRLF', $plain =~ s/\n/\r\n/gr ],
	[ 'no line end', $plain =~ s/\s+\z//r ],
	[ 'a marker', ($plain =~ s/-- migrate:/-- part:/gr =~ s/^(-- Revision ID: .*\n)/$1-- Marker: part\n/mr) . "-- part:end\n" ],
	[ 'another revision below', "$plain\n-- more\n--\n-- Revision ID: b\n-- Revises: a\n\n-- migrate:up\nSELECT 1;\n" ],)
{
	my ($name, $content) = @$case;

	$app->put($file, $content);
	$app->prints([ 'online', 'a' ], "$file\n", $name);
	$text = $app->get($file);
	isnt($text, $content, "$name: the file has changed");
	is(without_online($text =~ s/\r//gr) =~ s/\s+\z//r, $content =~ s/\r//gr =~ s/\s+\z//r, "$name: all else is as it was");
	$app->prints([ 'online', 'a' ], '', "$name: nothing to write");
}
$app->put($file, $plain);
$app->fails([ 'online', 'x' ], qr/\bx\b/, 'no such revision');

# ----------
# plan
# ----------
like(($app->run('plan', '--online'))[1], qr/\A1 upgrade a, find users by name\n    -- no online form: the plain script is run\n\z/, 'plan --online: none');
$app->run('online', 'a');
like(($app->run('plan', '--online'))[1], qr/\A1 upgrade a, find users by name\n    (?:-- phase: expand\n    )?CREATE INDEX CONCURRENTLY /, 'plan --online');
like(($app->run('plan', '--json'))[1], qr/"online":"yes"/, 'plan as JSON');
like(($app->run('plan', '--online', '--json'))[1], qr/"online_script":"/, 'plan --online as JSON');
like(($app->run('preflight'))[1], qr/^note: .*revision "a" runs its online form: expand 1/m, 'preflight');

# ----------
# deploy
# ----------
$app->revision('b', 'a', 'phases', 'CREATE TABLE added (); CREATE TABLE changed ();', 'DROP TABLE changed, added;');
$app->put('migrations/b_file.sql', $app->get('migrations/b_file.sql') . qq{-- migrate:online
-- phase: expand
CREATE TABLE added ();
-- phase: swap
BEGIN;
CREATE TABLE IF NOT EXISTS added ();
CREATE TABLE changed ();
COMMIT;
-- phase: contract
SELECT 1/(SELECT count(*) FROM users WHERE id = 0);
});
$app->fails([ 'deploy', '--until=nonsense' ], qr/cannot stop before phase "nonsense"/, 'no such phase');
($status, $out, $err) = $app->run('deploy', '--until=swap');
is($status, 0, 'deploy --until') or diag($err);
is($out, "a\n", 'deploy --until: what is applied');
like($err, qr/^running phase expand, statement 1 of 1\n.*^running phase expand, statement 1 of 6\n.*^INFO:  stopped before phase swap of revision "b"\n/ms, 'deploy --until: the phases');
is($node->safe_psql('app', q{SELECT to_regclass('users_name') IS NOT NULL, to_regclass('added') IS NOT NULL, to_regclass('changed') IS NULL}), 't|t|t', 'what was run');
like(($app->run('log', '-n', '1'))[1], qr/ paused upgrade b, phases /, 'log');
like(($app->run('plan', '--online'))[1], qr/\A1 upgrade b, phases\n    -- begun: statement 2 of 6 comes next\n    -- phase: expand\n/, 'plan --online: what was begun');
($status, $out, $err) = $app->run('deploy', '--until=swap');
is($status, 0, 'deploy --until once more') or diag($err);
is($out, '', 'deploy --until once more: nothing is applied');
like($err, qr/^INFO:  stopped before phase swap/m, 'and it is said where it stops');
unlike($err, qr/nothing to do/, 'not that there is nothing to do');

# a statement of the online form fails, and the program says in which line of the file
($status, $out, $err) = $app->run('deploy');
is($status, 1, 'a statement fails');
like($err, qr{^migrations/b_file\.sql:\d+: .*division by zero}m, 'and the program says where');
my ($line) = $err =~ m{b_file\.sql:(\d+):};
like((split /\n/, $app->get('migrations/b_file.sql'))[$line - 1], qr/^SELECT 1/, 'the line');
is($node->safe_psql('app', q{SELECT to_regclass('changed') IS NOT NULL}), 't', 'what came before it stays');
$app->put('migrations/b_file.sql', $app->get('migrations/b_file.sql') =~ s/id = 0/id = 1/r);
($status, $out, $err) = $app->run('deploy');
is($status, 0, 'mended') or diag($err);
is($out, "b\n", 'mended: the rest is run');

# the plain scripts
is(($app->run('deploy', '--downgrade', 'base', '--no-online'))[0], 0, 'deploy --downgrade');
($status, $out, $err) = $app->run('deploy', '--no-online');
is($status, 0, 'deploy --no-online') or diag($err);
unlike($err, qr/running phase/, 'deploy --no-online: no phases');

# ----------
# On a terminal
# ----------
SKIP:
{
	skip 'no pseudo-terminals, or no IO::Pty', 4 if !eval { local $SIG{__WARN__} = sub { }; require IO::Pty; IO::Pty->new };
	is(($app->run('deploy', '--downgrade', 'base', '--no-online'))[0], 0, 'back');
	my $screen = $app->on_terminal(50, 'deploy');
	my @lines = split /\r\n?|\n/, $screen =~ s/\e\[[0-9;]*[mK]//gr;

	is((grep { / phase / } @lines)[0], 'upgrade  -> a,..., phase expand, statement 1 of 1',
		'what runs, as far as there is room beside its part') or diag($screen);
	is(join("\n", grep { / phase / && length >= 50 } @lines), '', 'on one line');
	is((grep { /^running upgrade  -> a, find users by name \(1 of 2\), [0-9.]+ s$/ } @lines), 1, 'the line that stays is whole');
}

# ----------
# A folder of which the database has nothing yet
# ----------
$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION schemaver; CREATE TABLE users (id integer PRIMARY KEY, name text); INSERT INTO users SELECT i FROM generate_series(1, 1000) i');
$node->safe_psql('postgres', 'ALTER DATABASE fresh SET schemaver.online_min_size = 0');
my $fresh = CommandLine->new($node, 'fresh', "$base/fresh");
mkdir "$base/fresh/migrations";
$fresh->revision('a', '', 'find users by name', 'CREATE INDEX users_name ON users (name);', 'DROP INDEX users_name;');
$fresh->revision('b', 'a', 'find users by both', 'CREATE INDEX users_both ON users (id, name);', 'DROP INDEX users_both;');
foreach my $name ('a', 'b')
{
	($status, $out, $err) = $fresh->run('online', $name);
	is("$status $out$err", "0 migrations/${name}_file.sql\n", "online $name, and nothing else is said");
}
is($node->safe_psql('fresh', 'SELECT count(*) FROM schemaver.revision'), '0', 'nothing was loaded');

# ----------
# A revision without a file
# ----------
$app->run('downgrade', 'base');
$node->safe_psql('app', q{SELECT schemaver_revision('x', 'CREATE INDEX users_id ON users (id)', rev_id => 'x', head => '{b}')});
$app->prints([ 'online', 'x' ], '', 'a revision without a file');
is($node->safe_psql('app', q{SELECT online_state FROM schemaver_show('x')}), 'derived', 'the database keeps its online form');
like(($app->run('show', 'x'))[1], qr/^-- online\n(?:-- phase: \w+\n)?CREATE INDEX CONCURRENTLY/m, 'show');

$node->stop;
done_testing();
