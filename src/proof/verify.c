/*-------------------------------------------------------------------------
 *
 * verify.c
 *	  Whether a revision goes up, down and up again, exactly.
 *
 * In a rehearsal the upgrade is executed, and stays for the steps that follow.
 * Then the downgrade is executed, and the facts are compared with those before;
 * the upgrade again, and they are compared with those after the first time.
 * This is rolled back.  So is what is done with rows, before all that: tables
 * are filled, and what is in them before the upgrade must be there after the
 * downgrade.
 *
 * To read facts takes much longer than to execute scripts.  So first it is tried
 * whether the downgrade leaves the very rows of the catalogs that were there
 * (catalog/row_changes.c): then the facts are the same, too, and so they are
 * after the same upgrade.  Only if it does not, all is done again with facts.
 * What a script with code of its own does may depend on rows of tables, so it is
 * not enough there to know that the catalogs are the same.
 *
 * A verdict is the worst of what was found.  Nothing is good that was not run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/row_changes.h"
#include "catalog/snapshot.h"
#include "diff/column_order.h"
#include "diff/compare.h"
#include "diff/diff.h"
#include "file/line.h"
#include "file/verdict_words.h"
#include "kind/kinds.h"
#include "model/identifiers.h"
#include "proof/closure.h"
#include "proof/rows_digest.h"
#include "proof/rows_fill.h"
#include "proof/verify.h"
#include "strings.h"

/* How many differences a finding lists. */
#define MAX_DIFFERENCES 20

/* A step that is being verified. */
typedef struct Proof
{
	const SvRehearsedStep *step;
	const SvVerifyOptions *options;
	SvFacts    *before;
	SvFacts    *after;
	SvVerdictWord verdict;
	List	   *findings;		/* of char *: lines */
	char	   *restore;
	bool		upgrade_failed; /* without rows: it is not in effect */
	SvRowChanges *changes;		/* since the beginning of the step */
	bool		decided;		/* by the rows of the catalogs alone */
} Proof;

static void undo(SvRehearsal *rehearsal, SvRehearsalCallback work,
				 Proof *proof);
static bool prove_quickly(SvRehearsal *rehearsal, Proof *proof);
static void try_quickly(SvRehearsal *rehearsal, void *arg);
static void go_back(SvRehearsal *rehearsal, void *arg);
static bool runs_code(const SvRehearsedStep *step);
static bool has_code(const SvRehearsedStep *step, bool upgrade);
static void prove_upgrade(SvRehearsal *rehearsal, Proof *proof,
						  MemoryContext context);
static void prove_rows(SvRehearsal *rehearsal, void *arg);
static void find_refusals(Proof *proof, List *refusals);
static bool has_downgrade(const Proof *proof);
static bool is_empty(const SvRehearsedStep *step, bool upgrade);
static List *statements_of(const SvRehearsedStep *step, bool upgrade);
static void prove_downgrade(SvRehearsal *rehearsal, void *arg);
static bool execute(SvRehearsal *rehearsal, Proof *proof, bool upgrade,
					SvVerdictWord failed, const char *when);
static void add_findings(Proof *proof, const Proof *part);
static void compare(Proof *part, SvRehearsal *rehearsal, SvFacts *wanted,
					const char *when);
static void compare_order(Proof *proof, SvFacts *found, const char *when);
static SvVerdictWord list_differences(Proof *proof, const SvDiff *diff,
									  const char *when);
static bool is_generated_name(const SvDifference *difference);
static bool ends_generated(const char *name);
static void find(Proof *proof, SvVerdictWord verdict, char *finding);
static char *describe_error(const ErrorData *error);

/*
 * Verify a step.  "before" are the facts before it, with dependencies, or NULL
 * if nobody has read them; those after it are left in the given memory context,
 * if they are read, all else in the current one.  Unless its upgrade has failed,
 * it is in effect afterwards.
 */
