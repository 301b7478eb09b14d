# baseline adopts a database that exists: a model, a first revision, applied;
# what it writes makes the same database elsewhere.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('baseline');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(shop copy empty part);

my $base = tempdir(CLEANUP => 1);
my $shop = CommandLine->new($node, 'shop', "$base/shop");

$node->safe_psql('shop', q{
	CREATE TYPE state AS ENUM ('new', 'paid');
	CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
	CREATE TABLE orders (id integer PRIMARY KEY, customer bigint REFERENCES customers, state state DEFAULT 'new');
	CREATE VIEW open AS SELECT * FROM orders WHERE state = 'new';
	CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM orders';
	CREATE SCHEMA audit;
	CREATE TABLE audit.log (what text);
	INSERT INTO customers (name) VALUES ('Ada')});

my ($status, $out, $err) = $shop->run('baseline', '-m', 'as it was', '--rev-id', 'first');
is($status, 0, 'baseline') or diag($err);
is($out, "migrations/first_as_it_was.sql\nmodel.sql\nschemaver.conf\n", 'it tells what it has written');
like($err, qr/^database "shop" is at first$/m, 'and what is recorded');
unlike($err, qr/INFO/, 'and nothing of how');
is($shop->get('schemaver.conf'), "folder = migrations\nmodel = model.sql\n", 'the configuration');
like($shop->get('migrations/first_as_it_was.sql'), qr/^-- migrate:down\n(?s:.*)^DROP TABLE public\.customers;/m, 'it can be undone');
like(($shop->run('status'))[1], qr/^state +\| current$/m, 'the database is current');
is($node->safe_psql('shop', 'SELECT name FROM customers'), 'Ada', 'and has its rows');
$shop->prints([ 'check' ], '', 'it is as the model declares');
$shop->prints([ 'upgrade' ], '', 'there is nothing to run');
is(($shop->run('load'))[1], "unchanged first migrations/first_as_it_was.sql\n", 'the file is what the database has');

# the next change takes one command
$shop->put('model.sql', $shop->get('model.sql') =~ s/what text/what text,\n    at timestamptz/r);
is(($shop->run('revision', '--autogenerate', '-m', 'next', '--rev-id', 'second'))[0], 0, 'the next revision');
$shop->prints([ 'upgrade' ], "second\n", 'is applied');
$shop->prints([ 'check' ], '', 'and the database is as declared again');

# elsewhere
my $copy = CommandLine->new($node, 'copy', "$base/shop");
$copy->run('init');
$copy->prints([ 'upgrade' ], "first\nsecond\n", 'the same files make a new database');
$copy->prints([ 'check' ], '', 'which is as declared');
is(($copy->run('verify', 'base:heads'))[0], 0, 'the revisions go down and up again');
is(($copy->run('dump'))[1], ($shop->run('dump'))[1], 'both are alike');

# what is refused
$shop->fails([ 'baseline' ], qr/folder "migrations" has revisions already/, 'a second time');
$shop->fails([ 'baseline', '--dir=other', 'other.sql' ], qr/database "shop" has revisions already/, 'with another folder');
my $empty = CommandLine->new($node, 'empty', "$base/empty");
$empty->fails([ 'baseline' ], qr/database "empty" has nothing to adopt/, 'an empty database');
is_deeply([ glob("$base/empty/*") ], [], 'nothing is written');

# a part of it, with a configuration and files that are there
my $part = CommandLine->new($node, 'part', "$base/part");
$node->safe_psql('part', 'CREATE SCHEMA mine; CREATE TABLE mine.t (x integer); CREATE TABLE other (y integer)');
$part->put('schemaver.conf', "folder = db\nmodel = mine.sql\nschemas = mine\n");
$part->put('mine.sql', "-- there\n");
$part->fails([ 'baseline' ], qr/file "mine\.sql" already exists/, 'a file is not replaced');
is($node->safe_psql('part', 'SELECT count(*) FROM schemaver.applied'), 0, 'nor is anything recorded');
unlink "$base/part/mine.sql";
($status, $out, $err) = $part->run('baseline', '--json');
is($status, 0, 'the model of the configuration') or diag($err);
like($out, qr/\A\["db\/[0-9a-f]+_baseline\.sql", "mine\.sql"\]\n\z/, 'as JSON');
like($part->get('mine.sql'), qr/CREATE TABLE mine\.t/, 'a schema that is asked for');
unlike($part->get('mine.sql'), qr/other/, 'and no other one');
$part->prints([ 'check' ], '', 'it is as declared');

$node->stop;
done_testing();
