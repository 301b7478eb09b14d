# The verbs about what was changed without a revision: exit statuses, formats, and
# the file of a revision that is recorded.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('drift_client');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(shop copy);

my $base = tempdir(CLEANUP => 1);
my $shop = CommandLine->new($node, 'shop', "$base/shop");

$shop->run('init');
mkdir "$base/shop/migrations";
$shop->put('migrations/first.sql', "-- first\n--\n-- Revision ID: first\n\n-- migrate:up\nCREATE TABLE t (id integer PRIMARY KEY, note text);\n\n-- migrate:down\nDROP TABLE t;\n");
$shop->fails([ 'drift' ], qr/it is not known how the schemas should be/, 'at first nothing is known');
$shop->prints([ 'upgrade' ], "first\n", 'a run');
is(($shop->run('track'))[0], 0, 'track');
my ($status, $out, $err) = $shop->run('drift');
is($status, 0, 'no drift') or diag($err);
is($out, '', 'and nothing is printed');
like($err, qr/^nothing was changed without a revision$/m, 'and that is said');
is(($shop->run('drift', '--json'))[1], "[]\n", 'as JSON');

$node->safe_psql('shop', 'ALTER TABLE t RENAME note TO remark');
$node->safe_psql('shop', q{SELECT schemaver_watch('record'); SET application_name = 'night'; CREATE INDEX t_remark ON t (remark); SELECT schemaver_watch('off')});
($status, $out, $err) = $shop->run('drift');
is($status, 4, 'drift is a difference') or diag($err);
like($out, qr/^rename column "public\.t\.remark", transaction \d+\n +ALTER TABLE public\.t RENAME COLUMN note TO remark;\ncreate index "public\.t_remark", [^\n]*, by \S+ \(night\)$/m, 'what was changed');
($status, $out) = $shop->run('drift', '--json');
is($status, 4, 'as JSON');
like($out, qr/"identity":"public\.t_remark","action":"create".*"seen_by":\["facts","transactions","watch"\],"changed_by":"[^"]* \(night\)"/, 'with all that is known');
($status, $out) = $shop->run('drift', '--format=markdown');
is($status, 4, 'as Markdown');
like($out, qr/\| \S+ \(night\) \|$/m, 'with who it was');
like($out, qr/schemaver drift: 2 objects(?s:.*)DROP INDEX public\.t_remark;\n.*ALTER TABLE public\.t RENAME COLUMN remark TO note;/, 'in the order in which it is undone');
is(($shop->run('drift', '--replay'))[0], 4, 'by what the revisions make');
is(($shop->run('drift', '--schema', 'other'))[0], 0, 'none in another schema') or diag(join "\n", $shop->run('drift', '--schema', 'other'));
like(($shop->run('status'))[1], qr/^drift +\| t$/m, 'the status has it');

($status, $out, $err) = $shop->run('undo-drift');
is($status, 0, 'a dry run of the undo') or diag($err);
like($out, qr/^drop index "public\.t_remark" \[lock:AccessExclusive\]\n +DROP INDEX public\.t_remark;/m, 'with hazards');
like($err, qr/^nothing was executed: --force does$/m, 'and what executes it');

$shop->prints([ 'record', '-m', 'by hand', '--rev-id', 'second' ], "migrations/second_by_hand.sql\n", 'record');
like($shop->get('migrations/second_by_hand.sql'), qr/^ALTER TABLE public\.t RENAME COLUMN note TO remark;$/m, 'its file');
is(($shop->run('load'))[1], "unchanged first migrations/first.sql\nunchanged second migrations/second_by_hand.sql\n", 'is what the database has');
is(($shop->run('drift'))[0], 0, 'no drift any more');
like(($shop->run('record', '-m', 'nothing'))[2], qr/^nothing was changed without a revision$/m, 'nothing to record');

$node->safe_psql('shop', 'DROP INDEX t_remark');
is(($shop->run('undo-drift', '--force'))[0], 0, 'the undo');
is($node->safe_psql('shop', "SELECT to_regclass('t_remark')"), 't_remark', 'is executed');
is(($shop->run('drift'))[0], 0, 'and nothing is left');

# elsewhere the revision is run
my $copy = CommandLine->new($node, 'copy', "$base/shop");
$copy->run('init');
$copy->prints([ 'upgrade' ], "first\nsecond\n", 'the same files make a new database');
is(($copy->run('dump'))[1], ($shop->run('dump'))[1], 'both are alike');

$node->stop;
done_testing();