SvVerified *
sv_verify_step(SvRehearsal *rehearsal, const SvRehearsedStep *step,
			   SvFacts *before, const SvVerifyOptions *options,
			   MemoryContext context)
{
	SvVerified *verified = palloc0(sizeof(SvVerified));
	Proof		proof = {step, options, before};
	Proof		rows = proof;

	if (options->rows > 0 || options->in_place)
		undo(rehearsal, prove_rows, &rows);
	if (!prove_quickly(rehearsal, &proof))
	{
		if (proof.before == NULL)
			proof.before = sv_rehearsal_facts(rehearsal, true);
		prove_upgrade(rehearsal, &proof, context);
		if (proof.after != NULL && has_downgrade(&proof))
			undo(rehearsal, prove_downgrade, &proof);
		else if (proof.after != NULL)
			find(&proof, SV_VERDICT_NO_DOWNGRADE, NULL);
	}
	/* what fails without rows fails with them, and is not told twice */
	if (proof.verdict < SV_VERDICT_DOWNGRADE_FAILS)
	{
		add_findings(&rows, &proof);
		proof.findings = rows.findings;
		proof.verdict = rows.verdict;
	}
	verified->verdict = sv_verdict_words_text(proof.verdict);
	if (proof.findings != NIL)
		verified->finding = sv_strings_join(proof.findings, "\n");
	verified->restore = proof.restore;
	verified->failed = proof.upgrade_failed;
	verified->after = proof.after;
	return verified;
}

/*
 * Prove a step without reading facts; false if that decides nothing, and nothing
 * was done.
 */
static bool
prove_quickly(SvRehearsal *rehearsal, Proof *proof)
{
	Proof		quick = *proof;
	ErrorData  *error;

	if (runs_code(proof->step))
		return false;
	quick.findings = list_copy(proof->findings);
	error = sv_rehearsal_decide(rehearsal, try_quickly, &quick, &quick.decided);
	if (error != NULL)
		ReThrowError(error);
	if (quick.decided)
		*proof = quick;
	return quick.decided;
}

/*
 * SvRehearsalCallback: goes up, down and up again, and looks at the rows of the
 * catalogs.
 */
static void
try_quickly(SvRehearsal *rehearsal, void *arg)
{
	Proof	   *proof = arg;
	SvRowChanges *changes = sv_rehearsal_changes(rehearsal);

	if (!execute(rehearsal, proof, true, SV_VERDICT_UPGRADE_FAILS, NULL))
		proof->decided = true;
	else if (!has_downgrade(proof))
	{
		find(proof, SV_VERDICT_NO_DOWNGRADE, NULL);
		proof->decided = true;
	}
	else
	{
		proof->changes = changes;
		undo(rehearsal, go_back, proof);
	}
}

/*
 * SvRehearsalCallback: goes down and up again.
 */
static void
go_back(SvRehearsal *rehearsal, void *arg)
{
	Proof	   *proof = arg;

	if (!execute(rehearsal, proof, false, SV_VERDICT_DOWNGRADE_FAILS, NULL))
		proof->decided = true;
	else if (sv_row_changes_cancel(proof->changes))
	{
		(void) execute(rehearsal, proof, true, SV_VERDICT_SECOND_UPGRADE_FAILS,
					   _("the second time"));
		proof->decided = true;
	}
}

/*
 * True if a script of a step has statements that run code, which may depend on
 * anything.
 */
static bool
runs_code(const SvRehearsedStep *step)
{
	return has_code(step, true) || has_code(step, false);
}

static bool
has_code(const SvRehearsedStep *step, bool upgrade)
{
	ListCell   *lc;

	foreach(lc, statements_of(step, upgrade))
	{
		const Node *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, DoStmt) || IsA(node, CallStmt) ||
			IsA(node, SelectStmt) || IsA(node, ExecuteStmt))
			return true;
	}
	return false;
}

/*
 * Do a part of the proof that leaves nothing.
 */
static void
undo(SvRehearsal *rehearsal, SvRehearsalCallback work, Proof *proof)
{
	ErrorData  *error = sv_rehearsal_undone(rehearsal, work, proof);

	if (error != NULL)
		ReThrowError(error);
}

/*
 * SvRehearsalCallback: goes up and down with rows in all tables.
 */
