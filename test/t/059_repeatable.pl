# Repeatable scripts and checks through the client: from files, in a run, a
# deploy and a script for psql, back to files, and through a dump.

use strict;
use warnings;

use File::Path qw(make_path);
use File::Temp qw(tempdir);

use CommandLine;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('repeatable');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\nmax_prepared_transactions = 1");
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(app other restored);

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app");

# ----------
# From files
# ----------
$app->prints(['init'], '', 'init');
make_path(map { "$app->{folder}/migrations/$_" } qw(repeatable/views checks billing));
$app->revision('r1', '', 'orders', 'CREATE TABLE orders (id int, amount int);', 'DROP TABLE orders CASCADE;');
$app->put('migrations/billing/R__totals.sql', "CREATE OR REPLACE VIEW totals AS\n\tSELECT sum(amount) FROM paid;\n");
$app->put('migrations/repeatable/views/paid.sql', "CREATE OR REPLACE VIEW paid AS SELECT * FROM orders;\n");
$app->put('migrations/checks/amounts.sql',
	"-- no amount is negative\nDO \$\$ BEGIN\n\tASSERT NOT EXISTS (SELECT FROM orders WHERE amount < 0);\nEND \$\$;\n");

is(($app->run('status', '--exit-code'))[0], 4, 'status before the first upgrade');
like(($app->run('status'))[1], qr/^repeatables\s+\| 2$/m, 'status counts the scripts that are to be run');
$app->prints(
	['load'],
	"added r1 migrations/r1_file.sql\n"
	  . "added repeatable script totals migrations/billing/R__totals.sql\n"
	  . "added check amounts migrations/checks/amounts.sql\n"
	  . "added repeatable script views/paid migrations/repeatable/views/paid.sql\n",
	'load');
is_deeply(
	[ map { [ @$_{qw(revision repeatable action)} ] } @{ decode_json(($app->run('load', '--json'))[1]) } ],
	[   [ 'r1', undef, 'unchanged' ], [ undef, 'totals', 'unchanged' ],
		[ undef, 'amounts', 'unchanged' ], [ undef, 'views/paid', 'unchanged' ] ],
	'load --json');
$app->prints(
	['plan'],
	"1 upgrade r1, orders\n2 repeat views/paid, repeatable script\n3 repeat totals, repeatable script\n",
	'plan');
my ($status, $stdout, $stderr) = $app->run('upgrade');
is("$status$stdout", "0r1\n", 'upgrade');
like($stderr, qr/^running repeatable script views\/paid \(1 of 3\)\nrunning repeatable script totals \(2 of 3\)\nrunning check amounts \(3 of 3\)\nupgraded app to r1: 1 revision, 2 repeatable scripts, 1 check in /m,
	'what was run');
is(($app->run('status', '--exit-code'))[0], 0, 'status after it');
like(($app->run('upgrade'))[2], qr/^nothing to do: app is at r1$/m, 'nothing to do');

# ----------
# A script has changed
# ----------
$app->put('migrations/billing/R__totals.sql', "CREATE OR REPLACE VIEW totals AS\n\tSELECT sum(amount), count(*)\n\tFROM payd;\n");
is(($app->run('status', '--exit-code'))[0], 4, 'a change makes status differ');
($status, $stdout, $stderr) = $app->run('upgrade');
isnt($status, 0, 'a script with an error');
like($stderr, qr{^migrations/billing/R__totals\.sql:3: }m, 'its file and line');
like($stderr, qr/^    \tFROM payd;\n    \t     \^$/m, 'the line, with a caret');
like($stderr, qr/nothing was loaded or applied/, 'nothing stays');
my $error = decode_json(($app->run('upgrade', '--json'))[1])->{error};
is_deeply([ @$error{qw(sqlstate file line statement revision)} ],
	[ '42P01', 'migrations/billing/R__totals.sql', 3, 1, undef ], 'the same as JSON');
