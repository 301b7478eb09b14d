# Pairs of schemas: the files of test/data/pairs, whose README.md has the form.

package SchemaPair;

use strict;
use warnings;

use Exporter qw(import);
our @EXPORT_OK = qw(read_pairs);

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
	my $names = join '|', map { pattern_to_regex($_) } split /[\s,]+/, $patterns;
	my @pairs = map { read_pair($_) } sort glob "$directory/*.sql";

	return grep { $_->{name} =~ /\A(?:$names)\z/ } @pairs;
}

sub pattern_to_regex
{
	my ($pattern) = @_;

	return join '', map { $_ eq '*' ? '.*' : $_ eq '?' ? '.' : quotemeta } split //, $pattern;
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
		  if $word !~ /^(since|requires|extension|preload|superuser|privileges|keeps|becomes|one_way|loses|not_back)$/;
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

1;
