# The model of the project: in a file, a folder, on the standard input or printed
# by a command; declared whenever something is compared, and never a stale copy.

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IPC::Run ();

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('model_of_the_project');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(app stale tenants named);

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app");
my ($status, $out, $err);

$app->run('init');

# The content of the only new file of a revision
sub written
{
	my ($arguments, $name) = @_;
	my %before = map { $_ => 1 } $app->files;
	my ($status, $stdout, $stderr) = $app->run('revision', '--autogenerate', @$arguments);
	my @new = grep { !$before{$_} } $app->files;

	is($status, 0, "$name: status") or diag($stderr);
	is(scalar @new, 1, "$name: a file");
	is($stdout, "migrations/$new[0]\n", "$name: which is told");
	return $app->get("migrations/$new[0]");
}

# ----------
# One command from a model to a revision
# ----------
$app->put('model.sql', "CREATE TABLE users (id integer PRIMARY KEY, name text);\n");
like(written([ '-m', 'first', '--model', 'model.sql' ], 'a file'), qr/^CREATE TABLE public\.users \(/m, 'a file: the script');
is($node->safe_psql('app', 'SELECT count(*) FROM schemaver.model'), '0', 'nothing is stored');
$app->run('upgrade');
$app->prints([ 'check', '--model=model.sql' ], '', 'what is as declared');
($status, $out, $err) = $app->run('revision', '--autogenerate', '--model', 'model.sql', '-m', 'x');
is($status, 0, 'nothing to do: status');
is($out, '', 'nothing to do: no file');
like($err, qr/^nothing to do: app is as its model declares$/m, 'nothing to do is told');

# ----------
# A folder: any order, folders in folders, other files
# ----------
make_path("$base/app/model/deep");
$app->put('model/1_posts.sql', "CREATE VIEW authors AS SELECT author FROM posts;\nCREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users);\n");
$app->put('model/deep/users.sql', "\xEF\xBB\xBFCREATE TABLE users (id integer PRIMARY KEY, name text, mail text);\n");
$app->put('model/README.md', 'no SQL');
$app->put('model/.hidden.sql', 'no SQL either');
$out = written([ '-m', 'second', '--model', 'model' ], 'a folder');
like($out, qr/ADD COLUMN mail text/, 'a folder: what is in a folder of it');
like($out, qr/CREATE VIEW public\.authors/, 'a folder: what needs what comes later');
$app->run('upgrade');
$app->put('model/deep/users.sql', "CREATE TABLE users (id integer PRIMARY KEY,\nname tekst);\n");
($status, $out, $err) = $app->run('check', '--model=model');
is($status, 1, 'a model that cannot be evaluated: status');
like($err, qr{^model/deep/users\.sql:(\d):.*type "tekst" does not exist\n}m, 'the error has file and line');
like($err, qr{^ *(?:CREATE TABLE users \(id integer PRIMARY KEY,|name tekst\);)$}m, 'and shows it');
like($err, qr{tekst\);\n *\^\n}, 'with a caret below');
($status, $out) = $app->run('check', '--model=model', '--json');
like($out, qr{"file": "model/deep/users\.sql", "line": \d}, 'as JSON, too');

# ----------
# A command, the standard input
# ----------
my $posts = "echo 'CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users);";

