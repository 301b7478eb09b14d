# The command line before a merge: verify, derive, lint, impact, and what stays
# of it.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('before_you_merge');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(app ci shop);

my $base = tempdir(CLEANUP => 1);
my $app = CommandLine->new($node, 'app', "$base/app");
my $good = qr/\(\d+\.\d\d s\)/;

sub sql
{
	my ($query) = @_;

	return $node->safe_psql('app', $query);
}

# ----------
# Arguments
# ----------
is(($app->run('verify', '--rows', 'many'))[0], 2, 'rows that are no number');
is(($app->run('verify', '--rows=-1'))[0], 2, 'rows below zero');
is(($app->run('verify', '--format=xml'))[0], 2, 'an unknown format');
is(($app->run('lint', '--rows=1'))[0], 2, 'an option that lint has not');
is(($app->run('derive'))[0], 2, 'derive needs a revision');
is(($app->run('graph', '--sarif'))[0], 2, 'a graph has no such format');
$app->fails(['verify'], qr/extension "schemaver" does not exist/, 'no extension');

# ----------
# verify
# ----------
$app->prints(['init'], '', 'init');
$app->prints(['verify'], '', 'nothing to verify');
$app->revision('a', '', 'users', 'CREATE TABLE users (id integer PRIMARY KEY, name text);', 'DROP TABLE users;');
$app->revision('b', 'a', 'mail', 'ALTER TABLE users ADD mail text;', 'ALTER TABLE users DROP mail;');
my ($status, $out, $err) = $app->run('verify');
is($status, 0, 'good revisions') or diag($err);
like($out, qr/\Aa: ok $good\nb: ok $good\n\z/, 'verdicts of revisions that are in files only');
is(sql('SELECT count(*) FROM schemaver.revision'), 0, 'they are not loaded');
is(sql("SELECT to_regclass('public.users') IS NULL"), 't', 'nor run');
is(sql('SELECT string_agg(revision || verdict, $$ $$ ORDER BY revision) FROM schemaver.verified'), 'aok bok', 'but the verdicts stay');
$app->prints(['verify'], "a: ok (known)\nb: ok (known)\n", 'and are known the next time');
like(($app->run('verify', '--again', 'base:a'))[1], qr/\Aa: ok $good\n\z/, 'a range, again');
is(sql('SELECT count(*) FROM schemaver.verified'), 2, 'no verdict is lost by that');

# what is bad
$app->revision('c', 'b', 'split names', 'ALTER TABLE users ADD first text; UPDATE users SET first = name; ALTER TABLE users DROP name;',
	'ALTER TABLE users ADD name text; ALTER TABLE users DROP first;');
