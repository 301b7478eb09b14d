/*-------------------------------------------------------------------------
 *
 * drift_scripts.c
 *	  The scripts that repeat what was changed by hand, and undo it.
 *
 * The schemas as they were are facts with the addresses that their objects had.
 * What has the same address now, and another name, is the same object with its
 * rows, as in derive.c: to compare facts alone would drop it and create another
 * one.
 *
 * If there is such an object, or if the scripts are to be proved, the schemas are
 * made as they were in a rehearsal, without rows: those objects that the scripts
 * can touch, or all, if that was not enough.  Everything gets the name there that
 * it has now (derive_renames.c), and the rest is a comparison.  The proof is that
 * the script that repeats it leads to what is there now, and the other one back.
 *
 * Addresses are those of the real objects on both sides.  Those in the copy are
 * found by kind and identity.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/type_parts.h"
#include "diff/compare.h"
#include "error.h"
#include "proof/closure.h"
#include "proof/derive_renames.h"
#include "proof/drift_scripts.h"

/* How many differences are reported. */
#define MAX_LINES 20

typedef struct Writing
{
	MemoryContext context;		/* of what stays */
	SvDriftScripts *result;
	SvFacts    *then;			/* those of the copy, with real addresses */
	SvFacts    *now;
	bool		privileges;
	bool		renamed;		/* something has another name */
	SvDriftProof proof;

	/* in the rehearsal */
	SvFacts    *others;			/* that are there, and are none of the copy */
	SvFacts    *copy;
	SvFacts    *named;			/* the copy, with the names of now */
	List	   *renames;		/* of SvDiffRename: how it gets them */
} Writing;

static void know_parts(SvFacts *facts);
static bool has_renames(const SvFacts *then, const SvFacts *now);
static bool has_renamed_parts(const List *then, const List *now);
static const SvTypePart *find_part(const List *parts, const SvAddress *address);
static bool can_rehearse(Writing *writing, SvDiff *plain);
static void rehearse(Writing *writing, const SvDiff *plain, SvClosure *closure);
static void play(SvRehearsal *rehearsal, void *arg);
static void note_others(Writing *writing);
static void leave_out_others(const Writing *writing, SvFacts *facts);
static void write_scripts(Writing *writing, SvRehearsal *rehearsal);
static void give_names(SvRehearsal *rehearsal, void *arg);
static SvFacts *wanted_names(const Writing *writing);
static List *wanted_parts(const Writing *writing);
static const SvTypePart *part_before(const Writing *writing,
									 const SvTypePart *copied);
static const SvFact *in_copy(const Writing *writing, SvAddress address);
static void prove(Writing *writing, SvRehearsal *rehearsal);
static char *try_script(Writing *writing, SvRehearsal *rehearsal, bool upgrade);
static void note_not_run(Writing *writing, const char *not_run);
static char *compare(SvFacts *found, SvFacts *wanted, bool privileges);
static SvRehearsedStep *make_step(const SvDiff *diff);
static char *describe(const ErrorData *error);

/*
 * The scripts that lead from facts as they were to those of now, and back; or
 * from those of now to others.  Both have dependencies, and the addresses that the
 * objects have or had, or none.
 */
SvDriftScripts *
sv_drift_scripts_write(SvFacts *then, SvFacts *now, bool privileges,
					   SvDriftProof proof)
{
	Writing		writing = {CurrentMemoryContext};
	SvDriftScripts *result = palloc0(sizeof(SvDriftScripts));
	SvDiff	   *plain = sv_diff_find(then, now, privileges, NULL);

	result->diff = plain;
	result->then = then;
	result->now = now;
	writing.result = result;
	writing.then = then;
	writing.now = now;
	writing.privileges = privileges;
	know_parts(then);
	know_parts(now);
	writing.renamed = has_renames(then, now);
	writing.proof = proof;
	if (!writing.renamed &&
		(proof == SV_DRIFT_PROOF_NONE || plain->differences == NIL))
		return result;

	if (!can_rehearse(&writing, plain))
		return result;
	if (result->wrong != NULL || result->rename != NULL)
		rehearse(&writing, plain, NULL);
	return result;
}

/*
 * Rehearse with the closure of the scripts.  If nothing is to be proved, the want
 * of a privilege only means that names are left as they are: then false is
 * returned.
 */
static bool
can_rehearse(Writing *writing, SvDiff *plain)
{
	SvDriftScripts *result = writing->result;
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		rehearse(writing, plain,
				 sv_closure_find(plain, writing->then, writing->now));
	}
	PG_CATCH();
	{
		error = sv_error_keep(context);
		if (writing->proof != SV_DRIFT_PROOF_NONE ||
			(error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE &&
			 error->sqlerrcode != ERRCODE_READ_ONLY_SQL_TRANSACTION))
			ReThrowError(error);
	}
	PG_END_TRY();
	if (error == NULL)
		return true;
	result->diff = plain;
	result->then = writing->then;
	result->now = writing->now;
	result->rename = error->message;
	return false;
}

