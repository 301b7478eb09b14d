# schemaver_lint() finds what doc/lint.md says: of each rule the first example is
# found, with the severity that is documented, and the second one is not.  The
# document has all rules, with the texts that schemaver_rules() returns.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('lint');
my ($schema, @sections) = read_document('doc/lint.md');

$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
create_database('small');
create_database('large');

# the sizes that the catalogs have are enough
$node->safe_psql('large', q{
	UPDATE pg_class SET relpages = 100000, reltuples = 10000000
	WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')});
my $version = $node->safe_psql('large', 'SELECT current_setting($$server_version_num$$)::integer / 10000');
my %rules;
foreach my $row (split /\n/, $node->safe_psql('large', 'SELECT * FROM schemaver_rules()'))
{
	my ($code, $default, $severity, $small, @texts) = split /\|/, $row;

	$rules{$code} = { severity => $severity, small => $small, texts => \@texts };
	is($severity, $default, "$code has its default severity");
}

is_deeply([ sort map { $_->{code} } @sections ], [ sort keys %rules ], 'each rule has a section');
test_section($_) foreach grep { $rules{ $_->{code} } } @sections;
test_examples('large', 'severity', 0, 1);
test_examples('small', 'small', 0);
test_locks();
$node->stop;
done_testing();

# The schema of the examples, and the sections of the rules.
sub read_document
{
	my ($name) = @_;
	my ($before, @parts) = split /^### /m, slurp_file($name);
	my ($schema) = $before =~ /.*^```sql\n(.*?)^```/ms;

	return ($schema, map { read_section($_) } @parts);
}

sub read_section
{
	my ($text) = @_;
	my ($code) = $text =~ /^`(.*?)`/;
	my @examples = $text =~ /^```sql\n(.*?)^```/msg;

	$text =~ s/^## .*//ms;
	$text =~ s/\s+/ /g;
	return { code => $code, text => $text, examples => \@examples };
}

sub create_database
{
	my ($database) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION schemaver;\n$schema");
	return;
}

# The texts and severities of a section are those of the rule.
sub test_section
{
	my ($section) = @_;
	my $rule = $rules{ $section->{code} };
	my $small = { note => ', on small tables a note', off => ', on small tables left out' }->{ $rule->{small} };

	$small = '' if $rule->{small} eq $rule->{severity};
	is(scalar @{ $section->{examples} }, 2, "$section->{code}: two examples");
	ok(index($section->{text}, "**\u$rule->{severity}**$small: ") >= 0, "$section->{code}: severity");
	ok(index($section->{text}, $_) >= 0, "$section->{code}: $_") foreach @{ $rule->{texts} };
	return;
}

# The first, the second or both examples of all rules, each in a transaction of
# its own.
sub test_examples
{
	my ($database, $severity, @which) = @_;
	my $script = '';

	foreach my $section (@sections)
	{
		$script .= example_script("$section->{code} $_", $section->{examples}[$_]) foreach @which;
	}
	my ($code, $stdout, $stderr) = $node->psql($database, $script, on_error_stop => 0);
	my %found = map { /^(\S+ [01])\n(.*)/s ? ($1 => $2) : () } split /^= /m, $stdout;

	foreach my $section (@sections)
	{
		my $name = $section->{code};
		my $wanted = $rules{$name}{$severity};
		my $bad = $found{"$name 0"} // '';

		is($bad =~ /^\Q$name\E (\w+)$/m ? $1 : 'off', $wanted, "$database: $name is found") or diag($bad);
		# to detach concurrently is newer
		next if @which == 1 || ($version < 14 && $name eq 'detach-partition');
		my $good = $found{"$name 1"} // '';
		unlike($good, qr/^\Q$name\E /m, "$database: $name is not found in the cure");
		like($good, qr/^done$/m, "$database: the cure of $name can be looked at") or diag($stderr);
		unlike($good, qr/^fails /m, "$database: the cure of $name works");
	}
	return;
}

sub example_script
{
	my ($title, $text) = @_;
	my $script = "\\echo = $title\nBEGIN;\n";

	foreach my $revision (split /^-- next revision\n/m, $text)
	{
		my $transactional = $revision =~ s/^-- not transactional\n// ? 'false' : 'true';

		$script .= "SELECT FROM schemaver_revision('example', upgrade => \$example\$$revision\$example\$,"
		  . " transactional => $transactional);\n";
	}
	return "${script}SELECT code || ' ' || severity FROM schemaver_lint();\nSELECT 'done';\nROLLBACK;\n";
}

# No lock is taken on what is looked at.
sub test_locks
{
	is( $node->safe_psql('large', q{
		BEGIN;
		SELECT FROM schemaver_revision('locks', upgrade => 'ALTER TABLE customer ADD COLUMN c uuid DEFAULT gen_random_uuid()');
		SELECT code, relation, rows FROM schemaver_lint();
		SELECT count(*) FROM pg_locks WHERE relation = 'customer'::regclass AND pid = pg_backend_pid();
		ROLLBACK;}),
		"volatile-default|public.customer|10000000\n0", 'no lock is taken');
	return;
}
