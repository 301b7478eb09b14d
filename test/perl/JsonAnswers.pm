# Asks a server many questions in one session, each of which it answers by a
# line of JSON.

package JsonAnswers;

use strict;
use warnings;

use Exporter 'import';
use JSON::PP;

our @EXPORT = qw(json_answers);

# What the questions may use: the extension, and text[] of a JSON array.
my $preamble = <<'SQL';
CREATE EXTENSION schemaver;
SET statement_timeout = '30s';

CREATE FUNCTION texts(jsonb) RETURNS text[] LANGUAGE sql AS $$
	SELECT coalesce(array_agg(value ORDER BY ordinality), '{}')
	FROM jsonb_array_elements_text($1) WITH ORDINALITY
$$;
SQL

# json_answers(node, statement...): the answers as an array, and what psql
# has written to stderr.
sub json_answers
{
	my ($node, @statements) = @_;
	my $script = $node->basedir . '/questions.sql';
	my ($stdout, $stderr);

	open my $fh, '>', $script or die "could not open \"$script\": $!";
	print $fh $preamble, map { "$_\n" } @statements;
	close $fh or die "could not write \"$script\": $!";

	$node->psql(
		'postgres', "\\i '$script'",
		stdout => \$stdout,
		stderr => \$stderr,
		on_error_stop => 0);
	return (
		[ map { JSON::PP->new->utf8->decode($_) } grep { /\S/ } split /\n/, $stdout ],
		$stderr);
}

1;
