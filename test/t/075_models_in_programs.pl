# Models of other tools: what doc/model.md says for each of them, from a changed
# model to an applied revision, if the tool is installed.

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);

use CommandLine;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $document = slurp_file('doc/model.md');
my $base = tempdir(CLEANUP => 1);
my $node;

# The first program of these for which the command works
sub find_program
{
	my ($check, @programs) = @_;

	foreach my $program (@programs)
	{
		return $program if -x $program && system("$check >/dev/null 2>&1" =~ s/PROGRAM/'$program'/r) == 0;
	}
	return;
}

sub in_path
{
	my ($name) = @_;

	return map { "$_/$name" } split(/:/, $ENV{PATH}), '/usr/bin';
}

# The line of schemaver.conf in the section of the tool
sub line_of
{
	my ($tool) = @_;
	my ($line) = $document =~ /^\*\*\Q$tool\E\*\*.*?^```ini\n(model = ![^\n]*)\n```/ms;

	ok(defined $line, "$tool: what the document says");
	return $line;
}

# Two commands for each change of the model, which is in this file.
sub changes
{
	my ($tool, $file, $before, $after, $expected) = @_;

	if (!defined $node)
	{
		$node = PostgreSQL::Test::Cluster->new('models_in_programs');
		$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
		$node->start;
	}
	$node->safe_psql('postgres', "CREATE DATABASE \"$tool\"");
	my $app = CommandLine->new($node, $tool, "$base/$tool");

	$app->put('schemaver.conf', line_of($tool) . "\n");
	$app->run('init');
	foreach my $text ($before, $after)
	{
		$app->put($file, $text);
		my ($status, $stdout, $stderr) = $app->run('revision', '--autogenerate', '-m', 'change');
		is($status, 0, "$tool: revision") or diag($stderr);
		like($stdout, qr/_change\.sql$/, "$tool: a file is written");
		is(($app->run('upgrade'))[0], 0, "$tool: upgrade");
		$app->prints(['check'], '', "$tool: the database is as the program declares");
	}
	like($app->get('migrations/' . $_), qr/-- migrate:up/, "$tool: $_") foreach $app->files;
	is($node->safe_psql($tool, "SELECT string_agg(format('%s.%s', attrelid::regclass, attname), ' ' ORDER BY attrelid::regclass::text, attnum)
		FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0"),
		$expected, "$tool: the tables");
	return;
}

SKIP:
{
	my $python = find_program("PROGRAM -c 'import sqlalchemy'", in_path('python3'));
	skip 'no SQLAlchemy', 1 if !defined $python;
	make_path("$base/SQLAlchemy/app");
	local $ENV{PATH} = dirname($python) . ":$ENV{PATH}";
	local $ENV{PYTHONDONTWRITEBYTECODE} = 1;
	my $models = <<'END';
from sqlalchemy import Column, ForeignKey, Integer, String, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Post(Base):
    __tablename__ = 'posts'
    id = Column(Integer, primary_key=True)
    author = Column(Integer, ForeignKey('users.id'), index=True)

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False, server_default=text("'100%'"))
END
	append_to_file("$base/SQLAlchemy/app/__init__.py", '');
	changes('SQLAlchemy', 'app/models.py', $models, "$models    mail = Column(String(100), unique=True)\n",
		'posts.id posts.author users.id users.name users.mail');
}

SKIP:
{
	my $python = find_program("PROGRAM -c 'import django, psycopg2'", in_path('python3'));
	skip 'no Django', 1 if !defined $python;
	make_path("$base/Django/blog");
	local $ENV{PATH} = dirname($python) . ":$ENV{PATH}";
	local $ENV{DJANGO_SETTINGS_MODULE} = 'settings';
	local $ENV{PYTHONDONTWRITEBYTECODE} = 1;
	my $models = <<'END';
from django.db import models

class Tag(models.Model):
    name = models.CharField(max_length=30, unique=True)

class Post(models.Model):
    title = models.CharField(max_length=100, db_index=True)
    tags = models.ManyToManyField(Tag)
END
	append_to_file("$base/Django/blog/__init__.py", '');
	append_to_file("$base/Django/settings.py", "SECRET_KEY = 'x'\nINSTALLED_APPS = ['blog']\n"
		  . "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'nosuch'}}\n"
		  . "DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n");
	changes('Django', 'blog/models.py', $models, "$models    parent = models.ForeignKey('self', null=True, on_delete=models.CASCADE)\n",
		'blog_post.id blog_post.title blog_post.parent_id blog_post_tags.id blog_post_tags.post_id blog_post_tags.tag_id blog_tag.id blog_tag.name');
}

SKIP:
{
	my ($kit) = grep { -x } in_path('drizzle-kit');
	skip 'no Drizzle', 1 if !defined $kit;
	# of the tool's own installation
	my $modules = abs_path($kit) =~ s{/node_modules/.*}{/node_modules}r;
	make_path("$base/Drizzle");
	symlink $modules, "$base/Drizzle/node_modules" or die "could not link: $!";
	local $ENV{HOME} = $base;
	my $models = <<'END';
import { pgTable, integer, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: integer().primaryKey(), name: text().notNull() });
END
	append_to_file("$base/Drizzle/drizzle.config.ts", "export default { dialect: 'postgresql', schema: './schema.ts' };\n");
	changes('Drizzle', 'schema.ts', $models, "${models}export const posts = pgTable('posts', { id: integer().primaryKey(), author: integer().references(() => users.id) });\n",
		'posts.id posts.author users.id users.name');
}

$node->stop if defined $node;
done_testing();
