# What others look at: Markdown for a pull request, the graph as a picture, the
# tables as a diagram.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('reports');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 1');
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(shop tables);

my $base = tempdir(CLEANUP => 1);
my $shop = CommandLine->new($node, 'shop', "$base/shop");
my ($status, $out, $err);

$shop->run('init');
$shop->revision('a', '', 'users', 'CREATE TABLE users (id integer PRIMARY KEY, name text);', 'DROP TABLE users;', 'Branch Labels: main');
$shop->revision('b', 'a', 'left | <b>bold</b> @here', 'ALTER TABLE users ADD mail text NOT NULL;', 'ALTER TABLE users DROP mail;');
$shop->revision('c', 'a', 'right', 'CREATE TABLE log (id integer);');
$shop->revision('d', 'b, c', 'join', '', '');
is(($shop->run('upgrade', 'a'))[0], 0, 'upgrade');

# A table of Markdown: each line has as many cells as the first.
sub has_table
{
	my ($text, $columns, $rows, $name) = @_;
	my @lines = grep { /^\|/ } split /\n/, $text;
	my @wrong = grep { (() = /(?<!\\)\|/g) != $columns + 1 } @lines;

	is(scalar @lines, $rows + 2, "$name: rows") or diag($text);
	is("@wrong", '', "$name: cells");
	return;
}

