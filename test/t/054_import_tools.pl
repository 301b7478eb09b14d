# Migrations of other tools, with the tools themselves: each makes a project
# with its own commands and runs half of it; we take over and run the rest.
#
# A tool that is not there is left out.  Debian has sqitch (with libdbd-pg-perl),
# Django (python3-django and python3-psycopg2) and Active Record
# (ruby-activerecord and ruby-pg), npm has dbmate, node-pg-migrate and
# drizzle-orm (both with pg):
#
#   npm install --prefix DIR dbmate node-pg-migrate drizzle-orm@0 pg
#   NODE_PATH=DIR/node_modules \
#   PATH=DIR/node_modules/.bin:$PATH make test-tap PROVE_TESTS=test/t/054_import_tools.pl

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use JSON::PP ();

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('import_tools');
my $base = tempdir(CLEANUP => 1);

my $here = getcwd();

# What is migrated; the first two by the tool.  Some of it cannot be run in a
# transaction, and some tools cut scripts at semicolons.
my @migrations = (
	{
		name => 'create_users',
		up => "CREATE TABLE users (id integer PRIMARY KEY, name text DEFAULT '-- x; y');\n",
		body => "CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS \$\$\nBEGIN\n"
		  . "  -- a comment; with a semicolon\n  RETURN upper(t) || '; \xc3\xa9t\xc3\xa9';\nEND \$\$;\n",
		down => "DROP FUNCTION shout(text);\nDROP TABLE users;\n",
	},
	{
		name => 'index_users', alone => 1,
		up => "CREATE INDEX CONCURRENTLY users_name ON users (name);\n",
		down => "DROP INDEX CONCURRENTLY users_name;\n",
	},
	{
		name => 'add_email',
		up => "ALTER TABLE users ADD email text NOT NULL;\nCREATE VIEW emails AS SELECT email FROM users;\n",
		down => "DROP VIEW emails;\nALTER TABLE users DROP email;\n",
	},
	{
		name => 'index_emails', alone => 1,
		up => "CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);\n",
		down => "DROP INDEX CONCURRENTLY users_email;\n",
	});

