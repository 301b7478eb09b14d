# Every command, interrupted at random moments: cancelled once or several
# times, terminated, at the end of its time, in front of a lock.  The server
# stays, the session is as it was, what is recorded is true, and the same
# command succeeds when it is left alone.  See test/perl/Fuzz.pm for what can
# be set.

use strict;
use warnings;

use Fuzz;
use FuzzValue qw(any chance literal);
use Test::More;
use Time::HiRes qw(sleep time);

my $revisions = 8;
my $fuzz = Fuzz->new('fuzz_interrupts');

$fuzz->admin('CREATE ROLE somebody');
$fuzz->create_database('interrupts', Fuzz::superuser(), start());

my ($admin, $blocker) = map { untimed_session() } 1 .. 2;
my $session = $fuzz->session('interrupts', Fuzz::superuser(), 'SET schemaver.deploy_timeout = 20000', 'SET work_mem = 8192');
my $schemas = $fuzz->query($admin, schemas())->[0][0];
my @commands = commands();

# how long each takes, as far as that is known
my %duration;

$fuzz->cases('interrupt', 1, \&interrupt_case);
settle() if !$fuzz->enough;
$fuzz->finish;

# ----------
# What there is
# ----------

# Two branches.  In the one, revisions that are transactional and such that
# are not take turns; in the other, all are transactional.  Each writes a row,
# so that one that was run twice shows, and changes settings and the role.
sub start
{
	my $settings = 'SET search_path = evil, pg_catalog; SET work_mem = 77777; SET ROLE somebody; ';
	my $long = 'SELECT 1; ' x 1500;
	my @sql = (
		'CREATE SCHEMA app', 'CREATE SCHEMA evil', 'CREATE SCHEMA shop', 'GRANT ALL ON SCHEMA app TO somebody',
		'CREATE TABLE app.effect (revision text)', 'GRANT ALL ON app.effect TO somebody');

	foreach my $i (1 .. $revisions)
	{
		foreach my $branch (qw(mixed plain))
		{
			my $id = "$branch$i";
			my $alone = $branch eq 'mixed' && $i % 2 == 0;
			my ($up, $down) = ("INSERT INTO app.effect VALUES ('$id')", "DELETE FROM app.effect WHERE revision = '$id'");
			my $before = "app.$branch" . ($i - 1);
			my $head = $i == 1 ? 'base' : $branch . ($i - 1);

			if ($alone)
			{
				$up = "${settings}SELECT pg_sleep(0.003); CREATE INDEX CONCURRENTLY $id ON $before (a); $up; RESET ROLE; VACUUM $before; SELECT pg_sleep(0.003)";
				$down = "${settings}DROP INDEX CONCURRENTLY app.$id; $down; SELECT pg_sleep(0.003)";
			}
			else
			{
				$up = "$settings$long CREATE TABLE app.$id AS SELECT 1 AS a; $up";
				$down = "${settings}DROP TABLE app.$id; $down; $long";
			}
			push @sql, "SELECT schemaver_revision('x', " . literal($up) . ', ' . literal($down) . ", rev_id => '$id', head => '{$head}', transactional => "
			  . ($alone ? 'false' : 'true') . ($i == 1 ? ", branch_label => '{${branch}_label}'" : '') . ')';
		}
	}
	push @sql, q{SELECT schemaver_repeatable('seen', 'SELECT pg_sleep(0.003); CREATE OR REPLACE VIEW app.seen AS SELECT revision FROM app.effect')},
	  q{SELECT schemaver_repeatable('seen', 'SET work_mem = 77777; INSERT INTO app.effect VALUES (''check''); SELECT pg_sleep(0.003)', true)};
	my $model = join '', map { "CREATE TABLE shop.t$_ (id integer PRIMARY KEY, a text DEFAULT 'x', CHECK (id > $_)); CREATE VIEW shop.v$_ AS SELECT id FROM shop.t$_;\n" } 1 .. 30;
	return (@sql, 'SELECT schemaver_model(' . literal($model) . q{, '{shop}')}, $model, 'DROP VIEW shop.v7; ALTER TABLE shop.t8 ALTER a DROP DEFAULT');
}