$app->put('migrations/billing/R__totals.sql', "CREATE OR REPLACE VIEW totals AS\n\tSELECT sum(amount), count(*)\n\tFROM paid;\n");
($status, $stdout, $stderr) = $app->run('upgrade');
is("$status$stdout", '0', 'the right one');
like($stderr, qr/^changed repeatable script totals migrations\/billing\/R__totals\.sql\nupgraded app to r1: 1 repeatable script, 1 check in /m, 'it says so');
is($node->safe_psql('app', 'SELECT count FROM totals'), '0', 'it was run');

# ----------
# Deploy
# ----------
$app->revision('r2', 'r1', 'bad', 'INSERT INTO orders VALUES (1, -1);', 'DELETE FROM orders;');
$app->put('migrations/repeatable/views/paid.sql', "CREATE OR REPLACE VIEW paid AS SELECT *, 1 AS one FROM orders;\n");
($status, $stdout, $stderr) = $app->run('deploy');
isnt($status, 0, 'a check does not hold');
like($stderr, qr{^migrations/checks/amounts\.sql:2: ERROR:  assertion failed}m, 'its file and line');
like($stderr, qr/remove its file/, 'what to do about it');
like($stderr, qr/1 revision was committed before that: r2/, 'what stays');
$node->safe_psql('app', 'DELETE FROM orders');
($status, $stdout, $stderr) = $app->run('deploy');
is($status, 0, 'the same once more');
like($stderr, qr/^upgraded app to r2: 1 repeatable script, 1 check in /m, 'only the rest is run');

# ----------
# Files that are gone, and back from the database
# ----------
unlink "$app->{folder}/migrations/billing/R__totals.sql";
($status, $stdout, $stderr) = $app->run('upgrade');
like($stderr, qr/repeatable script "totals" is removed.*\nDETAIL:  What it has created stays/, 'a file is gone');
is($node->safe_psql('app', 'SELECT count FROM totals'), '0', 'what it has created stays');
$node->safe_psql('app', q{SELECT schemaver_repeatable('grants/reader', 'GRANT SELECT ON paid TO PUBLIC')});
rename "$app->{folder}/migrations", "$app->{folder}/before";
$app->prints(
	['export'],
	"migrations/checks/amounts.sql\nmigrations/r1_orders.sql\nmigrations/r2_bad.sql\n"
	  . "migrations/repeatable/grants/reader.sql\nmigrations/repeatable/views/paid.sql\n",
	'export');
is($app->get('migrations/checks/amounts.sql'), $app->get('before/checks/amounts.sql'), 'a file as it was');
($status, $stdout, $stderr) = $app->run('upgrade');
like($stderr, qr/^upgraded app to r2: 1 repeatable script, 1 check in /m, 'an upgrade with the exported files');
$app->put('migrations/checks/new.sql', 'SELECT 1');
like(($app->run('upgrade'))[2], qr/^running check new\nadded check new .*\nupgraded app to r2: 1 check in /m, 'only a new check');
unlink "$app->{folder}/migrations/checks/new.sql";
# nobody takes a file of a script for one of a revision
($status, $stdout, $stderr) = $app->run('squash', 'r1:r2', '--rev-id', 's1', '-m', 'all');
is($status, 0, 'squash') or diag($stderr);
ok(-f "$app->{folder}/migrations/$_", "$_ is there after a squash")
  foreach qw(checks/amounts.sql repeatable/grants/reader.sql repeatable/views/paid.sql);

# ----------
# A script for psql
# ----------
my $script = "$base/upgrade.sql";
($status, $stdout) = $app->run('upgrade', '--sql');
append_to_file($script, $stdout);
$node->command_fails_like(
	[ 'psql', '-X', '-q', '-d', $node->connstr('other'), '-f', $script ],
	qr/assertion failed/, 'a check that does not hold fails the script');
