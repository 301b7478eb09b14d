# schemaver.conf and the environment: which file, which section, which database;
# URLs of frameworks; what is relative to what; and what is refused.

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IPC::Run ();

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('configuration');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(dev prod url named shop);

my $base = tempdir(CLEANUP => 1);
my $conf = "$base/project/schemaver.conf";
make_path("$base/project/src/deep", "$base/project/db/migrations");

# Runs the program in a folder, with these variables, and no -d.
sub run_in
{
	my ($folder, $variables, @arguments) = @_;
	my $here = getcwd();
	my ($stdout, $stderr) = ('', '');

	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port, PGDATABASE => 'postgres', %$variables);
	chdir "$base/$folder" or die "could not change to $folder: $!";
	IPC::Run::run([ 'schemaver', @arguments ], '<', \'', '>', \$stdout, '2>', \$stderr);
	my $status = $? >> 8;
	chdir $here or die "could not change to $here: $!";
	return ($status, $stdout, $stderr);
}

# The database that it connects to: none has the extension.
sub database
{
	my ($status, $stdout, $stderr) = run_in(@_);

	return $stderr =~ /extension "schemaver" does not exist in database "(\w+)"/ ? $1 : "$status $stderr";
}

sub configure
{
	my ($text) = @_;

	open(my $file, '>', $conf) or die "could not write $conf: $!";
	print $file $text;
	close $file;
	return;
}

sub refused
{
	my ($text, $pattern, $name, @arguments) = @_;

	configure($text);
	my ($status, $stdout, $stderr) = run_in('project', {}, 'current', @arguments);
	is($status, 1, "$name: status");
	like($stderr, $pattern, $name);
	return;
}

# ----------
# Which file, which section
# ----------
is(database('project', {}, 'current'), 'postgres', 'no file: PGDATABASE');
configure("# a comment\n\nconnection = dbname=dev\n\n[production]\nconnection = dbname=prod\n");
is(database('project', {}, 'current'), 'dev', 'the file in the folder');
is(database('project/src/deep', {}, 'current'), 'dev', 'the file in a folder above');
is(database('project/src/deep', {}, '--env=production', 'current'), 'prod', '--env');
is(database('project', { SCHEMAVER_ENV => 'production' }, 'current'), 'prod', 'SCHEMAVER_ENV');
is(database('project', { SCHEMAVER_ENV => 'nosuch' }, 'current', '--env', 'production'), 'prod', 'the option goes first');
is(database('project', { SCHEMAVER_CONFIG => '' }, 'current'), 'postgres', 'no file is wanted');
is(database('.', { SCHEMAVER_CONFIG => 'project/schemaver.conf' }, 'current'), 'dev', 'SCHEMAVER_CONFIG');
is(database('.', {}, '--config=project/schemaver.conf', 'current'), 'dev', '--config');

# ----------
# Which connection
# ----------
my $url = 'postgresql:///url?host=' . ($node->host =~ s{/}{%2F}gr);

is(database('project', { DATABASE_URL => $url }, 'current'), 'url', 'DATABASE_URL goes before the file');
is(database('project', { DATABASE_URL => $url }, '--env=production', 'current'), 'prod', 'but not before an environment that was asked for');
is(database('project', { DATABASE_URL => $url, SCHEMAVER_CONNECTION => 'dbname=named' }, 'current', '--env=production'),
	'named', 'SCHEMAVER_CONNECTION goes before both');
is(database('project', { DATABASE_URL => $url, SCHEMAVER_CONNECTION => 'dbname=named' }, 'current', '-d', 'shop'), 'shop', '-d before all');
configure("environment = production\n[production]\nconnection = \${THE_URL}\n");
is(database('project', { THE_URL => $url }, 'current'), 'url', 'a default environment, and a variable');
is(database('project', {}, 'current', '-d', 'shop'), 'shop', 'a variable that is not needed need not be set');