/*
 * Read the parts of types, if these are there: what was stored has them.
 */
static void
know_parts(SvFacts *facts)
{
	if (!facts->lasting)
		facts->type_parts = sv_type_parts_read(facts);
}

/*
 * True if an object has another name or schema than it had.
 */
static bool
has_renames(const SvFacts *then, const SvFacts *now)
{
	for (int stage = 0; stage < SV_RENAMED_STAGES; stage++)
	{
		if (sv_renamed_find(now, then, stage) != NIL)
			return true;
	}
	return has_renamed_parts(then->type_parts, now->type_parts);
}

/*
 * The same for parts of types.
 */
static bool
has_renamed_parts(const List *then, const List *now)
{
	ListCell   *lc;

	foreach(lc, now)
	{
		const SvTypePart *part = lfirst(lc);
		const SvTypePart *old = find_part(then, &part->address);

		if (old != NULL && strcmp(old->name, part->name) != 0)
			return true;
	}
	return false;
}

static const SvTypePart *
find_part(const List *parts, const SvAddress *address)
{
	ListCell   *lc;

	foreach(lc, parts)
	{
		const SvTypePart *part = lfirst(lc);

		if (memcmp(&part->address, address, sizeof(SvAddress)) == 0)
			return part;
	}
	return NULL;
}

/*
 * Write the scripts, or prove those that there are, in a copy of the facts of a
 * closure; NULL: of all.
 */
static void
rehearse(Writing *writing, const SvDiff *plain, SvClosure *closure)
{
	SvFacts    *then = writing->then;
	SvFacts    *now = writing->now;
	Writing		once = *writing;

	once.result->wrong = once.result->rename = once.result->not_run = NULL;
	once.then = sv_closure_subset(closure, then, NULL);
	once.now = sv_closure_subset(closure, now, NULL);
	once.result->then = once.then;
	once.result->now = once.now;
	sv_rehearsal_run_facts(once.then, list_make1(make_step(plain)), play, &once);
}

/*
 * SvRehearsalCallback
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Writing    *writing = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(writing->context);

	if (!sv_rehearsal_has_privileges(rehearsal))
		writing->privileges = false;
	writing->others = sv_facts_make();
	writing->copy = sv_rehearsal_facts(rehearsal, true);
	note_others(writing);
	leave_out_others(writing, writing->copy);
	write_scripts(writing, rehearsal);
	if (writing->proof != SV_DRIFT_PROOF_NONE)
		prove(writing, rehearsal);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Note what is there besides the copy: schema public, what was moved out of the
 * way, and what could not be.
 */
static void
note_others(Writing *writing)
{
	ListCell   *lc;

	foreach(lc, writing->copy->facts)
	{
		if (sv_facts_find_same(writing->then, lfirst(lc)) == NULL)
			sv_facts_add(writing->others, lfirst(lc));
	}
}

static void
leave_out_others(const Writing *writing, SvFacts *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (sv_facts_find_same(writing->others, lfirst(lc)) == NULL)
			kept = lappend(kept, lfirst(lc));
	}
	facts->facts = kept;
}

static void
write_scripts(Writing *writing, SvRehearsal *rehearsal)
{
	SvDriftScripts *result = writing->result;
	ErrorData  *error;

	if (!writing->renamed)
	{
		result->diff = sv_diff_find(result->then, result->now,
									writing->privileges, NULL);
		return;
	}
	error = sv_rehearsal_undone(rehearsal, give_names, writing);
	if (error != NULL)
	{
		result->rename = describe(error);
		return;
	}
	leave_out_others(writing, writing->named);
	result->diff = sv_diff_find(writing->named, result->now,
								writing->privileges, NULL);
	sv_diff_add_renames(result->diff, writing->renames, NULL);
}

/*
 * SvRehearsalCallback: gives everything in the copy the name that it has now.
 */
