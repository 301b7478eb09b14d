# Names of test cases, chosen by patterns of the shell's kind.

package NamePattern;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT_OK = qw(names_regex);

# What matches a name that one of the patterns of a string such as
# 'enum_* view_chain' matches.
sub names_regex
{
	my ($patterns) = @_;
	my $names = join '|', map { pattern_to_regex($_) } split /[\s,]+/, $patterns;

	return qr/\A(?:$names)\z/;
}

sub pattern_to_regex
{
	my ($pattern) = @_;

	return join '', map { $_ eq '*' ? '.*' : $_ eq '?' ? '.' : quotemeta } split //, $pattern;
}

1;
