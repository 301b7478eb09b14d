# Two developers with parallel heads, a merge, and three databases in different
# states: the same folder makes the same of all.

use strict;
use warnings;

use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('team');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_")
  foreach qw(ada_db bob_db fresh production legacy);

my $base = tempdir(CLEANUP => 1);
my $ada = CommandLine->new($node, 'ada_db', "$base/ada");
my $bob = CommandLine->new($node, 'bob_db', "$base/bob");

# What Git does: all files of one folder go to another.
sub pull
{
	my ($from, $to) = @_;

	$to->put("migrations/$_", $from->get("migrations/$_")) foreach $from->files;
	return;
}

sub schema_of
{
	my ($database) = @_;
	my ($stdout) = run_command([ 'pg_dump', '--schema-only', '-d', $node->connstr($database) ]);

	$stdout =~ s/^\\(un)?restrict.*$//mg;
	return $stdout;
}

# A new revision, filled in, whose id is returned.
sub write_revision
{
	my ($developer, $up, $down, @options) = @_;
	my ($status, $name, $stderr) = $developer->run('revision', @options);

	chomp $name;
	is($status, 0, "revision @options") or diag($stderr);
	my $text = $developer->get($name);
	$text =~ s/^-- migrate:up\n\n/-- migrate:up\n$up\n\n/m;
	$text =~ s/^-- migrate:down\n/-- migrate:down\n$down\n/m;
	$developer->put($name, $text);
	return $text =~ /^-- Revision ID: (\S+)$/m ? $1 : die "no id in $text";
}

$_->prints(['init'], '', 'init') foreach $ada, $bob;
my $users = write_revision($ada, 'CREATE TABLE users (id integer PRIMARY KEY, name text);', 'DROP TABLE users;', '-m', 'users');
$ada->prints(['upgrade'], "$users\n", 'Ada upgrades');
pull($ada, $bob);
$bob->prints(['upgrade'], "$users\n", 'Bob has the same');

# Each continues alone.
my $email = write_revision($ada, 'ALTER TABLE users ADD email text;', 'ALTER TABLE users DROP email;', '-m', 'email');
my $index = write_revision($ada, 'CREATE INDEX users_email ON users (email);', 'DROP INDEX users_email;', '-m', 'index');
$ada->prints(['upgrade'], "$email\n$index\n", 'Ada continues');
my $orders = write_revision($bob, "CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users);\nCREATE FUNCTION total() RETURNS integer LANGUAGE plpgsql AS \$\$\nBEGIN\n\tRETURN 1; -- migrate:down\nEND \$\$;", "DROP FUNCTION total();\nDROP TABLE orders;", '-m', 'orders');
$bob->prints(['upgrade'], "$orders\n", 'Bob continues');

# What production has is what Ada has sent; legacy has the tables, and no
# schemaver.
$node->safe_psql('legacy', 'CREATE TABLE users (id integer PRIMARY KEY, name text)');
my $production = CommandLine->new($node, 'production', "$base/ada");
$production->prints(['init'], '', 'init production');
$production->prints(['upgrade', $email], "$users\n$email\n", 'production is behind');

# Ada merges.
pull($bob, $ada);
$ada->fails(['upgrade'], qr/there are several heads/, 'two heads');
like(($ada->run('heads'))[1], qr/^$index \(head\)$/m, 'one head');
like(($ada->run('heads'))[1], qr/^$orders \(head\)$/m, 'the other');
my ($status, $name) = $ada->run('merge', '-m', 'merge of Ada and Bob');
is($status, 0, 'merge');
my $last = write_revision($ada, 'ALTER TABLE orders ADD paid boolean;', 'ALTER TABLE orders DROP paid;', '-m', 'paid');
pull($ada, $bob);

# All databases, from the same folder.
my $legacy = CommandLine->new($node, 'legacy', "$base/bob");
$legacy->prints(['init'], '', 'init legacy');
$legacy->prints(['stamp', $users], "$users\n", 'stamp legacy');
my $fresh = CommandLine->new($node, 'fresh', "$base/bob");
$fresh->prints(['init'], '', 'init fresh');
for my $case ([ $ada, 'Ada' ], [ $bob, 'Bob' ], [ $production, 'production' ], [ $legacy, 'legacy' ], [ $fresh, 'fresh' ])
{
	my ($database, $who) = @$case;
	my ($status, $stdout, $stderr) = $database->run('upgrade');

	is($status, 0, "$who: upgrade") or diag($stderr);
	like($stdout, qr/^$last$/m, "$who: upgraded to the last");
	$database->prints(['current', '--check-heads'], "$last (head)\n", "$who: at the head");
	$database->prints(['upgrade'], '', "$who: nothing left to do");
}
my $schema = schema_of('fresh');
my $all = 'SELECT revision, message, upgrade, downgrade, down_revisions, created_at, sha256 FROM schemaver.revision ORDER BY revision';
for my $database (qw(ada_db bob_db production legacy))
{
	is(schema_of($database), $schema, "$database: the same schema");
	is($node->safe_psql($database, $all), $node->safe_psql('fresh', $all), "$database: the same revisions");
}

# What goes up goes down.
$fresh->prints(['downgrade', 'base'], join('', map { "$_\n" } split /\n/, $node->safe_psql('fresh', q{SELECT revision FROM schemaver.log WHERE operation = 'upgrade' ORDER BY id DESC})), 'down to base');
is($node->safe_psql('fresh', q{SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace}), 0, 'nothing is left');

# A release is rolled back with the files of the one before: the database has
# the downgrade scripts.
my $old = CommandLine->new($node, 'production', "$base/old");
$old->prints(['downgrade', '-1'], "$last\n", 'downgrade without files');

# Interruption in the middle: nothing of the run is left.
$bob->put('migrations/slow.sql', "-- slow\n--\n-- Revision ID: slow\n-- Revises: $last\n\n-- migrate:up\nCREATE TABLE half ();\nSELECT pg_sleep(1000);\n");
my ($out, $err) = ('', '');
chdir $bob->{folder};
my $run = IPC::Run::start([ 'setsid', 'schemaver', '-d', $node->connstr('bob_db'), 'upgrade' ], '>', \$out, '2>', \$err);
chdir $base;
$node->poll_query_until('bob_db', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'schemaver: upgrade%slow'})
  or die 'the run has not begun';
my ($pid) = $run->{KIDS}[0]{PID};
kill 'INT', -$pid;
$run->finish;
isnt($? >> 8, 0, 'an interrupted upgrade fails');
$node->poll_query_until('bob_db', q{SELECT count(*) = 0 FROM pg_stat_activity WHERE query LIKE 'schemaver: upgrade%slow'});
is($node->safe_psql('bob_db', q{SELECT count(*) FROM schemaver.revision WHERE revision = 'slow'}), 0, 'an interrupted upgrade has loaded nothing');
is($node->safe_psql('bob_db', q{SELECT to_regclass('half') IS NULL}), 't', 'and run nothing');

$node->stop;
done_testing();
