# Changes that are made online: the files of test/data/online, whose README.md has
# the form.

package OnlineCase;

use strict;
use warnings;

use Exporter qw(import);
use NamePattern qw(names_regex);

our @EXPORT_OK = qw(read_cases);

# The cases of a directory whose names match one of the patterns of a string such
# as 'index_* unique', in the order of their names.  Each is a hash:
#
#   name        of the file, without directory and .sql
#   about       the comment at the top
#   up, down    the plain scripts
#   setup       statements, as one text
#   uncompared  column => 1, of those whose values are not compared
#   option      word => value, of the other markers
sub read_cases
{
	my ($directory, $patterns) = @_;
	my $names = names_regex($patterns);

	return grep { $_->{name} =~ $names } map { read_case($_) } sort glob "$directory/*.sql";
}

sub read_case
{
	my ($file) = @_;
	my ($name) = $file =~ m{([^/]+)\.sql\z};
	open my $handle, '<:raw', $file or die "$file: $!";
	my $text = do { local $/; <$handle> };
	my ($heading, $up, $down) = $text =~ /\A(.*?)^-- migrate:up\n(.*?)^-- migrate:down\n(.*)\z/ms
	  or die "$file: no scripts";
	my %case = (name => $name, up => $up, down => $down, setup => '', uncompared => {}, option => {});

	$case{about} = join "\n", $heading =~ /^-- (?!@)(.*)$/mg;
	die "$file: no heading" if $case{about} eq '';
	while ($heading =~ /^-- @(\w+) ?(.*)$/mg)
	{
		my ($word, $value) = ($1, $2);

		if    ($word eq 'setup')                                 { $case{setup} .= "$value\n" }
		elsif ($word eq 'uncompared')                            { $case{uncompared}{$value} = 1 }
		elsif ($word =~ /^(?:since|until|plain_down)$/) { $case{option}{$word} = $value }
		else { die "$file: unknown marker \"$word\"" }
	}
	return \%case;
}

1;