static void
prove_rows(SvRehearsal *rehearsal, void *arg)
{
	Proof	   *proof = arg;
	const SvVerifyOptions *options = proof->options;
	SvRowsDigest *before;
	ListCell   *lc;

	if (options->rows > 0)
		find_refusals(proof, sv_rows_fill(rehearsal, options->rows,
										  options->sample && !options->in_place));
	before = sv_rows_digest(rehearsal);
	if (!execute(rehearsal, proof, true, SV_VERDICT_UPGRADE_FAILS, _("with rows")) ||
		is_empty(proof->step, false) ||
		!execute(rehearsal, proof, false, SV_VERDICT_DOWNGRADE_FAILS, _("with rows")))
		return;
	foreach(lc, sv_rows_lost(before, sv_rows_digest(rehearsal)))
	{
		find(proof, SV_VERDICT_DATA_LOST, lfirst(lc));
	}
}

/*
 * Add findings for tables that took no rows, if they are named in the scripts:
 * of these nothing is proved.
 */
static void
find_refusals(Proof *proof, List *refusals)
{
	const SvRehearsedStep *step = proof->step;
	List	   *words;
	int			count = 0;
	ListCell   *lc;

	if (refusals == NIL)
		return;
	words = sv_identifiers_find(psprintf("%s\n;\n%s", step->upgrade,
										 step->downgrade ? step->downgrade : ""));
	foreach(lc, refusals)
	{
		const SvRowsRefusal *refusal = lfirst(lc);

		if (sv_strings_member(words, refusal->table) &&
			++count <= MAX_DIFFERENCES)
			find(proof, SV_VERDICT_OK, refusal->message);
	}
}

static void
prove_upgrade(SvRehearsal *rehearsal, Proof *proof, MemoryContext context)
{
	MemoryContext oldcontext;

	if (!execute(rehearsal, proof, true, SV_VERDICT_UPGRADE_FAILS, NULL))
		return;
	oldcontext = MemoryContextSwitchTo(context);
	proof->after = sv_rehearsal_facts(rehearsal, true);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * True if there is a downgrade to be proved: one that is empty is, too.  None is
 * needed by a revision that does nothing.
 */
static bool
has_downgrade(const Proof *proof)
{
	return proof->step->downgrade != NULL || is_empty(proof->step, true);
}

/*
 * True if a script has no statements.
 */
static bool
is_empty(const SvRehearsedStep *step, bool upgrade)
{
	const char *text = upgrade ? step->upgrade : step->downgrade;

	if (text == NULL)
		return true;
	return statements_of(step, upgrade) == NIL &&
		sv_script_check(step->revision, "script", text) == NULL;
}

/*
 * The statements of a script, a list of RawStmt; NIL also if there is no script,
 * or none that can be parsed.
 */
static List *
statements_of(const SvRehearsedStep *step, bool upgrade)
{
	const char *direction = upgrade ? "upgrade" : "downgrade";
	const char *text = upgrade ? step->upgrade : step->downgrade;

	ErrorData  *error;
	SvScript   *script = text == NULL ? NULL :
	sv_script_try(step->revision, direction, text, &error);

	return script == NULL ? NIL : script->statements;
}

/*
 * SvRehearsalCallback: goes down, and up again.
 */
static void
prove_downgrade(SvRehearsal *rehearsal, void *arg)
{
	Proof	   *proof = arg;
	Proof		left = *proof;
	Proof		again = *proof;

	if (!execute(rehearsal, proof, false, SV_VERDICT_DOWNGRADE_FAILS, NULL))
		return;
	compare(&left, rehearsal, proof->before, "");
	proof->restore = left.restore;
	if (left.verdict > SV_VERDICT_COLUMN_ORDER && is_empty(proof->step, false))
	{
		find(proof, SV_VERDICT_NO_DOWNGRADE,
			 pstrdup(_("the downgrade script is empty, and the upgrade changes schemas")));
		return;
	}
	add_findings(proof, &left);
	if (!execute(rehearsal, proof, true, SV_VERDICT_SECOND_UPGRADE_FAILS,
				 _("the second time")))
		return;
	compare(&again, rehearsal, proof->after, _(", after the second upgrade"));
	/* what the downgrade has left is not told twice */
	if (again.verdict > left.verdict)
		add_findings(proof, &again);
}

/*
 * Add what a part of the proof has found.
 */
static void
add_findings(Proof *proof, const Proof *part)
{
	proof->verdict = Max(proof->verdict, part->verdict);
	proof->findings = list_concat(proof->findings, part->findings);
}

/*
 * Execute a script; false, with a finding, if it fails.
 */
static bool
execute(SvRehearsal *rehearsal, Proof *proof, bool upgrade, SvVerdictWord failed,
		const char *when)
{
	ErrorData  *error = sv_rehearsal_execute(rehearsal, proof->step, upgrade,
											 NULL);
	const char *not_run = sv_rehearsal_not_run(rehearsal);

	if (not_run != NULL && when == NULL)
		find(proof, SV_VERDICT_NOT_RUN, pstrdup(not_run));
	if (error == NULL)
		return true;
	if (failed == SV_VERDICT_UPGRADE_FAILS && when == NULL)
		proof->upgrade_failed = true;
	find(proof, failed, when == NULL ? describe_error(error) :
		 psprintf("%s: %s", when, describe_error(error)));
	return false;
}

/*
 * Compare the facts as they are now with those that are wanted.  The part of the
 * proof has nothing but what is found here.
 */
static void
compare(Proof *part, SvRehearsal *rehearsal, SvFacts *wanted, const char *when)
{
	SvFacts    *found = sv_rehearsal_facts(rehearsal, false);
	SvDiff	   *diff;

	part->verdict = SV_VERDICT_OK;
	part->findings = NIL;
	if (sv_compare_same(found, wanted, true))
	{
		compare_order(part, found, when);
		return;
	}
	sv_snapshot_read_needs(found);
	diff = sv_diff_find(found, wanted, true, NULL);
	if (diff->differences == NIL)
		return;
	find(part, list_differences(part, diff, when), NULL);
	part->restore = diff->upgrade;
}

static void
compare_order(Proof *proof, SvFacts *found, const char *when)
{
	ListCell   *lc;

	foreach(lc, sv_column_order_find(found))
	{
		const SvFact *table = lfirst(lc);

		find(proof, SV_VERDICT_COLUMN_ORDER,
			 psprintf(_("other order of columns: %s \"%s\"%s"),
					  table->kind->name, sv_line_flat(table->identity), when));
	}
}

/*
 * Add findings for all differences; returns the verdict.
 */
static SvVerdictWord
list_differences(Proof *proof, const SvDiff *diff, const char *when)
{
	SvVerdictWord verdict = SV_VERDICT_GENERATED_NAMES;
	int			count = 0;
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (!is_generated_name(difference))
			verdict = SV_VERDICT_DIFFERS;
		if (difference->finding != NULL && ++count <= MAX_DIFFERENCES)
			proof->findings = lappend(proof->findings,
									  psprintf("%s%s", difference->finding, when));
	}
	if (count > MAX_DIFFERENCES)
		proof->findings = lappend(proof->findings,
								  psprintf(_("... and %d more"),
										   count - MAX_DIFFERENCES));
	return verdict;
}