static void
give_names(SvRehearsal *rehearsal, void *arg)
{
	Writing    *writing = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(writing->context);

	writing->named = sv_derive_renames_undo(rehearsal, wanted_names(writing),
											wanted_parts(writing),
											writing->copy, &writing->renames);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The facts of now, at the addresses that the objects have in the copy; those that
 * are not in it have none.
 */
static SvFacts *
wanted_names(const Writing *writing)
{
	SvFacts    *wanted = sv_facts_make();
	ListCell   *lc;

	foreach(lc, writing->now->facts)
	{
		const SvFact *fact = lfirst(lc);
		SvFact	   *moved = palloc(sizeof(SvFact));
		const SvFact *there = in_copy(writing, fact->address);
		static const SvAddress none = {InvalidOid};

		*moved = *fact;
		moved->address = there != NULL && there->kind == fact->kind ?
			there->address : none;
		sv_facts_add(wanted, moved);
	}
	return wanted;
}

/*
 * The parts of types of now, at the addresses that they have in the copy.
 */
static List *
wanted_parts(const Writing *writing)
{
	List	   *wanted = NIL;
	ListCell   *lc;

	/* in the order of the addresses in the copy */
	foreach(lc, sv_type_parts_read(writing->copy))
	{
		SvTypePart *part = lfirst(lc);
		const SvTypePart *then = part_before(writing, part);
		const SvTypePart *now = then == NULL ? NULL :
		find_part(writing->now->type_parts, &then->address);

		if (now == NULL)
			continue;
		part->name = now->name;
		wanted = lappend(wanted, part);
	}
	return wanted;
}

/*
 * A part of a type in the copy as it was, with its real address; or NULL.
 */
static const SvTypePart *
part_before(const Writing *writing, const SvTypePart *copied)
{
	ListCell   *lc;

	foreach(lc, writing->then->type_parts)
	{
		const SvTypePart *then = lfirst(lc);
		const SvFact *type = strcmp(then->name, copied->name) != 0 ? NULL :
		in_copy(writing, then->type);

		if (type != NULL && type->address.objid == copied->type.objid)
			return then;
	}
	return NULL;
}

/*
 * The fact in the copy of an object with this real address; NULL if it is not in
 * it.
 */
static const SvFact *
in_copy(const Writing *writing, SvAddress address)
{
	const SvFact *then = OidIsValid(address.objid) ?
	sv_facts_find_own(writing->then, address) : NULL;

	return then == NULL ? NULL : sv_facts_find_same(writing->copy, then);
}

/*
 * Try the scripts, one after the other.
 */
static void
prove(Writing *writing, SvRehearsal *rehearsal)
{
	SvDriftScripts *result = writing->result;

	if (result->rename != NULL)
		return;
	result->wrong = try_script(writing, rehearsal, true);
	if (result->wrong == NULL && writing->proof == SV_DRIFT_PROOF_BOTH)
		result->wrong = try_script(writing, rehearsal, false);
}

/*
 * Run one of the scripts; NULL if it leads to the facts of its side, or else what
 * is wrong.
 */
static char *
try_script(Writing *writing, SvRehearsal *rehearsal, bool upgrade)
{
	SvRehearsedStep *step = make_step(writing->result->diff);
	ErrorData  *error = sv_rehearsal_execute(rehearsal, step, upgrade, NULL);
	const char *not_run = sv_rehearsal_not_run(rehearsal);
	SvFacts    *found;

	if (error != NULL)
		return describe(error);
	if (not_run != NULL)
	{
		note_not_run(writing, not_run);
		return NULL;
	}
	found = sv_rehearsal_facts(rehearsal, true);
	leave_out_others(writing, found);
	return compare(found, upgrade ? writing->now : writing->then,
				   writing->privileges);
}

/*
 * Note what was not run of one of the scripts, besides what was not of the other.
 */
static void
note_not_run(Writing *writing, const char *not_run)
{
	SvDriftScripts *result = writing->result;
	MemoryContext oldcontext = MemoryContextSwitchTo(writing->context);

	result->not_run = result->not_run == NULL ? pstrdup(not_run) :
		psprintf("%s\n%s", result->not_run, not_run);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The differences between two sets of facts, in lines; NULL if there are none.
 */
static char *
compare(SvFacts *found, SvFacts *wanted, bool privileges)
{
	StringInfoData buf;
	int			count = 0;
	ListCell   *lc;

	if (sv_compare_same(found, wanted, privileges))
		return NULL;
	initStringInfo(&buf);
	foreach(lc, sv_diff_find(found, wanted, privileges, NULL)->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->line == NULL || ++count > MAX_LINES)
			continue;
		appendStringInfo(&buf, "%s%s", buf.len > 0 ? "\n" : "",
						 difference->line);
	}
	if (count > MAX_LINES)
		appendStringInfo(&buf, "\n... and %d more", count - MAX_LINES);
	return count == 0 ? NULL : buf.data;
}

static SvRehearsedStep *
make_step(const SvDiff *diff)
{
	SvRehearsedStep *step = palloc0(sizeof(SvRehearsedStep));

	step->upgrade = diff->upgrade;
	step->downgrade = diff->downgrade;
	step->transactional = true;
	return step;
}

static char *
describe(const ErrorData *error)
{
	return psprintf("%s%s%s", error->message, error->context ? "\n" : "",
					error->context ? error->context : "");
}
