# Before, during and after a run: preflight, dry-run, progress, log; and remove.

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use IPC::Run ();

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('watch');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(app);

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app");
my ($status, $out, $err);

$app->run('init');
$app->revision('a', '', 'users', 'CREATE TABLE users (id integer PRIMARY KEY, name text); INSERT INTO users SELECT generate_series(1, 10);', 'DROP TABLE users;');
$app->revision('b', 'a', 'mail', 'ALTER TABLE users ADD mail text;', 'ALTER TABLE users DROP mail;');

# ----------
# dry-run
# ----------
($status, $out, $err) = $app->run('dry-run');
is($status, 0, 'dry-run') or diag($err);
like($out, qr/\A1 upgrade a, users: ok \(\d+\.\d\d s, 10 rows\)\n(?:    .*\n)*2 upgrade b, mail: ok \(/, 'dry-run: the steps');
like($out, qr/^    created: .*table public\.users/m, 'dry-run: what they do');
is($node->safe_psql('app', 'SELECT count(*) FROM schemaver.revision'), 0, 'dry-run: nothing stays');
like(($app->run('dry-run', '--json'))[1], qr/\A\[\{"step":1,"operation":"upgrade","revision":"a".*\},\n \{"step":2/, 'dry-run as JSON');
$app->revision('c', 'b', 'wrong', 'ALTER TABLE users DROP nosuch;', '');
($status, $out, $err) = $app->run('dry-run');
is($status, 5, 'a step that fails: status');
like($out, qr/^3 upgrade c, wrong: failed.*\n    column "nosuch" of relation "users" does not exist/m, 'a step that fails');
is(($app->run('dry-run', 'b'))[0], 0, 'dry-run to a target');
is(($app->run('dry-run', '--downgrade'))[0], 2, 'a downgrade needs a target');

# ----------
# preflight
# ----------
$app->revision('c', 'b', 'index', 'CREATE INDEX CONCURRENTLY users_name_idx ON users (name);', 'DROP INDEX users_name_idx;', 'Transactional: no');
($status, $out, $err) = $app->run('preflight');
is($status, 0, 'preflight: what a deploy can run') or diag("$out$err");
$app->revision('d', 'c', 'wrong', 'CREATE TABEL x ();', '');
($status, $out, $err) = $app->run('preflight');
is($status, 5, 'preflight: status of what would be refused');
like($out, qr/^error: \S.*d: .*syntax error/m, 'preflight: the finding');
($status, $out) = $app->run('preflight', '--format=github');
is($status, 5, 'preflight, annotations: status');
like($out, qr{^::error file=migrations/d_file\.sql,line=3,title=preflight }m, 'preflight, annotations');
like(($app->run('preflight', '--json'))[1], qr/\A\[\{"severity":"/, 'preflight as JSON');
unlink "$base/app/migrations/d_file.sql";

# ----------
# log
# ----------
$app->prints(['log'], '', 'nothing was run');
is(($app->run('deploy'))[0], 0, 'deploy');
($status, $out) = $app->run('log');
like($out, qr/\A\S+ \S+ upgrade c, index \(\d+\.\d\d s\) by \w+\n\S+ \S+ upgrade b, mail .*\n\S+ \S+ upgrade a, users .*\n\z/, 'log: the newest first');
is(() = ($app->run('log', '-n', '1'))[1] =~ /\n/g, 1, 'log -n');
like(($app->run('log', 'b'))[1], qr/\A\S+ \S+ upgrade b, mail [^\n]+\n\z/, 'log of a revision');
like(($app->run('log', '--json', '--limit=1'))[1], qr/\A\[\{"id":\d+,"operation":"upgrade","revision":"c"/, 'log as JSON');
is(($app->run('log', '-n', 'x'))[0], 2, 'a limit that is none');

# ----------
# progress
# ----------
$app->prints(['progress'], '', 'no deploy');
is(($app->run('progress', '--json'))[1], "[]\n", 'no deploy, as JSON');

# A deploy that waits for a lock, while progress is watched until both end.
sub watch
{
	my ($script, $release) = @_;
	my $here = getcwd();
	my ($deployed, $told, $watched, $why) = ('', '', '', '');

	$app->revision('e', 'c', 'slow', $script, 'SELECT 1;');
	chdir "$base/app";
	my $deploy = IPC::Run::start([ 'schemaver', '-d', $node->connstr('app'), 'deploy' ], '<', \'', '>', \$deployed, '2>', \$told);
	$node->poll_query_until('app', 'SELECT count(*) = 1 FROM schemaver_progress() WHERE revision = $$e$$ AND activity IS NOT NULL');
	my $progress = IPC::Run::start([ 'schemaver', '-d', $node->connstr('app'), 'progress' ], '<', \'', '>', \$watched, '2>', \$why);
	IPC::Run::pump($progress) until $watched =~ /\n/;
	$node->safe_psql('app', $release);
	$deploy->finish;
	$progress->finish;
	chdir $here;
	return ($progress->full_result >> 8, $watched);
}

$node->safe_psql('app', 'CREATE TABLE gate (open boolean); INSERT INTO gate VALUES (false)');
my $wait = 'DO $$ BEGIN WHILE NOT (SELECT open FROM gate) LOOP PERFORM pg_sleep(0.1); END LOOP; END $$;';
($status, $out) = watch("SELECT 1; $wait", 'UPDATE gate SET open = true');
is($status, 0, 'progress of a deploy that ends well');
like($out, qr/\Aupgrade to head, 1 of 1: e(?:, statement \d of 2)?\n(?:upgrade to head, .*\n)*upgrade to head: done\n\z/, 'what it does, and how it ends');
$app->run('downgrade', 'c');
$node->safe_psql('app', 'UPDATE gate SET open = false');
($status, $out) = watch("$wait SELECT 1 / 0;", 'UPDATE gate SET open = true');
is($status, 1, 'progress of a deploy that fails');
like($out, qr/^upgrade to head: failed\n\z/m, 'and that is told');

# ----------
# remove
# ----------
my ($files) = scalar $app->files;
like($app->prints([ 'remove', 'e' ], '', 'remove'), qr{^removed e: migrations/e_file\.sql$}m, 'what is removed is told');
is(scalar(() = $app->files), $files - 1, 'its file is gone');
is($node->safe_psql('app', q{SELECT count(*) FROM schemaver.revision WHERE revision = 'e'}), 0, 'and so is the revision');
$app->fails([ 'remove', 'c' ], qr/revision "c" is applied/, 'an applied one');
$app->fails([ 'remove', 'a', '--force' ], qr/"a"/, 'one that others need');
$app->fails([ 'remove', 'nosuch' ], qr/nosuch/, 'one that does not exist');
is(scalar(() = $app->files), $files - 1, 'no other file is gone');
$app->put('migrations/two.sql', "-- Revision ID: x\n-- Revises: c\n\n-- migrate:up\n\n-- Revision ID: y\n-- Revises: x\n\n-- migrate:up\n");
$app->run('load');
$app->fails([ 'remove', 'y' ], qr/file "migrations\/two\.sql" has other revisions, too/, 'one of several in a file');
unlink "$base/app/migrations/two.sql";
$app->run('remove', $_) foreach 'y', 'x';
$app->prints([ 'remove', 'c', '--force', '--json' ], "[\"c\"]\n", 'with force');
is($node->safe_psql('app', q{SELECT string_agg(revision, ' ' ORDER BY revision) FROM schemaver.applied}), 'a b', 'the record is gone, too');

$node->stop;
done_testing();