# What commits, and what is rolled back by us.
sub commands
{
	my $model = $fuzz->query($admin, 'SELECT ddl FROM schemaver.model')->[0][0];
	my ($names, $contents) = @{ $fuzz->query($admin, "SELECT array_agg(filename), array_agg(convert_to(content, 'UTF8')) FROM schemaver_export('heads')")->[0] };
	my $files = literal($names) . '::text[], ' . literal($contents) . '::bytea[]';
	my $goose = "array(SELECT i || '_x.sql' FROM generate_series(1, 200) i), "
	  . "array(SELECT convert_to('-- +goose Up' || chr(10) || repeat('SELECT 1;' || chr(10), 50), 'UTF8') FROM generate_series(1, 200) i)";
	my @kept = (
		(map { ("CALL schemaver_deploy($_)") x 3 } q{'mixed_label@head'}, q{'mixed_label@base', 'downgrade'}, q{'heads'}, q{'base', 'downgrade'}),
		q{CALL schemaver_deploy('mixed4')}, q{CALL schemaver_deploy('mixed2', 'downgrade')},
		(map { ("SELECT schemaver_$_") x 2 } q{upgrade('plain_label@head')}, q{downgrade('plain_label@base')}, q{upgrade('plain4')}, q{downgrade('plain2')}),
		'SELECT * FROM schemaver_diff()', 'SELECT schemaver_check()', "SELECT schemaver_dump('{shop}')", "SELECT * FROM schemaver_dry_run('heads')",
		q{SELECT * FROM schemaver_dry_run('base', 'downgrade')}, q{SELECT * FROM schemaver_preflight('heads')}, "SELECT * FROM schemaver_export('heads')",
		"SELECT schemaver_upgrade_sql('heads')", 'SELECT * FROM schemaver_status()');
	my @undone = (
		'SELECT schemaver_model(' . literal($model) . q{, '{shop}')}, "SELECT * FROM schemaver_load_files($files, force => true)",
		"DELETE FROM schemaver.revision; SELECT * FROM schemaver_load_files($files)", "SELECT * FROM schemaver_import('goose', $goose)",
		q{SELECT schemaver_revision('x', autogenerate => true, head => '{mixed_label@head}')},
		q{SELECT schemaver_revision('x', repeat('SELECT 1;', 5000), head => '{mixed_label@head}', rev_id => 'x'); SELECT schemaver_edit('x', upgrade => repeat('SELECT 2;', 5000))},
		q{SELECT schemaver_squash('plain2:plain6')}, q{SELECT schemaver_stamp('heads')}, q{SELECT schemaver_stamp('base')}, q{SELECT schemaver_merge()},
		q{SELECT schemaver_upgrade('plain_label@head'); SELECT schemaver_downgrade('plain_label@base')});

	return (@kept, map { "BEGIN; $_; ROLLBACK" } @undone);
}

# A session that is not interrupted.
sub untimed_session { return $fuzz->session('interrupts', Fuzz::superuser(), 'SET statement_timeout = 0') }

# ----------
# Cases
# ----------

sub interrupt_case
{
	my $sql = unfinished() // any(@commands);
	my $way = any(qw(cancel cancel cancel cancels cancels cancels terminate cancel_terminate timeout lock_timeout));
	my $time = $duration{$sql} // 0.02;
	my $moment = chance(0.2) ? rand 0.003 : 1.1 * $time * rand;

	push @{ $fuzz->{history} }, sprintf '-- %s after %.4f s of %.4f', $way, $moment, $time;
	if ($way =~ /timeout/) { time_out($sql, $way, $moment) }
	else { signal($sql, $moment, signals($way)) }

	# a signal may arrive late
	while (!$session->gone && $session->transaction ne 'I')
	{
		$fuzz->begin_statement($session, 'ROLLBACK');
		$fuzz->end_statement($session, $way =~ /terminate/);
	}
	my $gone = $session->gone ? $session->pid : 0;
	$session = $fuzz->check_session($session);
	wait_until_gone($gone) if $gone;
	check_record();
	settle() if chance(0.05) && !$fuzz->enough;
	return;
}

# Deploys go on with what is begun before anything else is: undoing what a
# revision depends on, of which a part was run, is not tried here.
sub unfinished
{
	$admin = untimed_session() if $admin->gone;
	my $partial = $fuzz->query($admin, 'SELECT direction FROM schemaver.partial WHERE done > 0 OR started')->[0] or return;

	return $partial->[0] eq 'upgrade' ? q{CALL schemaver_deploy('heads')} : q{CALL schemaver_deploy('base', 'downgrade')};
}

# Signals, each with how long to wait before it.
sub signals
{
	my ($way) = @_;
	my $gap = sub { any(0, 0.0005, 0.002, 0.01) * rand };

	return ([ 'INT', 0 ]) if $way eq 'cancel';
	return ([ 'TERM', 0 ]) if $way eq 'terminate';
	return ([ 'INT', 0 ], [ 'TERM', $gap->() ]) if $way eq 'cancel_terminate';
	return ([ 'INT', 0 ], map { [ 'INT', $gap->() ] } 1 .. any(1, 1, 2, 5));
}