# ----------
# URLs of frameworks
# ----------
foreach my $case (
	[ 'postgresql+psycopg2://', '', 'SQLAlchemy' ],
	[ 'postgresql+asyncpg://', '&ssl=prefer&prepared_statement_cache_size=0', 'SQLAlchemy with asyncpg' ],
	[ 'postgres://', '&schema=public&connection_limit=5&pgbouncer=true', 'Prisma' ],
	[ 'postgis://', '&pool=5&prepared_statements=false', 'Rails' ],
	[ 'ecto://', '&pool_size=10', 'Ecto' ],
	[ 'jdbc:postgresql://', '&currentSchema=public&reWriteBatchedInserts=true', 'JDBC' ],
	[ 'postgresql://', '&options=-c%20lock_timeout%3D5s&search_path=public', 'options and search_path' ])
{
	my ($scheme, $more, $name) = @$case;

	is(database('.', { DATABASE_URL => $url =~ s{^postgresql://}{$scheme}r . $more }, 'current'), 'url', "the URL of $name");
	is(database('.', {}, 'current', '-d', $url =~ s{^postgresql://}{$scheme}r . $more), 'url', "$name, by -d");
}
my ($status, $stdout, $stderr) = run_in('.', { DATABASE_URL => 'mysql+pymysql://me:secret@host/db' }, 'current');
is($status, 1, 'the URL of another server: status');
like($stderr, qr{DATABASE_URL: "mysql\+pymysql://" is not a URL of PostgreSQL}, 'the URL of another server');
unlike($stderr, qr/secret/, 'its password is not shown');
($status, $stdout, $stderr) = run_in('.', {}, 'current', '-d', "$url&sslmod=require");
is($status, 3, 'a misspelled parameter: status');
like($stderr, qr/invalid URI query parameter: "sslmod"/, 'a misspelled parameter is not left out');

# ----------
# What else it has
# ----------
$node->safe_psql('shop', 'CREATE EXTENSION schemaver; CREATE SCHEMA "My Schema"');
configure("connection = dbname=shop\nfolder = db/migrations\napp.color = light blue\nschemaver.prove_scripts = off\n[test]\napp.color = red\n");
append_to_file("$base/project/db/migrations/a.sql",
	"-- Revision ID: a\n\n-- migrate:up\nCREATE TABLE a AS SELECT 1 / (current_setting('app.color') = 'light blue')::integer AS x;\n");
($status, $stdout, $stderr) = run_in('project/src/deep', {}, 'dry-run');
is($status, 0, 'the folder is relative to the file, settings are those of the session') or diag($stderr);
like($stdout, qr/\A1 upgrade a, .*: ok \(/, 'and the revision is found');
is((run_in('project/src/deep', {}, 'dry-run', '--env=test'))[0], 5, 'another setting in a section');
is((run_in('project', { SCHEMAVER_FOLDER => 'src' }, 'dry-run'))[1], '', 'SCHEMAVER_FOLDER');
append_to_file("$base/project/db/migrations/a.sql", "SELECT 1 / (current_schema = 'My Schema')::integer;\n");
is((run_in('project', { DATABASE_URL => $url =~ s/url/shop/r . '&schema=My%20Schema' }, 'dry-run'))[0], 0, 'the schema of a URL is the search_path');
is((run_in('project', {}, 'dry-run'))[0], 5, 'which else is another one');

# ----------
# What is refused
# ----------
refused("connection = dbname=dev\nfoldr = x\n", qr/schemaver\.conf:2: unrecognized name "foldr"/, 'an unknown name');
refused("\n\nfolder\n", qr/schemaver\.conf:3: expected "name = value" or "\[section\]"/, 'no value');
refused("[a]\nenvironment = b\n", qr/schemaver\.conf:2: "environment" cannot be in a section/, 'an environment of an environment');
refused("[a]\n", qr/file "schemaver\.conf" has no section "\[b\]"/, 'an unknown section', '--env=b');
refused("folder = \${NO_SUCH_VARIABLE}\n", qr/schemaver\.conf:1: environment variable "NO_SUCH_VARIABLE" is not set/, 'a variable that is not set');
refused("privileges = perhaps\n", qr/schemaver\.conf:1: "privileges" must be on or off/, 'a value that is neither');
refused("schemas = a,,b\n", qr/schemaver\.conf:1: a name of "schemas" is empty/, 'a name that is empty');
configure("connection = \0\n");
like((run_in('project', {}, 'current'))[2], qr/contains a null byte/, 'a null byte');
configure("nonsense\n");
($status, $stdout) = run_in('project', {}, 'current', '--json');
like($stdout, qr/\A\{"error": \{.*"message": "schemaver\.conf:1: expected/, 'as JSON');
is((run_in('project', {}, '--help'))[0], 0, 'help is had all the same');
unlink $conf;
like((run_in('project', {}, 'current', '--env=a'))[2], qr/there is no environment "a": no "schemaver\.conf" in this folder or above it/, 'an environment without a file');
like((run_in('project', {}, 'current', '--config=no.conf'))[2], qr/could not open file "no\.conf": No such file/, 'a file that is not there');

# A file of somebody else, here behind a link: it is left alone unless it is named.
SKIP:
{
	my ($foreign) = grep { -f && -r && !-z && (stat)[4] != $> && (stat)[4] != 0 } glob('/var/cache/*/* /var/lib/*/* /var/spool/*/* /var/log/*/*');

	skip 'no file of another user', 2 if !defined $foreign;
	symlink $foreign, $conf or die "could not link: $!";
	($status, $stdout, $stderr) = run_in('project/src', {}, 'current');
	like($stderr, qr{file "\.\./schemaver\.conf" belongs to another user, and is ignored; --config=\.\./schemaver\.conf uses it\n}, 'the file of another user');
	like($stderr, qr/in database "postgres"/, 'is ignored');
	unlink $conf;
}

$node->stop;
done_testing();