/*
 * True if only the name differs, and both are such as the server chooses.
 */
static bool
is_generated_name(const SvDifference *difference)
{
	const SvFact *fact = difference->fact;

	return fact != NULL && strcmp(difference->action, "rename") == 0 &&
		fact->counterpart != NULL && ends_generated(fact->name) &&
		ends_generated(fact->counterpart->name);
}

/*
 * True if a name, quoted or not, ends as those that the server chooses for
 * constraints, indexes and statistics: with a label and perhaps a number.
 */
static bool
ends_generated(const char *name)
{
	static const char *const labels[] = {
		"_check", "_excl", "_fkey", "_idx", "_key", "_not_null", "_pkey", "_stat"
	};
	int			length = strlen(name);

	while (length > 0 && (name[length - 1] == '"' ||
						  isdigit((unsigned char) name[length - 1])))
		length--;
	for (int i = 0; i < lengthof(labels); i++)
	{
		int			end = strlen(labels[i]);

		if (length > end && strncmp(name + length - end, labels[i], end) == 0)
			return true;
	}
	return false;
}

/*
 * Add to what was found.
 */
static void
find(Proof *proof, SvVerdictWord verdict, char *finding)
{
	proof->verdict = Max(proof->verdict, verdict);
	if (finding != NULL)
		proof->findings = lappend(proof->findings, finding);
}

/*
 * An error, with its place in the script.
 */
static char *
describe_error(const ErrorData *error)
{
	const char *end = error->context == NULL ? NULL : strrchr(error->context, '\n');

	return psprintf("%s%s%s", error->message, error->context ? "\n" : "",
					end != NULL ? end + 1 :
					error->context != NULL ? error->context : "");
}