# ----------
# Markdown
# ----------
($status, $out, $err) = $shop->run('plan', '--format=markdown');
is($status, 0, 'plan') or diag($err);
like($out, qr/\A### schemaver plan: 3 steps\n\n/, 'plan: its title');
has_table($out, 6, 3, 'plan');
like($out, qr/left \\\| &lt;b>bold&lt;\/b> &#64;here/, 'plan: what comes from a file is text');
like($out, qr/<details>(?s:.*)```sql\nALTER TABLE users ADD mail text NOT NULL;\n```/, 'plan: the scripts');
($status, $out) = $shop->run('status', '--format=markdown');
like($out, qr/\A### schemaver status: behind\n/, 'status');
has_table($out, 8, 1, 'status');
is(($shop->run('status', '--exit-code'))[0], 4, 'status --exit-code');
($status, $out) = $shop->run('lint', '--format=markdown');
is($status, 5, 'lint: status');
like($out, qr/^\| error \| migrations\/b\\_file\.sql:7 \|/m, 'lint: what and where');
has_table($out, 5, 2, 'lint');
($status, $out) = $shop->run('verify', '--format=markdown');
is($status, 5, 'verify: status');
like($out, qr/\A### schemaver verify: 3 revisions, refused\n/, 'verify: its title');
like($out, qr/^\| c \| no downgrade \|/m, 'verify: the verdict');
has_table($out, 4, 3, 'verify');
($status, $out) = $shop->run('dry-run', '--format=markdown');
has_table($out, 11, 3, 'dry-run');
($status, $out) = $shop->run('preflight', '--format=markdown');
like($out, qr/\A### schemaver preflight: \d+ found\n/, 'preflight');
is(($shop->run('impact', '--format=markdown'))[1], "### schemaver impact: no query breaks\n\n", 'impact');

# What a step destroys is where a review looks: the search_path is that of who runs the script
$node->safe_psql('shop', 'CREATE SCHEMA app; CREATE TABLE app.orders (a integer, b integer); INSERT INTO app.orders SELECT 1, 2');
$node->safe_psql('shop', 'ALTER DATABASE shop SET search_path = app, public');
$shop->revision('lossy', 'd', 'less', "ALTER TABLE orders DROP b;\nDROP TABLE orders;", '');
($status, $out, $err) = $shop->run('plan');
like($out, qr/^\d upgrade lossy, less\n    destroys data: statement 1 of revision "lossy" drops column "b" of table "orders"\.  The table has 8 kB\.\n    destroys data: statement 2 of revision "lossy" drops table "orders"\.  The table has 8 kB\.$/m, 'plan: data that is destroyed')
  or diag("$out$err");
($status, $out) = $shop->run('plan', '--format=markdown');
like($out, qr/^\| \d \| upgrade \| lossy \| less \|  \| statement 1 of revision "lossy" drops column "b" of table "orders"\.  The table has 8 kB\.; statement 2 .* \|$/m, 'plan: data that is destroyed, as Markdown');
($status, $out) = $shop->run('dry-run');
like($out, qr/^    destroyed: .*orders/m, 'dry-run: data that is destroyed') or diag($out);
like(($shop->run('dry-run', '--format=markdown'))[1], qr/^\| \d \| upgrade lossy, less \|.*\| table app\.orders: /m, 'dry-run: data that is destroyed, as Markdown');
unlink "$base/shop/migrations/lossy_file.sql" or die;
is(($shop->run('plan', '--format=sarif'))[0], 2, 'a plan has no such format');

# ----------
# The graph
# ----------
($status, $out, $err) = $shop->run('graph', '--format=html');
is($status, 0, 'HTML') or diag($err);
like($out, qr/\A<!DOCTYPE html>\n.*<\/html>\n\z/s, 'HTML: a page');
unlike($out, qr/<(?:script|link|img)\b|https?:(?!\/\/www\.w3\.org\/2000\/svg)/, 'HTML: nothing else is needed');
unlike($out, qr/<b>bold/, 'HTML: texts are no markup');
is(() = $out =~ /<circle /g, 4, 'HTML: a circle for each revision');
is(() = $out =~ /<path /g, 4, 'HTML: an edge for each parent');
like($out, qr/<circle [^>]*fill="#2e7d32"><title>a: applied</, 'HTML: with its state');
like($out, qr/<circle [^>]*fill="#ffffff"><title>d: pending</, 'HTML: and that of another one');
like($out, qr/<p>behind: 1 applied, 3 pending/, 'HTML: the state of all');
my %x = $out =~ /<circle cx="(\d+)"[^>]*><title>(\w):/g ? reverse($out =~ /<circle cx="(\d+)"[^>]*><title>(\w):/g) : ();
isnt($x{b}, $x{c}, 'HTML: branches are side by side');
{
	# without Graphviz
	local $ENV{PATH} = join ':', grep { !-x "$_/dot" } split /:/, $ENV{PATH};

	($status, $out, $err) = $shop->run('graph', '--format=svg');
	is($status, 0, 'SVG') or diag($err);
	like($out, qr/\A<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\n\z/s, 'SVG: a picture');
	like($out, qr/<tspan font-weight="bold">a<\/tspan> \(main\) \(current\) users</, 'SVG: with texts');
}
{
	# with a program of that name
	mkdir "$base/bin";
	append_to_file("$base/bin/dot", "#!/bin/sh\n[ \"\$1\" = -V ] && exit\n[ \"\$1\" = -Tsvg ] && grep -c digraph <\"\$2\" && ls \"\$2\" >'$base/graph'\n");
	chmod 0755, "$base/bin/dot";
	local $ENV{PATH} = "$base/bin:$ENV{PATH}";

	is(($shop->run('graph', '--format=svg'))[1], "1\n", 'SVG: Graphviz draws it');
	my $file = slurp_file("$base/graph");
	chomp $file;
	ok(!-e $file, 'SVG: what it gets is removed again');
}
SKIP:
{
	skip 'no xmllint', 1 if system('xmllint --version >/dev/null 2>&1') != 0;
	$shop->put('graph.svg', $out);
	is(system("xmllint --noout '$base/shop/graph.svg'"), 0, 'SVG: is XML');
}

# ----------
# The diagram
# ----------
my $tables = CommandLine->new($node, 'tables', "$base/tables");
$node->safe_psql('tables', q{
	CREATE TABLE users (id bigint PRIMARY KEY, "full name" varchar(20) UNIQUE, "1st" numeric(10,2), tags text[]);
	CREATE TABLE posts (id integer PRIMARY KEY, author bigint NOT NULL REFERENCES users, editor bigint REFERENCES users);
	CREATE TABLE details (post integer PRIMARY KEY REFERENCES posts);
	CREATE SCHEMA "My ""Schema""";
	CREATE TABLE "My ""Schema""".empty ();
	CREATE TABLE parts (id integer PRIMARY KEY, post integer REFERENCES posts) PARTITION BY RANGE (id);
	CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (10)});
$tables->run('init');
$tables->prints([ 'model', '--format=mermaid', '--schema=public' ], q~erDiagram
    "public.details" {
        integer post PK, FK
    }
    "public.parts" {
        integer id PK
        integer post FK
    }
    "public.posts" {
        integer id PK
        bigint author FK
        bigint editor FK
    }
    "public.users" {
        bigint id PK
        character_varying(20) full_name UK
        numeric(10_2) _1st
        text[] tags
    }
    "public.details" |o--|| "public.posts" : "details_post_fkey"
    "public.parts" }o--o| "public.posts" : "parts_post_fkey"
    "public.posts" }o--|| "public.users" : "posts_author_fkey"
    "public.posts" }o--o| "public.users" : "posts_editor_fkey"
~, 'the diagram');
like(($tables->run('model', '--format=mermaid'))[1], qr/^    "My _Schema_\.empty" \{\n    \}$/m, 'all schemas; an odd name');
$node->safe_psql('tables', 'CREATE ROLE reader; GRANT USAGE ON SCHEMA schemaver TO reader');
is(($tables->run('model', '--format=mermaid', '-d', $node->connstr('tables') . ' options=-crole=reader'))[0], 0, 'a role without rights draws it, too');
is(($tables->run('model', '--format=dot'))[0], 2, 'an unknown format');

# A model is drawn as it is; that it is, blocks nobody, and leaves nothing.
$tables->put('model.sql', 'CREATE TABLE users (id uuid PRIMARY KEY, referrer uuid REFERENCES users);');
$node->safe_psql('tables', q{BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'writer'});
$tables->prints([ 'model', '--format=mermaid', 'model.sql' ], q~erDiagram
    "public.users" {
        uuid id PK
        uuid referrer FK
    }
    "public.users" }o--o| "public.users" : "users_referrer_fkey"
~, 'the diagram of a model');
$node->safe_psql('tables', q{ROLLBACK PREPARED 'writer'});
is($node->safe_psql('tables', q{SELECT count(*) FROM schemaver.model}), 0, 'which is not stored');
is($node->safe_psql('tables', q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0}), 4, 'nor created');
$tables->fails([ 'model', '--format=mermaid', 'nothing.sql' ], qr/could not open model "nothing.sql"/, 'a model that is not there');
$tables->put('model.sql', 'CREATE TABLE users (id nothing);');
$tables->fails([ 'model', '--format=mermaid', 'model.sql' ], qr/model\.sql:1: ERROR:  type "nothing" does not exist/, 'an error of the model');
is($node->psql('tables', 'SELECT schemaver_diagram(declared => true)'), 3, 'no model is defined');

$node->stop;
done_testing();
