# The documents: links lead somewhere, and what their blocks show is what
# happens.  DocumentPage.pm says how blocks are written.
#
#   DOCUMENTS='tutorial files' make test-tap PROVE_TESTS=test/t/080_documents.pl
#
# is for some pages.

use strict;
use warnings;

use Cwd qw(getcwd);
use File::Basename qw(dirname basename);
use File::Spec;
use File::Temp qw(tempdir);

use DocumentPage;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my @pages = ('README.md', sort glob('doc/*.md'));
my @others = grep { -e } qw(CONTRIBUTING.md CHANGELOG.md SECURITY.md), glob('src/README.md test/README.md test/data/*.md test/data/*/README.md dev/README.md bench/README.md');

# ----------
# Links
# ----------
my %anchors;

# The anchors of a page, as code hosts make them of its headings.
sub anchors
{
	my ($path) = @_;

	return $anchors{$path} if $anchors{$path};
	my %found;
	foreach my $heading (slurp_file($path) =~ s/^\s*```.*?^\s*```//gmsr =~ /^#+ +(.*?)\s*$/mg)
	{
		my $anchor = lc($heading =~ s/\[([^\]]*)\]\([^)]*\)/$1/gr);

		$anchor =~ s/[^\w\- ]//g;
		$anchor =~ s/ /-/g;
		$found{ $found{$anchor} ? "$anchor-" . $found{$anchor}++ : $anchor }++;
	}
	return $anchors{$path} = \%found;
}

foreach my $page (@pages, @others)
{
	my @dead;

	foreach my $link (slurp_file($page) =~ s/^\s*```.*?^\s*```//gmsr =~ /\]\(([^)\s]+)\)/g)
	{
		my ($path, $anchor) = split /#/, $link, 2;

		next if $link =~ /^(?:https?|mailto):/;
		$path = $path eq '' ? $page : dirname($page) . "/$path";
		1 while $path =~ s{(?:^|/)\K(?:\./|(?!\.\./)[^/]+/\.\./)}{};
		push @dead, $link unless -e $path and (!defined $anchor or anchors($path)->{$anchor});
	}
	is_deeply(\@dead, [], "$page: links");
}

cmp_ok(() = slurp_file('README.md') =~ /\n/g, '<', 300, 'README.md is short');

# ----------
# Blocks
# ----------
my $node = PostgreSQL::Test::Cluster->new('documents');
$node->init(allows_streaming => 'logical');
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\ntimezone = 'Etc/UTC'\nlog_timezone = 'Etc/UTC'\n");
$node->start;

my $messages;
my $yaml = IPC::Run::run([ 'python3', '-c', 'import yaml' ], '<', \'', '>&', \$messages);

# Removes what a page has left in the server.
sub clean
{
	$node->safe_psql('postgres', <<~'SQL');
		SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active;
		SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') \gexec
		SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE rolname !~ '^pg_' AND oid <> 10 \gexec
		SQL
	return;
}

my %runs = map { $_ => 1 } qw(console sql sh setup);
my %known = map { $_ => 1 } qw(console sql sh setup text synopsis yaml ini python ruby json mermaid);
my $base = tempdir(CLEANUP => 1);

foreach my $path (@pages)
{
	my $name = basename($path, '.md');
	my $page = DocumentPage->parse($path);
	my @blocks = @{ $page->{blocks} };

	next if $ENV{DOCUMENTS} and not grep { $_ eq $name } split ' ', $ENV{DOCUMENTS};
	is_deeply([ map { "line $_->{line}" } grep { !$known{ $_->{language} } } @blocks ], [], "$path: languages of blocks");
	next if defined $page->{not_run};
	if (defined $page->{requires} and !IPC::Run::run([ 'sh', '-c', $page->{requires} ], '<', \'', '>&', \$messages))
	{
		note "$path does not run without: $page->{requires}";
		next;
	}

	my $folder = "$base/$name";
	my $begin = time;
	mkdir $folder;
	local %ENV = %ENV;
	delete @ENV{qw(PGOPTIONS PGCLIENTENCODING PGAPPNAME)};
	@ENV{qw(PGHOST PGPORT PGDATABASE PGUSER HOME SRCDIR LC_ALL TZ)} = ($node->host, $node->port, 'shop', 'postgres', $folder, getcwd(), 'C.UTF-8', 'UTC');
	$node->safe_psql('postgres', 'CREATE DATABASE shop');
	$page->start($folder);
	for (my $i = 0; $i < @blocks; $i++)
	{
		my $block = $blocks[$i];
		my $where = "$path, line $block->{line}";

		if ($block->{language} eq 'yaml')
		{
			ok(!$yaml || IPC::Run::run([ 'python3', '-c', 'import sys, yaml; yaml.safe_load(sys.stdin)' ], '<', \join("\n", @{ $block->{lines} }, ''), '>&', \$messages), "$where: YAML")
			  or diag($messages);
		}
		next if $block->{language} eq 'synopsis';    # 081_reference.pl compares them
		if (defined $block->{not_run})
		{
			cmp_ok(length $block->{not_run}, '>', 10, "$where: why it does not run");
			next;
		}
		my $text = $i < $#blocks && $blocks[ $i + 1 ]{language} eq 'text' && $blocks[ $i + 1 ]{adjacent} ? $blocks[ ++$i ] : undef;
		my @wrong = defined $block->{file} || $runs{ $block->{language} }
		  ? eval { $page->run($block, $text) }
		  : 'a block that neither runs nor says why it does not';

		push @wrong, $@ if $@;
		ok(!@wrong, $where) or diag(join "\n\n", @wrong);
	}
	$page->finish;
	clean();
	note sprintf '%s: %.1f s', $path, time - $begin;
}

$node->stop;
done_testing();