# The tools.  Their commands run in the folder of the project; in each, {} is
# the database.  "create" makes a migration and fills in its files, "up" runs
# what there is, "down" undoes it all.  "version" is what is current when the
# first two are applied, where that is known; "tables" are those of the tool.
my %tools = (
	dbmate => {
		needs => 'dbmate --version',
		create => sub {
			# its versions are seconds
			sleep 1 if -d 'db/migrations';
			tool('dbmate', 'new', $_[0]->{name});
			mark("db/migrations/*_$_[0]->{name}.sql", qr/^-- migrate:(?=up)/m, $_[0], $_[0]->{alone} ? ' transaction:false' : '');
		},
		folder => 'db/migrations',
		up => [ dbmate_command('up') ],
		down => [ map { dbmate_command('rollback') } @migrations ],
		tables => ['schema_migrations'],
	},
	django => {
		needs => '/usr/bin/python3 -c "import django, psycopg2"',
		create => sub {
			my ($migration) = @_;
			my $number = () = glob('shop/migrations/0*');

			write_file('settings.py', "import os\nSECRET_KEY = 'x'\nUSE_TZ = True\nINSTALLED_APPS = ['shop']\n"
				. "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': os.environ.get('PGDATABASE')}}\n");
			write_file('manage.py', "import os\nimport sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'settings'\n"
				. "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n");
			mkdir $_ foreach 'shop', 'shop/migrations';
			write_file("$_/__init__.py", '') foreach 'shop', 'shop/migrations';
			my $up = join ', ', map { qq{r"""$_"""} } grep { defined } @$migration{ 'up', 'body' };
			my $parent = $number ? sprintf "('shop', '%04d_%s')", $number, $migrations[ $number - 1 ]{name} : '';
			write_file(sprintf('shop/migrations/%04d_%s.py', $number + 1, $migration->{name}),
				"from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    atomic = @{[ $migration->{alone} ? 'False' : 'True' ]}\n"
				. "    dependencies = [$parent]\n    operations = [migrations.RunSQL([$up], [r\"\"\"$migration->{down}\"\"\"])]\n");
		},
		# what the document says
		render => sub { document_block('mkdir django', { PGDATABASE => $_[0] }, sub { $_[0] =~ s/^schemaver import .*//mr =~ s/\bpython manage/\/usr\/bin\/python3 manage/gr }) },
		folder => 'django',
		up => [ [ 'env', 'PGDATABASE={}', '/usr/bin/python3', 'manage.py', 'migrate' ] ],
		down => [ [ 'env', 'PGDATABASE={}', '/usr/bin/python3', 'manage.py', 'migrate', 'shop', 'zero' ] ],
		tables => ['django_migrations', 'django_migrations_id_seq'],
		version => 'shop.0002_index_users',
	},
	drizzle => {
		needs => q{node -e "require('drizzle-orm/node-postgres/migrator'); require('pg')"},
		create => sub {
			my %migration = %{ $_[0] };
			my $number = () = glob('drizzle/*.sql');
			my @entries = map { { idx => $_, version => '7', when => 1795287428700 + $_, tag => sprintf('%04d_%s', $_, $migrations[$_]{name}), breakpoints => JSON::PP::true } } 0 .. $number;

			# its migrations are one transaction
			s/CONCURRENTLY // foreach @migration{ 'up', 'down' };
			mkdir $_ foreach 'drizzle', 'drizzle/meta';
			write_file("drizzle/$entries[-1]{tag}.sql", join "--> statement-breakpoint\n", map { s/;\n\z/\n/r } grep { defined } @migration{ 'up', 'body' });
			write_file('drizzle/meta/_journal.json', JSON::PP->new->pretty->encode({ version => '7', dialect => 'postgresql', entries => \@entries }));
			write_file('migrate.cjs', "const { drizzle } = require('drizzle-orm/node-postgres');\nconst { migrate } = require('drizzle-orm/node-postgres/migrator');\nconst { Pool } = require('pg');\n"
				. "const pool = new Pool({ database: process.env.PGDATABASE });\nmigrate(drizzle(pool), { migrationsFolder: 'drizzle' }).then(() => pool.end(), (error) => { console.error(error); process.exit(1); });\n");
		},
		folder => 'drizzle',
		up => [ [ 'env', 'PGDATABASE={}', 'node', 'migrate.cjs' ] ],
		one_way => 1,
		schemas => ['drizzle'],
		tables => [],
		version => '0001_index_users',
	},
	'golang-migrate' => {
		needs => 'migrate -version',
		create => sub {
			my ($migration) = @_;

			mkdir 'db';
			tool('migrate', 'create', '-ext', 'sql', '-dir', 'db', '-seq', $migration->{name});
			fill("db/*_$migration->{name}.up.sql", $migration->{up} . ($migration->{body} // ''));
			fill("db/*_$migration->{name}.down.sql", $migration->{down});
		},
		folder => 'db',
		up => [ migrate_command('up') ],
		down => [ migrate_command('down', '-all') ],
		tables => ['schema_migrations'],
		version => '000002',
	},
	goose => {
		needs => 'goose --version',
		create => sub {
			my ($migration) = @_;

			mkdir 'db';
			tool('goose', '-s', '-dir', 'db', 'create', $migration->{name}, 'sql');
			my ($file) = glob("db/*_$migration->{name}.sql");
			my $block = '';
			$block = "-- +goose StatementBegin\n$migration->{body}-- +goose StatementEnd\n" if $migration->{body};
			my $no = $migration->{alone} ? "-- +goose NO TRANSACTION\n" : '';
			fill($file, "$no-- +goose Up\n$migration->{up}$block\n-- +goose Down\n$migration->{down}");
		},
		folder => 'db',
		up => [ goose_command('up') ],
		down => [ goose_command('down-to', '0') ],
		tables => ['goose_db_version'],
		version => '00002',
	},
	'node-pg-migrate' => {
		needs => 'node-pg-migrate --help',
		create => sub {
			my %migration = %{ $_[0] };

			# it has no way around transactions for SQL
			s/CONCURRENTLY // foreach @migration{ 'up', 'down' };
			tool('node-pg-migrate', 'create', '-j', 'sql', $migration{name});
			(my $name = $migration{name}) =~ tr/_/-/;
			mark("migrations/*_$name.sql", qr/^-- (?=Up Migration)/m, \%migration, '');
		},
		folder => 'migrations',
		up => [ node_command('up') ],
		down => [ node_command('down', '4') ],
		tables => ['pgmigrations', 'pgmigrations_id_seq'],
	},
	rails => {
		needs => 'ruby -e "require %q(active_record); require %q(pg)"',
		create => sub {
			my ($migration) = @_;
			my $number = () = glob('db/migrate/*');
			my $class = join '', map { ucfirst } split /_/, $migration->{name};
			my $up = join '', grep { defined } @$migration{ 'up', 'body' };

			mkdir $_ foreach 'db', 'db/migrate';
			write_file('environment.rb', "require 'active_record'\nActiveRecord::Base.establish_connection(adapter: 'postgresql', database: ENV['PGDATABASE'])\n"
				. "ActiveRecord::Migrator.migrations_paths = ['db/migrate']\nActiveRecord::Migration.verbose = false\n"
				. "def context\n  pool = ActiveRecord::Base.connection_pool\n  (pool.respond_to?(:migration_context) ? pool : ActiveRecord::Base.connection).migration_context\nend\n");
			write_file(sprintf('db/migrate/2026010100000%d_%s.rb', $number + 1, $migration->{name}),
				"class $class < ActiveRecord::Migration[ActiveRecord::Migration.current_version]\n" . ($migration->{alone} ? "  disable_ddl_transaction!\n" : '')
				. "  def up\n    execute <<'SQL'\n${up}SQL\n  end\n\n  def down\n    execute <<'SQL'\n$migration->{down}SQL\n  end\nend\n");
		},
		render => sub {
			$node->safe_psql('postgres', 'CREATE DATABASE scratch_rails');
			mkdir 'rails';
			document_block('folder = ARGV', { PGDATABASE => 'scratch_rails' }, sub { write_file('note.rb', $_[0]); 'ruby -r ./environment.rb note.rb rails' });
		},
		folder => 'rails',
		up => [ [ 'env', 'PGDATABASE={}', 'ruby', '-r', './environment.rb', '-e', 'context.migrate' ] ],
		down => [ [ 'env', 'PGDATABASE={}', 'ruby', '-r', './environment.rb', '-e', 'context.migrate(0)' ] ],
		tables => [ 'schema_migrations', 'ar_internal_metadata' ],
		version => '20260101000002',
	},
	sqitch => {
		needs => 'sqitch --version && perl -MDBD::Pg -e 1',
		create => sub {
			my ($migration) = @_;
			my $number = () = glob('deploy/*');

			tool('sqitch', 'init', 'shop', '--engine', 'pg') if !-e 'sqitch.plan';
			tool('sqitch', 'add', $migration->{name}, '-n', "about $migration->{name}",
				$number ? ('--requires', $migrations[ $number - 1 ]{name}) : ());
			foreach my $direction ('deploy', 'revert')
			{
				my $script = $direction eq 'deploy' ? $migration->{up} . ($migration->{body} // '') : $migration->{down};
				my $text = slurp_file("$direction/$migration->{name}.sql");

				$text =~ s/^(BEGIN;\n\n).*(?=^COMMIT;$)/$1$script\n/ms or die "no place for a script in $text";
				$text =~ s/^(BEGIN|COMMIT);\n//mg if $migration->{alone};
				fill("$direction/$migration->{name}.sql", $text);
			}
			fill("verify/$migration->{name}.sql",
				slurp_file("verify/$migration->{name}.sql") =~ s/^-- XXX .*/SELECT 1 \/ count(*) FROM pg_class WHERE relname = 'users';/mr);
			tool('sqitch', 'tag', 'v1', '-n', 'tag') if $number == 1;
		},
		folder => '.',
		up => [ [ 'sqitch', 'deploy', '--verify', 'db:pg:{}' ] ],
		down => [ [ 'sqitch', 'revert', '-y', 'db:pg:{}' ] ],
		tables => [],
		version => 'index_users',
	});

sub dbmate_command
{
	return [ 'dbmate', '--no-dump-schema', '--url', 'postgres:///{}?host=HOST&port=PORT&sslmode=disable', @_ ];
}

sub migrate_command
{
	return [ 'migrate', '-path', 'db', '-database', 'postgres:///{}?host=HOST&port=PORT&sslmode=disable', @_ ];
}

sub goose_command
{
	return [ 'goose', '-dir', 'db', 'postgres', 'dbname={}', @_ ];
}

sub node_command
{
	return [ 'env', 'PGDATABASE={}', 'node-pg-migrate', '--no-single-transaction', @_ ];
}

sub write_file
{
	my ($path, $content) = @_;

	open(my $file, '>:raw', $path) or die "could not write $path: $!";
	print $file $content;
	close $file;
	return;
}

# Runs the block of the document that begins so, with an environment, after it
# has been made a command.
sub document_block
{
	my ($begin, $environment, $make) = @_;
	my ($block) = slurp_file("$here/doc/importing.md") =~ /^```\w+\n(\Q$begin\E.*?)^```$/ms or die "no block begins with $begin";

	local @ENV{ keys %$environment } = values %$environment;
	tool('sh', '-ec', $make->($block));
	return;
}

# Runs a command of a tool, which has to work.
sub tool
{
	my @command = @_;
	my ($stdout, $stderr) = run_command(\@command);

	die "@command: $stdout\n$stderr" if $? != 0;
	return;
}

# Runs commands of a tool in a database.
sub run_in
{
	my ($database, $commands) = @_;
	my ($host, $port) = ($node->host, $node->port);

	foreach my $command (@$commands)
	{
		tool(map { s/\{\}/$database/r =~ s/HOST/$host/r =~ s/PORT/$port/r } @$command);
	}
	return;
}

# The one file that there is of this name gets a new content.
sub fill
{
	my ($pattern, $content) = @_;
	my @files = glob($pattern);

	die "not one file is $pattern: @files" if @files != 1;
	open(my $file, '>:raw', $files[0]) or die "could not write $files[0]: $!";
	print $file $content;
	close $file;
	return;
}

# Fills in both sections of a file, whose marks stay as the tool wrote them.
sub mark
{
	my ($pattern, $up, $migration, $option) = @_;
	my ($file) = glob($pattern) or die "no file is $pattern";
	my $text = slurp_file($file);

	$text =~ /$up/ or die "no mark in $text";
	my ($first, $second) = grep { /^--/ } split /\n/, $text;
	fill($file, "$first$option\n$migration->{up}" . ($migration->{body} // '') . "\n$second$option\n$migration->{down}");
	return;
}

sub schema_of
{
	my ($database, $tool) = @_;
	my ($stdout, $stderr) = run_command(
		[ 'pg_dump', '--schema-only', (map { ('-N', $_) } 'sqitch', @{ $tool->{schemas} // [] }), (map { ('-T', $_) } @{ $tool->{tables} }), '-d', $node->connstr($database) ]);

	$stdout =~ s/^\\(un)?restrict.*$//mg;
	return $stdout . $stderr;
}

my @found = grep { system("($tools{$_}{needs}) >/dev/null 2>&1 </dev/null") == 0 } sort keys %tools;
if (@found)
{
	$node->init;
	$node->start;
	$ENV{PGHOST} = $node->host;
	$ENV{PGPORT} = $node->port;
	$ENV{PGUSER} = $node->safe_psql('postgres', 'SELECT current_user');
	$ENV{HOME} = $base;
	$ENV{SQITCH_FULLNAME} = 'Ada Lovelace';
	$ENV{SQITCH_EMAIL} = 'ada@example.com';
}

foreach my $name (sort keys %tools)
{
	my $tool = $tools{$name};
	my ($part, $whole) = ("part_$name", "whole_$name");

  SKIP:
	{
		skip "$name is not installed", 1 if !grep { $_ eq $name } @found;

		# half of the project
		mkdir "$base/$name";
		chdir "$base/$name" or die;
		$node->safe_psql('postgres', "CREATE DATABASE \"$_\"") foreach $part, $whole;
		$node->safe_psql($_, 'CREATE EXTENSION schemaver') foreach $part, $whole;
		my $nothing = schema_of($whole, $tool);
		$tool->{create}->($_) foreach @migrations[ 0, 1 ];
		run_in($part, $tool->{up});
		my $half = schema_of($part, $tool);

		# the other half
		$tool->{create}->($_) foreach @migrations[ 2, 3 ];
		run_in($whole, $tool->{up});
		my $all = schema_of($whole, $tool);
		$tool->{render}->($part) if $tool->{render};
		chdir $here;

		my $us = CommandLine->new($node, $part, "$base/$name of ours");
		my ($status, $stdout, $stderr) = $us->run('import', $name, "$base/$name/$tool->{folder}");
		is($status, 0, "$name: import") or diag($stderr);
		my @files = grep { !/^checks\b/ } $us->files;
		is(scalar @files, 4, "$name: a file for each migration");
		my @ids = split /\n/, ($us->run('history'))[1];
		my ($id) = $ids[2] =~ /-> (\S+?)[ ,]/;
		is($id, $tool->{version} // $id, "$name: the id");
		$us->prints(['current'], "$id\n", "$name: what it has applied is current");
		is($node->safe_psql($part, 'SELECT state, version, applied, pending FROM schemaver_status()'),
			"behind|{$id}|2|2", "$name: the rest is pending");
		like(($us->run('load'))[1], qr/\A(unchanged (?!check ).*\n){4}(unchanged check .*\n)*\z/, "$name: the files are what was loaded");
		is(schema_of($part, $tool), $half, "$name: nothing was run");

		($status, $stdout, $stderr) = $us->run('deploy');
		is($status, 0, "$name: we run the rest") or diag($stderr);
		is(schema_of($part, $tool), $all, "$name: the schema is what the tool makes");
		next if $tool->{one_way};
		($status, $stdout, $stderr) = $us->run('deploy', '--downgrade', 'base');
		is($status, 0, "$name: we undo it all") or diag($stderr);
		chdir "$base/$name" or die;
		run_in($whole, $tool->{down});
		chdir $here;
		is(schema_of($part, $tool), schema_of($whole, $tool), "$name: what is left is what the tool leaves");
		is(schema_of($part, $tool), $nothing, "$name: nothing is left");
	}
}

$node->stop if @found;
done_testing();
