/*-------------------------------------------------------------------------
 *
 * preview.c
 *	  Revisions as they would be if files were loaded.
 *
 * A preview is in memory: the graph as it would be, the scripts of revisions
 * that would be new or different, the names of what would be replaced, and the
 * repeatable scripts.  All that reads our tables looks here first, so that whatever only reads finds the
 * same as after a load.  Nothing is written, so a preview can be had on a
 * standby, in a transaction that is read-only, and by roles that may only read.
 *
 * A preview is in effect from when it is entered to the end of the transaction,
 * or to the rollback of the subtransaction in which it was entered; one that is
 * entered later takes its place.  It is in effect for the role that has entered
 * it: a function that runs with the rights of its owner sees what is stored.
 *
 * The state of this module is the stack of previews in this transaction, and
 * whether they are suspended: for the time in which the next one is made.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "compat.h"
#include "store/preview.h"

struct SvPreview
{
	const SvGraph *graph;
	HTAB	   *revisions;		/* of SvPreviewed */
	HTAB	   *replaced;		/* of Replaced */
	List	   *repeatables;	/* of SvRepeatable: all that there would be */
	bool		has_repeatables;
	Oid			role;
	SubTransactionId subtransaction;
	SvPreview  *before;			/* the one whose place it takes; or NULL */
};

/* A name that would be replaced. */
typedef struct Replaced
{
	char		name[SV_NAME_SIZE];
	char		id[SV_NAME_SIZE];
} Replaced;

static SvPreview *entered = NULL;
static bool suspended = false;

static HTAB *make_table(const char *name, Size entry_size);
static const SvPreview *in_effect(void);
static void end_transaction(XactEvent event, void *arg);
static void end_subtransaction(SubXactEvent event, SubTransactionId mine,
							   SubTransactionId parent, void *arg);

/*
 * A preview with this graph, in the current memory context, which must be that
 * of sv_preview_context(), as must all be that is put into it.
 */
SvPreview *
sv_preview_make(const SvGraph *graph)
{
	SvPreview  *preview = palloc0(sizeof(SvPreview));

	preview->graph = graph;
	preview->revisions = make_table("schemaver previewed", sizeof(SvPreviewed));
	preview->replaced = make_table("schemaver previewed names", sizeof(Replaced));
	return preview;
}

/*
 * What is to be filled in about a revision; empty at first.
 */
SvPreviewed *
sv_preview_add(SvPreview *preview, const char *id)
{
	bool		found;
	SvPreviewed *previewed = hash_search(preview->revisions, id, HASH_ENTER,
										 &found);

	if (!found)
		memset((char *) previewed + SV_NAME_SIZE, 0,
			   sizeof(SvPreviewed) - SV_NAME_SIZE);
	return previewed;
}

/*
 * Let a revision be stored in another way in the preview that is in effect, of
 * which the memory is that of the transaction.
 */
void
sv_preview_put(const char *id, const SvStored *stored)
{
	Assert(in_effect() != NULL);
	sv_preview_add(entered, id)->stored = unconstify(SvStored *, stored);
}

/*
 * Let a name stand for the revision that would replace it.
 */
void
sv_preview_replace(SvPreview *preview, const char *name, const char *id)
{
	Replaced   *replaced = hash_search(preview->replaced, name, HASH_ENTER, NULL);

	strlcpy(replaced->id, id, SV_NAME_SIZE);
}

/*
 * The repeatable scripts and checks as they would be: a list of SvRepeatable.
 */
void
sv_preview_set_repeatables(SvPreview *preview, List *repeatables)
{
	preview->repeatables = repeatables;
	preview->has_repeatables = true;
}

/*
 * From here on, the preview is in effect.
 */
void
sv_preview_enter(SvPreview *preview)
{
	static bool registered = false;

	if (!registered)
	{
		RegisterXactCallback(end_transaction, NULL);
		RegisterSubXactCallback(end_subtransaction, NULL);
		registered = true;
	}
	preview->role = GetUserId();
	preview->subtransaction = GetCurrentSubTransactionId();
	preview->before = entered;
	entered = preview;
}

/*
 * A memory context for a preview: it lives as long as the transaction.
 */
MemoryContext
sv_preview_context(void)
{
	return AllocSetContextCreate(TopTransactionContext, "schemaver preview",
								 ALLOCSET_DEFAULT_SIZES);
}

/*
 * Let all be read as it is stored, until sv_preview_resume() is called with the
 * result, also after an error.
 */
bool
sv_preview_suspend(void)
{
	bool		before = suspended;

	suspended = true;
	return before;
}

void
sv_preview_resume(bool before)
{
	suspended = before;
}

bool
sv_preview_in_effect(void)
{
	return in_effect() != NULL;
}

/*
 * The graph; NULL if there is no preview.  It lives as long as the transaction.
 */
const SvGraph *
sv_preview_graph(void)
{
	const SvPreview *preview = in_effect();

	return preview ? preview->graph : NULL;
}

/*
 * What would be different about a revision, of which this is the whole id; NULL
 * if all of it is as it is stored.
 */
const SvPreviewed *
sv_preview_find(const char *id)
{
	const SvPreview *preview = in_effect();

	return preview ? hash_search(preview->revisions, id, HASH_FIND, NULL) : NULL;
}

/*
 * The id of the revision that would replace the one with this name; the name
 * itself (the same pointer) if none would.
 */
const char *
sv_preview_replacement(const char *name)
{
	const SvPreview *preview = in_effect();
	const Replaced *replaced = preview == NULL ? NULL :
	hash_search(preview->replaced, name, HASH_FIND, NULL);

	return replaced ? replaced->id : name;
}

/*
 * True if the repeatable scripts and checks are in the preview.
 */
bool
sv_preview_repeatables(List **repeatables)
{
	const SvPreview *preview = in_effect();

	if (preview == NULL || !preview->has_repeatables)
		return false;
	*repeatables = preview->repeatables;
	return true;
}

static HTAB *
make_table(const char *name, Size entry_size)
{
	HASHCTL		control = {.keysize = SV_NAME_SIZE,.entrysize = entry_size,
	.hcxt = CurrentMemoryContext};

	return hash_create(name, 256, &control,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

static const SvPreview *
in_effect(void)
{
	return entered != NULL && !suspended && entered->role == GetUserId() ?
		entered : NULL;
}

static void
end_transaction(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT ||
		event == XACT_EVENT_PREPARE)
	{
		entered = NULL;
		suspended = false;
	}
}

static void
end_subtransaction(SubXactEvent event, SubTransactionId mine,
				   SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		while (entered != NULL && entered->subtransaction == mine)
			entered = entered->before;
	}
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
	{
		for (SvPreview *preview = entered;
			 preview != NULL && preview->subtransaction == mine;
			 preview = preview->before)
			preview->subtransaction = parent;
	}
}