like(written([ '-m', 'third', '--model', "!cat model.sql; $posts'  # and no more" ], 'a command'), qr/DROP COLUMN mail/, 'a command: the script');
$app->run('upgrade');
$app->fails([ 'revision', '--autogenerate', '--model', '!cat model.sql; exit 3' ], qr/failed with exit status 3: cat model\.sql; exit 3/, 'a command that fails');
$app->fails([ 'revision', '--autogenerate', '--model', '!kill -9 $$' ], qr/ended by signal 9/, 'a command that is ended');
$app->fails([ 'revision', '--autogenerate', '--model', '!true' ], qr/the model is empty/, 'a command that prints nothing would drop all');
$app->fails([ 'revision', '--autogenerate', '--model', 'no such' ], qr/could not open model "no such": No such file/, 'a file that is not there');
$app->fails([ 'revision', '--autogenerate', '--model', 'migrations/..//migrations/.' ], qr/\S/, 'a folder of something else');
$app->fails([ 'revision', '--model', 'model.sql' ], qr/"--model" needs "--autogenerate"/, 'a model for what?');
{
	my $here = getcwd();

	chdir "$base/app";
	IPC::Run::run([ 'schemaver', '-d', $node->connstr('app'), 'diff', '--exit-code', '--model', '-', '--model', 'model.sql' ],
		'<', \"CREATE TABLE extra (x integer);\n", '>', \$out, '2>', \$err);
	is($? >> 8, 4, 'diff --exit-code') or diag($err);
	chdir $here;
}
like($out, qr/^added table "public\.extra"\n    CREATE TABLE public\.extra \(/m, 'the standard input');
like($out, qr/^removed table "public\.posts"/m, 'several models are one');

# ----------
# diff, check, dump
# ----------
$app->put('model.sql', "CREATE TABLE users (id integer PRIMARY KEY, full_name text);\nCREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users);\n");
like(($app->run('diff', '--model=model.sql', '--format=sql'))[1], qr/^ALTER TABLE public\.users DROP COLUMN name;$/m, 'diff --format=sql');
is(($app->run('diff', '--model=model.sql', '--format=sql', '--rename=public.users.name=full_name'))[1],
	"ALTER TABLE public.users RENAME COLUMN name TO full_name;\n", 'diff --rename');
($status, $out, $err) = $app->run('diff', '--model=model.sql', '--format=markdown');
is($status, 0, 'a difference alone is no failure') or diag($err);
like($out, qr/\A### schemaver diff: 2 differences\n\n\| difference \| what it does \|\n\|---\|---\|\n\| .*\n(?s:.*)```sql\n/, 'diff as Markdown');
like(($app->run('diff', '--model=model.sql', '--json'))[1], qr/\A\[\{"kind":"column"/, 'diff as JSON');
is(($app->run('diff', '--model=model.sql', '--format=xml'))[0], 2, 'an unknown format');
is(($app->run('diff', 'one'))[0], 2, 'one schema is not two');
$status = $app->fails([ 'check', '--model=model.sql' ], qr/new upgrade operations detected(?s:.*)removed column "users\.name"(?s:.*)"schemaver revision --autogenerate" writes what is missing/, 'check');
is($status, 4, 'check: status');
($status, $out) = $app->run('check', '--model=model.sql', '--json');
is($status, 4, 'check --json: status');
like($out, qr/\A\[\{"kind":"column"/, 'check --json');
is(($app->run('check', '-d', 'host=/nonexistent'))[0], 3, 'no connection is another status');
($status, $out, $err) = $app->run('dump');
like($out, qr/^CREATE TABLE public\.posts \(/m, 'dump');
is(($app->run('dump', 'dumped.sql'))[0], 0, 'dump to a file');
is($app->get('dumped.sql'), $out, 'is the same');
$app->prints([ 'check', '--model=dumped.sql' ], '', 'and a model');
like(($app->run('dump', '--schema=nosuch'))[2], qr/nosuch/, 'dump of a schema');
like(($app->run('dump', '--json'))[1], qr/\A"SET client_encoding.*\\nCREATE TABLE public\.posts/, 'dump as JSON');

# a rename is offered as what a program can give
($status, $out, $err) = $app->run('revision', '--autogenerate', '--model=model.sql', '-m', 'renamed');
like($err, qr/--rename=public\.users\.name=full_name/, 'a rename is offered as an option');
like($app->get($out =~ s/\n//r), qr/^-- hazards: .*data_loss/m, 'the hazards are in the file');
unlink "$base/app/" . ($out =~ s/\n//r);

# ----------
# In the configuration
# ----------
$app->put('schemaver.conf', "model = !cat model.sql\nschema_file = db/schema.sql\n");
mkdir "$base/app/db";
mkdir "$base/app/sub";
is(($app->run('check'))[0], 4, 'the model of schemaver.conf');
$app->prints([ 'check', '--model=dumped.sql' ], '', 'the command line goes first');
written([ '-m', 'fourth', '--rename=public.users.name=full_name' ], 'the model of the configuration');
ok(!-e "$base/app/db/schema.sql", 'there is no schema file yet');
($status, $out, $err) = $app->run('upgrade');
like($err, qr{^wrote db/schema\.sql$}m, 'the schema file is written after an upgrade');
like($app->get('db/schema.sql'), qr/full_name text/, 'and is what there is now');
unlike(($app->run('upgrade'))[2], qr/wrote/, 'it is written only if it changes');
$app->run('downgrade', '--', '-1');
like($app->get('db/schema.sql'), qr/^    name text/m, 'after a downgrade, too');
$app->run('deploy');
like($app->get('db/schema.sql'), qr/full_name text/, 'and after a deploy');
{
	local $app->{folder} = "$base/app/sub";
	$app->prints([ 'check' ], '', 'its command runs where the configuration is');
}

# ----------
# A stored model
# ----------
my $stale = CommandLine->new($node, 'stale', "$base/stale");
$stale->run('init');
$stale->put('model.sql', "CREATE TABLE t (id integer);\n");
like($stale->prints([ 'model', 'model.sql' ], '', 'model'), qr/^stored the model of public$/m, 'what is stored is told');
is(($stale->run('revision', '--autogenerate', '-m', 'one'))[0], 0, 'it is used if no model is named');
$stale->run('upgrade');
$stale->prints([ 'check' ], '', 'check, by the stored model');
my ($first) = ($stale->files)[0] =~ /^([0-9a-f]+)_/;
$stale->revision('b', $first, 'by hand', 'ALTER TABLE t ADD precious text;', 'ALTER TABLE t DROP precious;');
($status, $out, $err) = $stale->run('upgrade');
is($status, 0, 'a revision by hand') or diag($err);
$stale->fails([ 'revision', '--autogenerate', '-m', 'two' ],
	qr/the model in the database is older than what is applied, and does not have: column public\.t\.precious(?s:.*)--model/, 'a stale model drops nothing');
is(scalar(() = $stale->files), 2, 'no file is written');
$stale->fails(['check'], qr/removed column "t\.precious"(?s:.*)The model in the database is older than what is applied/, 'check says so, too');
$node->safe_psql('stale', q{CREATE ROLE reader; GRANT USAGE ON SCHEMA schemaver TO reader;
	GRANT SELECT ON schemaver.model, schemaver.model_cache, schemaver.ignore TO reader});
is($stale->fails([ 'check', '-d', $node->connstr('stale') . q{ options='-c role=reader'} ], qr/removed column "t\.precious"/, 'a role that may only check'), 4, 'and its status');
is(($stale->run('revision', '--autogenerate', '-m', 'two', '--model', 'model.sql'))[0], 0, 'one that is named may');
$stale->prints([ 'model', 'model.sql', '--json' ], "{\"schemas\": \"public\"}\n", 'model, as JSON');

# ----------
# A schema for each tenant
# ----------
my $tenants = CommandLine->new($node, 'tenants', "$base/tenants");
$tenants->run('init');
$tenants->revision('a', '', 'tenants', 'CREATE SCHEMA blue; CREATE SCHEMA green;', 'DROP SCHEMA blue; DROP SCHEMA green;');
$tenants->revision('b', 'a', 'users', q{DO $$
DECLARE tenant text;
BEGIN
	FOREACH tenant IN ARRAY '{blue,green}'::text[] LOOP
		EXECUTE format('CREATE TABLE %I.users (id integer PRIMARY KEY)', tenant);
	END LOOP;
END $$;}, 'DROP TABLE blue.users; DROP TABLE green.users;');
is(($tenants->run('upgrade'))[0], 0, 'a revision for all tenants');
$tenants->prints([ 'diff', '--exit-code', 'blue', 'green' ], '', 'tenants are alike');
$node->safe_psql('tenants', 'ALTER TABLE green.users ADD mail text');
($status, $out) = $tenants->run('diff', '--exit-code', 'blue', 'green');
is($status, 4, 'tenants that differ');
like($out, qr/^added column "blue\.users\.mail"/m, 'and how');

$node->stop;
done_testing();
