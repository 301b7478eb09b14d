# Revision files on the server's disk.

use strict;
use warnings;

use File::Temp qw(tempdir);

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('directory');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION schemaver');

my $folder = tempdir(CLEANUP => 1) . "/it's a \"folder\"";
mkdir $folder;
(my $literal = $folder) =~ s/'/''/g;
my $load = "SELECT revision, action, filename FROM schemaver_load_directory('$literal')";

sub put
{
	my ($name, $content) = @_;

	open(my $file, '>:raw', "$folder/$name") or die "could not write $name: $!";
	print $file $content;
	close $file;
	return;
}

sub revision
{
	my ($id, $parents, $up) = @_;

	return "-- revision $id\n--\n-- Revision ID: $id\n-- Revises: $parents\n\n-- migrate:up\n$up\n\n-- migrate:down\n";
}

sub fails
{
	my ($query, $pattern, $name) = @_;
	my ($status, $stdout, $stderr) = $node->psql('postgres', $query);

	isnt($status, 0, "$name: fails");
	like($stderr, $pattern, $name);
	return;
}

is($node->safe_psql('postgres', $load), '', 'an empty folder');

# parents may come after their children
put('1_child.sql', revision('child', 'parent', 'SELECT 1;'));
put('2_parent.sql', revision('parent', '', 'CREATE TABLE t ();'));
put('.hidden.sql', 'no');
put('README.md', 'no');
put('3_backup.sql~', 'no');
is($node->safe_psql('postgres', $load), "child|added|1_child.sql\nparent|added|2_parent.sql", 'in any order');
is($node->safe_psql('postgres', $load), "child|unchanged|1_child.sql\nparent|unchanged|2_parent.sql", 'again');

# everything or nothing
put('1_child.sql', revision('child', 'parent', 'SELECT 2;'));
put('4_bad.sql', revision('bad', 'nobody', ''));
fails($load, qr/revision "bad" refers to revision "nobody", which does not exist\nHINT:(?s:.*)file "4_bad.sql", line 3/, 'an unknown parent');
put('4_bad.sql', revision('parent', '', ''));
fails($load, qr/"parent" appears more than once\nDETAIL:  It also appears in file "2_parent.sql", line 3.\nCONTEXT:  file "4_bad.sql", line 3/, 'two files with one id');
put('4_bad.sql', "\0");
fails($load, qr/zero byte\nCONTEXT:  file "4_bad.sql", line 1/, 'a binary file');
unlink "$folder/4_bad.sql";
is($node->safe_psql('postgres', q{SELECT trim(upgrade, E'\n') FROM schemaver.revision WHERE revision = 'child'}), 'SELECT 1;', 'nothing was changed meanwhile');
is($node->safe_psql('postgres', $load), "child|changed|1_child.sql\nparent|unchanged|2_parent.sql", 'a change');

# what is not in the folder
unlink "$folder/1_child.sql";
is($node->safe_psql('postgres', $load), "parent|unchanged|2_parent.sql\nchild|removed|1_child.sql", 'a revision that is not in the folder any more');
put('1_child.sql', revision('child', 'parent', 'SELECT 2;'));
$node->safe_psql('postgres', "$load; SELECT schemaver_upgrade()");
unlink "$folder/1_child.sql";
is($node->safe_psql('postgres', $load), "parent|unchanged|2_parent.sql\nchild|absent (applied)|1_child.sql", 'one that is applied');
put('2_parent.sql', revision('parent', '', 'CREATE TABLE u ();'));
fails($load, qr/revision "parent" is applied and has changed since(?s:.*)file "2_parent.sql", line 7/, 'an applied one that has changed');
is($node->safe_psql('postgres', "SELECT action FROM schemaver_load_directory('$literal', force => true) WHERE revision = 'parent'"), 'changed', 'by force');

# folders in it, in which a file is still the same one
mkdir "$folder/$_" for 'old', 'old/er', '.git';
put('old/er/1_child.sql', revision('child', 'parent', 'SELECT 2;'));
put('.git/x.sql', 'no');
is($node->safe_psql('postgres', "$load WHERE revision = 'child'"), 'child|unchanged|old/er/1_child.sql', 'a file in a folder within the folder');
is($node->safe_psql('postgres', "SELECT filename, file_absent FROM schemaver.revision WHERE revision = 'child'"), 'old/er/1_child.sql|', 'it is known where it is');
symlink '.', "$folder/loop" or die "could not create link: $!";
fails($load, qr/symbolic links|more than once/, 'a link to the folder itself');
unlink "$folder/loop";

# places
fails("SELECT schemaver_load_directory('$literal/nowhere')", qr/could not open directory ".*nowhere": No such file or directory/, 'no such folder');
fails(q{SELECT schemaver_load_directory('migrations')}, qr/must be absolute: "migrations"/, 'a relative path');
fails(q{SELECT schemaver_load_directory('')}, qr/must be absolute: ""/, 'an empty path');
fails("SELECT schemaver_load_directory('$literal/README.md')", qr/could not open directory/, 'a file');
fails('SELECT schemaver_load_directory(NULL)', qr/argument "path" must not be null/, 'null');
mkdir "$folder/folder.sql";
fails($load, qr/folder.sql" is not a regular file/, 'a folder that is named like a file');
rmdir "$folder/folder.sql";
SKIP:
{
	skip 'permissions mean nothing to root', 4 if $> == 0;
	chmod 0, "$folder/2_parent.sql";
	fails($load, qr/could not open file ".*2_parent.sql" for reading: Permission denied/, 'an unreadable file');
	chmod 0644, "$folder/2_parent.sql";
	chmod 0, $folder;
	fails($load, qr/could not open directory ".*": Permission denied/, 'an unreadable folder');
	chmod 0755, $folder;
}

# roles
$node->safe_psql('postgres', q{
	CREATE ROLE somebody LOGIN;
	GRANT USAGE ON SCHEMA schemaver TO somebody;
	GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA schemaver TO somebody});
fails("SET ROLE somebody; $load", qr/permission denied to read files of the server\nDETAIL:  Only roles with privileges of the "pg_read_server_files" role/, 'a role that may not read files');
$node->safe_psql('postgres', 'GRANT pg_read_server_files TO somebody');
is($node->safe_psql('postgres', "SET ROLE somebody; $load LIMIT 1"), "parent|unchanged|2_parent.sql", 'a role that may');

# many
mkdir "$folder/many";
my $count = 10000;
for my $i (1 .. $count)
{
	my $parents = $i == 1 ? '' : $i % 100 == 0 ? sprintf('r%05d, r%05d', $i - 1, $i - 2) : $i % 100 == 99 ? sprintf('r%05d', $i - 2) : sprintf('r%05d', $i - 1);

	put(sprintf('many/%05d.sql', $count - $i), revision(sprintf('r%05d', $i), $parents, "CREATE TABLE t$i (id integer PRIMARY KEY);"));
}
$node->safe_psql('postgres', 'TRUNCATE schemaver.revision, schemaver.applied');
is($node->safe_psql('postgres', "SELECT action, count(*) FROM schemaver_load_directory('$literal/many') GROUP BY 1"), "added|$count", 'many files');
is($node->safe_psql('postgres', "SELECT action, count(*) FROM schemaver_load_directory('$literal/many') GROUP BY 1"), "unchanged|$count", 'many files again');
is($node->safe_psql('postgres', 'SELECT count(*) FROM schemaver_export()'), $count, 'all of them');

$node->stop;
done_testing();