is($node->safe_psql('other', q{SELECT to_regclass('orders') IS NULL}), 't', 'all of it');
$app->put('migrations/checks/amounts.sql', "INSERT INTO orders VALUES (5, 5);\n");
is(($app->run('upgrade'))[0], 0, 'another check');
unlink $script;
($status, $stdout) = $app->run('upgrade', '--sql');
append_to_file($script, $stdout);
like($stdout, qr/^-- running repeatable script "views\/paid"$/m, 'a script for psql has them');
unlike(($app->run('upgrade', '--sql', 'base:base'))[1], qr/running repeatable/, 'one that ends before the heads has not');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('other'), '-f', $script ], 'psql runs it');
my $rows = 'SELECT name, kind, state, filename, sha256 FROM schemaver_repeatables()';
is($node->safe_psql('other', $rows), $node->safe_psql('app', $rows), 'the other database knows the same');
is($node->safe_psql('other', 'SELECT state, repeatables FROM schemaver_status()'), 'current|0', 'and has run them');
is($node->safe_psql('other', 'SELECT count(*) FROM paid WHERE id = 5'), '0', 'but nothing of the check has stayed');

# ----------
# Dump and restore
# ----------
my $dump = "$base/dump.sql";
$node->command_ok([ 'pg_dump', '-f', $dump, $node->connstr('app') ], 'dump');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, $node->connstr('restored') ], 'restore');
is($node->safe_psql('restored', "$rows; SELECT applied_by FROM schemaver.repeatable"),
	$node->safe_psql('app', "$rows; SELECT applied_by FROM schemaver.repeatable"), 'they are in a dump');

# ----------
# What a branch switch leaves: a file of another name for the same script
# ----------
$app->put('migrations/R__x.sql', 'SELECT 1');
$app->put('migrations/checks/R__x.sql', 'SELECT 1');
$app->fails(['upgrade'], qr/invalid name of a repeatable script: "R__x"/, 'a check is called otherwise');
unlink "$app->{folder}/migrations/checks/R__x.sql";
$app->put('migrations/repeatable/x.sql', 'SELECT 1');
$app->fails(['upgrade'], qr/repeatable script "x" is in two files: "R__x.sql" and "repeatable\/x.sql"/, 'two files of one name');
unlink "$app->{folder}/migrations/repeatable/x.sql";
$app->revision('r9', 's1', 'lost', 'SELECT 1', '');
rename "$app->{folder}/migrations/r9_file.sql", "$app->{folder}/migrations/repeatable/r9.sql";
$app->fails(['upgrade'], qr/has a revision, but by its name it is a repeatable script or a check/, 'a revision in the folder of scripts');

# ----------
# A deploy that waits for a lock says at what; what is to be done then
# ----------
unlink "$app->{folder}/migrations/repeatable/r9.sql";
$app->put('migrations/repeatable/locks.sql', 'LOCK TABLE orders');
$node->safe_psql('postgres', q{ALTER DATABASE app SET schemaver.lock_timeout = '10ms'; ALTER DATABASE app SET schemaver.lock_retries = 1});
$node->safe_psql('app', q{BEGIN; LOCK TABLE orders; PREPARE TRANSACTION 'orders'});
my ($waited, undef, $said) = $app->run('deploy');
is($waited, 1, 'the lock was not to be had');
like($said, qr/^NOTICE:  attempt 1 of 2 at repeatable script "locks": /m, 'at what it waits');
like($said, qr/^HINT:  What was committed stays, and the same command resumes from there\.$/m, 'a hint for the program');
$node->safe_psql('app', q{ROLLBACK PREPARED 'orders'});
is(($app->run('deploy'))[0], 0, 'it does');

# ----------
# A file that is gone is a difference
# ----------
is(($app->run('current', '--check-heads'))[0], 0, 'all is applied');
unlink "$app->{folder}/migrations/$_" foreach grep { /^s1/ } $app->files;
$app->run('load');
my ($gone, undef, $why) = $app->run('current', '--check-heads');
is($gone, 4, 'a file is gone: the exit status') or diag($why);
like($why, qr/^ERROR:  the database has revisions whose files are gone$/m, 'and why');

$node->stop;
done_testing();
