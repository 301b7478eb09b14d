# Pairs of schemas: the files of test/data/pairs, whose README.md has the form.

package SchemaPair;

use strict;
use warnings;

use Exporter qw(import);
use NamePattern qw(names_regex);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;

our @EXPORT_OK = qw(read_pairs start_pair_server reason_to_skip);

# All pairs of a directory whose names match one of the patterns of a string
# such as 'enum_* view_chain', in the order of their names.  Each is a hash:
#
#   name      of the file, without directory and .sql
#   about     the comment at the top
#   option    word => value, of the markers that occur once
#   extension names of extensions that must be available
#   ddl       side => text, for the sides before and after
#   data      side => text, or undef
sub read_pairs
{
	my ($directory, $patterns) = @_;
	my $names = names_regex($patterns);
	my @pairs = map { read_pair($_) } sort glob "$directory/*.sql";

	return grep { $_->{name} =~ $names } @pairs;
}

sub read_pair
{
	my ($file) = @_;
	my ($name) = $file =~ m{([^/]+)\.sql\z};
	open my $handle, '<:raw', $file or die "$file: $!";
	my $text = do { local $/; <$handle> };
	my ($heading, %section) = split_sections($file, $text);
	my %pair = (name => $name, extension => [], option => {}, %section);

	$pair{about} = join "\n", $heading =~ /^-- (?!@)(.*)$/mg;
	die "$file: no heading" if $pair{about} eq '';
	while ($heading =~ /^-- @(\w+) ?(.*)$/mg)
	{
		my ($word, $value) = ($1, $2);

		die "$file: unknown marker \"$word\""
		  if $word !~ /^(since|requires|extension|preload|superuser|privileges|keeps|becomes|one_way|loses|not_back|underived)$/;
		if   ($word eq 'extension') { push @{ $pair{extension} }, $value }
		else                        { $pair{option}{$word} = $value }
	}
	return \%pair;
}

# The heading, and the sections below their markers.
sub split_sections
{
	my ($file, $text) = @_;
	my ($heading, @rest) = split /^-- @(before|after|data)\n/m, $text;
	my (%section, $side);

	while (my ($word, $body) = splice @rest, 0, 2)
	{
		if ($word eq 'data')
		{
			die "$file: data belong to a side" if !defined $side;
			$section{data}{$side} = $body;
		}
		else
		{
			$side = $word;
			$section{ddl}{$side} = $body;
		}
	}
	die "$file: a pair has two sides" if keys %{ $section{ddl} } != 2;
	return ($heading, %section);
}

# A server with the roles and the tablespace that pairs use, and the database
# "pairs", a template that has the extension.  Clients of this process find it.
sub start_pair_server
{
	my ($name, $settings) = @_;
	my $server = PostgreSQL::Test::Cluster->new($name);
	my $space = PostgreSQL::Test::Utils::tempdir();

	$server->init;
	$server->append_conf('postgresql.conf', qq{
autovacuum = off
max_locks_per_transaction = 256
shared_buffers = 32MB
wal_level = logical
$settings
});
	$server->start;
	$ENV{PGHOST} = $server->host;
	$ENV{PGPORT} = $server->port;
	$ENV{PGCLIENTENCODING} = 'UTF8';
	$server->safe_psql('postgres', $_) foreach (
		'CREATE ROLE app_owner', 'CREATE ROLE app_reader', 'CREATE ROLE app_writer',
		"CREATE TABLESPACE pairs_space LOCATION '$space'",
		q{CREATE DATABASE pairs TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'});
	$server->safe_psql('pairs', 'CREATE EXTENSION schemaver');
	return $server;
}

# Why this server cannot have a pair, or nothing.
sub reason_to_skip
{
	my ($server, $pair) = @_;
	my $option = $pair->{option};
	my $answer = sub { $server->safe_psql('postgres', @_) };

	return "needs PostgreSQL $option->{since}"
	  if $option->{since}
	  && $answer->("SELECT current_setting('server_version_num')::integer / 10000 < $option->{since}") eq 't';
	foreach my $extension (@{ $pair->{extension} })
	{
		return "needs the extension $extension"
		  if !$answer->("SELECT 1 FROM pg_available_extensions WHERE name = '$extension'");
	}
	return "needs that $option->{requires}"
	  if $option->{requires} && $answer->($option->{requires}) ne 't';
	return;
}

1;