sub signal
{
	my ($sql, $moment, @signals) = @_;
	my $started = time();

	$fuzz->begin_statement($session, $sql);
	sleep($moment);
	foreach my $signal (@signals)
	{
		sleep($signal->[1]);
		kill $signal->[0], $session->pid;
	}
	my $result = $fuzz->end_statement($session, grep { $_->[0] eq 'TERM' } @signals);
	$duration{$sql} = time() - $started if !defined $result->{state};
	return;
}

# By the server's own clock.  What is in the way of lock_timeout is another
# session, for a time.
sub time_out
{
	my ($sql, $way, $moment) = @_;
	my $setting = $way eq 'timeout' ? 'statement_timeout' : 'lock_timeout';
	my $milliseconds = 1 + int 1000 * $moment;

	if ($setting eq 'lock_timeout')
	{
		my $table = any(qw(schemaver.lock schemaver.revision schemaver.applied schemaver.log schemaver.model schemaver.deploy schemaver.partial schemaver.repeatable
			  app.effect shop.t1 shop.t7));

		$blocker = untimed_session() if $blocker->gone;
		$fuzz->statement($blocker, "BEGIN; LOCK TABLE $table");
		$blocker->send_query("SELECT pg_sleep(@{[ rand any(0.01, 0.1, 1) ]}); ROLLBACK");
	}
	$fuzz->statement($session, "SET $setting = $milliseconds");
	$fuzz->statement($session, $sql);
	if (!$session->gone)
	{
		# statement_timeout holds for these, too
		for (1 .. 20) { last if $session->transaction eq 'I'; $fuzz->statement($session, 'ROLLBACK') }
		for (1 .. 20) { last if !defined $fuzz->statement($session, "RESET $setting")->{state} }
	}
	$blocker->finish(60) if $setting eq 'lock_timeout';
	return;
}

sub wait_until_gone
{
	my ($pid) = @_;

	for (1 .. 600)
	{
		return if !@{ $fuzz->admin("SELECT FROM pg_stat_activity WHERE pid = $pid") };
		sleep(0.05);
	}
	return $fuzz->failure("process $pid does not end: " . $fuzz->stack_of($pid));
}

# ----------
# The record
# ----------

sub schemas { return q{SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'} }

# A revision is recorded as applied if its row exists once, and its table or
# its index; and if not, then not.  Those of which a part was run are shown
# to be right by the deploy that resumes.
sub check_record
{
	$admin = untimed_session() if $admin->gone;
	my $wrong = $admin->query(qq{
		SELECT id || ' applied: ' || applied || ', relation: ' || relation || ', rows: ' || effects
		FROM (SELECT r.revision AS id, EXISTS (SELECT FROM schemaver.applied a WHERE a.revision = r.revision) AS applied,
				EXISTS (SELECT FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
					WHERE c.oid = to_regclass('app.' || r.revision) AND i.indisvalid IS DISTINCT FROM false) AS relation,
				(SELECT count(*) FROM app.effect e WHERE e.revision = r.revision) AS effects
			FROM schemaver.revision r WHERE r.revision NOT IN (SELECT revision FROM schemaver.partial)) s
		WHERE applied <> relation OR effects <> applied::integer
		UNION ALL SELECT 'schemas: ' || s FROM (@{[ schemas() ]}) s (s) WHERE s <> @{[ literal($schemas) ]}
		UNION ALL SELECT 'lock of ' || pid || ': ' || relation::regclass || ' ' || mode FROM pg_locks
		WHERE relation::regclass::text ~ '^(schemaver|app|shop)[.]' AND mode <> 'AccessShareLock'});

	return check_record() if $admin->gone;
	$fuzz->failure('the record cannot be read: ' . $wrong->{message}) if defined $wrong->{state};
	$fuzz->failure('the record is not true: ' . join '; ', map { $_->[0] } @{ $wrong->{rows} }) if @{ $wrong->{rows} };
	return;
}

# Left alone, deploys go on and come to their ends.
sub settle
{
	$admin = untimed_session() if $admin->gone;
	foreach my $call (unfinished() // (), map { "CALL schemaver_deploy($_)" } q{'heads'}, q{'base', 'downgrade'}, q{'heads'})
	{
		my $result = $fuzz->statement($admin, $call);

		$fuzz->failure("a deploy that is left alone fails: $result->{state} $result->{message}") if defined $result->{state};
		my $left = $fuzz->statement($admin, 'SELECT (SELECT count(*) FROM schemaver.partial), (SELECT count(*) FROM schemaver.applied)')->{rows}[0];
		my $applied = $call =~ /heads/ ? 2 * $revisions : 0;
		$fuzz->failure("$left->[0] in part and $left->[1] whole after a deploy, $applied expected") if "@$left" ne "0 $applied";
		check_record();
	}
	return;
}
