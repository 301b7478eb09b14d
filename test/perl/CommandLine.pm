# Runs the command line program in a folder of its own.

package CommandLine;

use strict;
use warnings;

use Cwd qw(getcwd);
use IPC::Run ();
use Test::More;

# A folder to work in, and a database of a node (PostgreSQL::Test::Cluster).
sub new
{
	my ($class, $node, $database, $folder) = @_;

	mkdir $folder;
	return bless { connection => $node->connstr($database), folder => $folder }, $class;
}

# Returns exit status, standard output and standard error.
sub run
{
	my ($self, @arguments) = @_;
	my $here = getcwd();
	my ($stdout, $stderr) = ('', '');

	chdir $self->{folder} or die "could not change to $self->{folder}: $!";
	local $ENV{PGCLIENTENCODING};
	delete $ENV{PGCLIENTENCODING};
	IPC::Run::run([ 'schemaver', '-d', $self->{connection}, @arguments ],
		'<', \'', '>', \$stdout, '2>', \$stderr);
	my $status = $? >> 8;
	chdir $here or die "could not change to $here: $!";
	return ($status, $stdout, $stderr);
}

# What it writes on a terminal with so many columns; this needs IO::Pty.
sub on_terminal
{
	my ($self, $columns, @arguments) = @_;
	my $here = getcwd();
	my ($input, $screen) = ('', '');

	chdir $self->{folder} or die "could not change to $self->{folder}: $!";
	local $ENV{COLUMNS} = $columns;
	my $program = IPC::Run::start([ 'schemaver', '-d', $self->{connection}, @arguments ],
		'<pty<', \$input, '>pty>', \$screen, '2>&1');
	chdir $here or die "could not change to $here: $!";
	$program->pump while $program->pumpable;
	$program->finish;
	return $screen;
}

# It works, and prints this.
sub prints
{
	my ($self, $arguments, $expected, $name) = @_;
	my ($status, $stdout, $stderr) = $self->run(@$arguments);

	is($status, 0, "$name: status") or diag($stderr);
	is($stdout, $expected, $name);
	return $stderr;
}

# It fails with a message like this, and prints nothing.
sub fails
{
	my ($self, $arguments, $pattern, $name) = @_;
	my ($status, $stdout, $stderr) = $self->run(@$arguments);

	isnt($status, 0, "$name: status");
	is($stdout, '', "$name: no result");
	like($stderr, $pattern, "$name: message");
	return $status;
}

# Writes a file of the folder.
sub put
{
	my ($self, $name, $content) = @_;

	open(my $file, '>:raw', "$self->{folder}/$name") or die "could not write $name: $!";
	print $file $content;
	close $file;
	return;
}

sub get
{
	my ($self, $name) = @_;

	open(my $file, '<:raw', "$self->{folder}/$name") or die "could not read $name: $!";
	local $/ = undef;
	return scalar <$file>;
}

# The names of the files in migrations/
sub files
{
	my ($self) = @_;

	return map { s{.*/}{}r } sort glob("'$self->{folder}/migrations/*'");
}

# A revision file.
sub revision
{
	my ($self, $id, $parents, $message, $up, $down, @fields) = @_;
	my $text = "-- $message\n--\n-- Revision ID: $id\n-- Revises: $parents\n"
	  . join('', map { "-- $_\n" } @fields)
	  . "\n-- migrate:up\n$up\n"
	  . (defined $down ? "\n-- migrate:down\n$down\n" : '');

	$self->put("migrations/${id}_file.sql", $text);
	return $text;
}

1;
