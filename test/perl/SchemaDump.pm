# The schema of a database as pg_dump sees it, in a form that can be compared.
#
# pg_dump writes objects in the order of their dependencies, columns in that
# of their physical places, grants and options in that of their making.  None
# of these is part of a schema, so here all of them are sorted.  Settings, which belong
# to the session and not to the schema, are left out; so is schemaver itself.

package SchemaDump;

use strict;
use warnings;

use Exporter qw(import);
our @EXPORT_OK = qw(normalise_dump DUMP_COMMAND);

# To this come the options -f and -d.
use constant DUMP_COMMAND => 'pg_dump --schema-only --exclude-schema=schemaver';

# The parts of a dump, sorted, as one string; columns are left in their order if
# that is wanted.  Dies if the dump is incomplete.
sub normalise_dump
{
	my ($dump, $keep_columns) = @_;
	my ($start, @pieces) =
	  split /^--\n-- Name: (.*); Type: (.*?); Schema: (.*?); Owner: (.*)\n--\n\n/m, $dump;
	my $access_method = table_access_method($start, 'heap');
	my @parts;

	die "incomplete dump:\n$dump" if $dump !~ /^-- PostgreSQL database dump complete$/m;
	while (@pieces)
	{
		my ($name, $type, $schema, $owner, $body) = splice @pieces, 0, 5;
		my $method = $access_method;

		# Settings for what comes next stand at the end.
		$access_method = table_access_method($body, $method);
		next if is_ours($name, $type);
		$body = normalise_body($type, $body, $keep_columns);
		$body .= "\n-- access method: $method"
		  if $type eq 'TABLE' && $method ne 'heap' && $body !~ /\bPARTITION BY\b/;
		push @parts, "-- $type $schema $name, owner: $owner\n$body\n";
	}
	return join("\n", sort @parts);
}

# The access method of tables after this piece of a dump, which was $before.
sub table_access_method
{
	my ($piece, $before) = @_;

	return $piece =~ /^SET default_table_access_method = (.*);$/m ? $1 : $before;
}

sub is_ours
{
	my ($name, $type) = @_;

	return ($name eq 'schemaver' && $type =~ /^(EXTENSION|SCHEMA)$/)
	  || ($name =~ /^(EXTENSION|SCHEMA) schemaver$/ && $type =~ /^(COMMENT|ACL)$/);
}

sub normalise_body
{
	my ($type, $body, $keep_columns) = @_;

	$body =~ s/^SET default_(tablespace|table_access_method) = .*;$//mg;
	$body =~ s/^--\n-- PostgreSQL database dump complete\n--$//m;
	$body =~ s/^\\(un)?restrict .*$//mg;
	$body =~ s/\A\n+|\n+\z//g;
	return sort_statements($body) if $type =~ /ACL$/;
	$body = sort_options($body) if $type !~ /^(FUNCTION|PROCEDURE|COMMENT)$/;
	return $body if $keep_columns || $type !~ /TABLE$/;

	# the columns and constraints, then what ALTER TABLE says of columns
	my ($create, @alter) = split /;\n+(?=ALTER )/, $body;
	$create =~ s/^(CREATE [^\n]*TABLE [^\n]*\(\n)(.*)(\n\))/$1 . sort_columns($2) . $3/mse;
	return join(";\n", $create, sort map { s/;\z//r } @alter);
}

# The options of storage, WITH (a='1', b='2'), stand in one line, those of
# foreign objects in one line each.
sub sort_options
{
	my ($body) = @_;

	$body =~ s/^(.*\bWITH \()([\w.]+=.*?)(\))/$1 . join(', ', sort split(m{, (?=[\w.]+=)}, $2)) . $3/me;
	$body =~ s/(OPTIONS \(\n)(.*?)(\n *\))/$1 . sort_columns($2) . $3/gse;
	return $body;
}

sub sort_columns
{
	my ($columns) = @_;

	return join("\n", sort split /,\n(?=    \S)/, $columns);
}

sub sort_statements
{
	my ($statements) = @_;

	return join("\n", sort split /\n+/, $statements);
}

1;