$app->revision('d', 'c', 'one way', 'CREATE TABLE log (id integer);');
($status, $out, $err) = $app->run('verify');
is($status, 5, 'exit status of what is refused');
like($out, qr/^d: no downgrade\b/m, 'no downgrade');
unlike($out, qr/^[abc]: (?:differs|not run)/m, 'the others are as good as they are');
($status, $out, $err) = $app->run('verify', 'b:c', '--rows=3');
is($status, 5, 'with rows');
like($out, qr/\Ac: data lost $good\n    .*column.*users.*name/, 'what is lost is named') or diag($err);
my $json = ($app->run('verify', '--json', 'c:d'))[1];
like($json, qr/\A\[\{"revision":"d","verdict":"no downgrade",.*"duration":.*\}\]\n\z/s, 'as JSON');
($status, $out) = $app->run('verify', '--format=github', 'c:d');
is($status, 5, 'annotations: exit status');
like($out, qr{\A::error file=migrations/d_file\.sql,line=3,title=verify no downgrade::revision "d": no downgrade(?:%0A[^\n]*)?\n\z}, 'annotations');
($status, $out) = $app->run('verify', '--format=gitlab', 'c:d');
like($out, qr{"check_name": "verify no downgrade".*"path": "migrations/d_file\.sql", "lines": \{"begin": 3\}}s, 'for GitLab');
($status, $out) = $app->run('verify', '--sarif', 'c:d');
is($node->safe_psql('app', "SELECT j->>'version', j#>>'{runs,0,results,0,locations,0,physicalLocation,artifactLocation,uri}',
	j#>>'{runs,0,results,0,locations,0,physicalLocation,region,startLine}', j#>>'{runs,0,tool,driver,rules,0,id}'
	FROM (SELECT \$sarif\$$out\$sarif\$::json AS j) q"), '2.1.0|migrations/d_file.sql|3|verify no downgrade', 'as SARIF');
is($node->safe_psql('app', "SELECT \$sarif\$" . ($app->run('verify', '--sarif', 'base:a'))[1] . "\$sarif\$::json#>>'{runs,0,results}'"), '[]', 'SARIF without results');

# ----------
# The gate, by files
# ----------
unlink "$base/app/migrations/d_file.sql";
$app->put('migrations/c_file.sql', "-- one\r\n--\r\n-- Revision ID: c\r\n-- Revises: b\r\n\r\n-- kept\r\n-- migrate:up\r\nCREATE TABLE c ();\r\n-- migrate:down\r\nDROP TABLE c;\r\n");
my %before = map { $_ => $app->get("migrations/${_}_file.sql") } qw(a b c);
($status, $out, $err) = $app->run('verify', '--write', 'a:c');
is($status, 0, 'verify --write') or diag($err);
is($app->get('migrations/a_file.sql'), $before{a}, 'a file of another revision is left alone');
like($app->get('migrations/b_file.sql'), qr/^-- Revision ID: b\n-- Verified: ok, PostgreSQL [0-9.]+, [-0-9:.+ ]+, [0-9a-f]{32}\n-- Revises: a\n/m, 'the header has a verdict');
like($app->get('migrations/c_file.sql'), qr/^-- Revision ID: c\r\n-- Verified: ok, [^\r\n]+\r\n-- Revises: b\r\n\r\n-- kept\r\n/m, 'with the line ends of the file, and nothing else is lost');
for my $id ('b', 'c')
{
	is($app->get("migrations/${id}_file.sql") =~ s/^-- Verified: .*\n//mr, $before{$id}, "$id: and nothing else has changed");
}
my $written = $app->get('migrations/b_file.sql');
$app->run('verify', '--write', 'a:c');
is($app->get('migrations/b_file.sql'), $written, 'again: the same');
$app->run('verify', '--write', '--again', 'a:c');
isnt($app->get('migrations/b_file.sql'), $written, 'with a new verdict: another line');
is(() = $app->get('migrations/b_file.sql') =~ /Verified/g, 1, 'in place of the old one');

my $ci = CommandLine->new($node, 'ci', "$base/app");
$ci->prints(['init'], '', 'another database');
$node->safe_psql('postgres', "ALTER DATABASE ci SET schemaver.verify = 'error'");
$ci->fails(['upgrade'], qr/1 revision has not passed schemaver_verify\(\)\nDETAIL:  Revision "a": not verified\./, 'the gate');
$app->run('verify', '--write', 'base:heads');
$ci->prints([ 'upgrade' ], "a\nb\nc\n", 'files with verdicts pass the gate');
$app->put('migrations/b_file.sql', $app->get('migrations/b_file.sql') =~ s/ADD mail text/ADD mail varchar/r);
like($ci->prints([ 'downgrade', 'base' ], "c\nb\na\n", 'down'), qr/running downgrade/, 'downgrades have no gate');
$ci->fails(['upgrade'], qr/other scripts than those of its revision\nDETAIL:  Not verified: b\./, 'an edited script makes the verdict void');

# ----------
# What fails
# ----------
$app->revision('e', 'c', 'fails', 'CREATE TABLE c ();', 'DROP TABLE c;');
($status, $out, $err) = $app->run('verify');
is($status, 5, 'a script that fails') or diag($err);
like($out, qr/^e: upgrade fails/m, 'is named');
$app->put('migrations/f.sql', "-- Revision ID: f\n-- Verified: perhaps\n\n-- migrate:up\n");
$app->fails(['verify'], qr/^migrations\/f\.sql:2: .*invalid value for field "Verified"/m, 'a file that cannot be read');

# ----------
# derive, lint, impact
# ----------
my $shop = CommandLine->new($node, 'shop', "$base/shop");

$shop->prints(['init'], '', 'a third database');
$shop->revision('a', '', 'users', "CREATE TABLE users (id integer PRIMARY KEY, name text);
CREATE FUNCTION first_name() RETURNS text LANGUAGE sql AS 'SELECT name FROM public.users LIMIT 1';", 'DROP FUNCTION first_name(); DROP TABLE users;');
$shop->prints(['upgrade'], "a\n", 'upgrade');
$shop->prints(['impact'], '', 'nothing is pending: nothing breaks');
is(($shop->run('lint', '--format=gitlab'))[1], "[]\n", 'nor is there a finding');
my $text = "-- everything, 100%\n--\n-- Revision ID: b\n-- Revises: a\n\n-- migrate:up\nSELECT 1;\n\nALTER TABLE users RENAME name TO full_name;\nALTER TABLE users ADD mail text NOT NULL;\n";
$shop->put('migrations/b,1: 50%.sql', $text);
($status, $out, $err) = $shop->run('derive', 'b');
is($status, 0, 'derive') or diag($err);
like($out, qr/RENAME COLUMN full_name TO name/, 'a downgrade that knows a rename');
is($shop->get('migrations/b,1: 50%.sql'), $text, 'the file is as it was');
like(($shop->run('derive', '--json', 'b'))[1], qr/\A".*RENAME COLUMN full_name TO name.*"\n\z/, 'as JSON');
$shop->put('migrations/b,1: 50%.sql', "$text\n-- migrate:down\n$out");
like(($shop->run('verify'))[1], qr/\Ab: ok $good\n\z/, 'and that is verified');
$shop->fails([ 'derive', 'no such' ], qr/no such/, 'derive of what does not exist');

($status, $out, $err) = $shop->run('lint');
is($status, 5, 'lint: exit status') or diag($err);
like($out, qr{^migrations/b,1: 50%\.sql:10: error: .*mail.*\[[a-z-]+\]\n    ACCESS EXCLUSIVE on public\.users \(}m, 'lint: findings have file and line');
($status, $out) = $shop->run('lint', '--format=github');
is($status, 5, 'lint, annotations: exit status');
like($out, qr{^::error file=migrations/b%2C1%3A 50%25\.sql,line=10,title=[a-z-]+::[^\n]*mail}m, 'lint, annotations: escaped');
($status, $out) = $shop->run('lint', '--sarif');
is($node->safe_psql('shop', "SELECT count(*) > 0, min(r#>>'{locations,0,physicalLocation,artifactLocation,uri}') FROM json_array_elements(\$sarif\$$out\$sarif\$::json#>'{runs,0,results}') r
	WHERE r->>'level' = 'error' AND (r#>>'{locations,0,physicalLocation,region,startLine}') = '10'"), 't|migrations/b,1:%2050%25.sql', 'lint, SARIF');
($status, $out) = $shop->run('lint', '--json');
is($node->safe_psql('shop', "SELECT string_agg(k, ' ') FROM (SELECT json_object_keys(\$lint\$$out\$lint\$::json->0) k) q"),
	'revision statement line code severity relation rows size lock message instead', 'lint, JSON');

($status, $out, $err) = $shop->run('impact');
is($status, 5, 'impact: exit status') or diag($err);
like($out, qr/^breaks: function public\.first_name\(\)\n    column "name" does not exist\n/m, 'impact: what breaks');
like(($shop->run('impact', '--format=github'))[1], qr/^::error title=impact breaks::function public\.first_name\(\) breaks%0Acolumn "name" does not exist/m, 'impact, annotations');
like(($shop->run('impact', '--json'))[1], qr/\A\[\{"source":"function","name":"public\.first_name\(\)"/, 'impact, JSON');
is($node->safe_psql('shop', 'SELECT string_agg(revision, $$ $$) FROM schemaver.revision'), 'a', 'nothing was loaded');

# ----------
# The recipe of doc/ci.md
# ----------
my $page = PostgreSQL::Test::Utils::slurp_file('doc/ci.md');
my ($recipe) = $page =~ /^## In a pipeline.*?^ +- run: \|\n((?: {10}[^\n]*\n)+)/ms;
my @gitlab = ($page =~ /^## In a pipeline(.*?)^## /ms)[0] =~ /^    - (schemaver .*)$/mg;

is(() = $recipe =~ /schemaver/g, 5, 'the commands for GitHub');
is(scalar @gitlab, 5, 'the commands for GitLab');
foreach my $case ([ 'github', $recipe ], [ 'gitlab', join "\n", @gitlab ])
{
	my ($host, $commands) = @$case;
	my $project = CommandLine->new($node, $host, "$base/$host");
	my %result;

	mkdir "$base/$host/migrations";
	$project->revision('a', '', 'users', 'CREATE TABLE users (id integer PRIMARY KEY, name text);', 'DROP TABLE users;');
	foreach my $run ('good', 'bad')
	{
		local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($node->host, $node->port, $host);
		my ($stdout, $stderr);

		$project->revision('b', 'a', 'bad', 'ALTER TABLE users ADD mail text;', 'SELECT 1;') if $run eq 'bad';
		$node->safe_psql('postgres', "CREATE DATABASE $host");
		IPC::Run::run([ 'sh', '-ec', "cd '$base/$host'\n$commands" ], '<', \'', '>', \$stdout, '2>', \$stderr);
		$result{$run} = [ $? >> 8, $stdout, $stderr ];
		$node->safe_psql('postgres', "DROP DATABASE $host");
	}
	is($result{good}[0], 0, "$host: good migrations pass") or diag($result{good}[2]);
	like($result{good}[1], qr/^a\n/m, "$host: and are run");
	is($result{bad}[0], 5, "$host: bad ones do not") or diag($result{bad}[2]);
	like($result{bad}[1], $host eq 'github' ? qr{^::error file=migrations/b_file\.sql,line=3,title=verify second upgrade fails::}m : qr/^b: second upgrade fails/m, "$host: and are named");
}

$node->stop;
done_testing();
