/*-------------------------------------------------------------------------
 *
 * tracked_facts.c
 *	  The facts of all schemas of users: as they are, and as we have left them.
 *
 * What is stored has the addresses of the objects, and those of labels and
 * attributes, so that what has another name now is known to be the same.  It is
 * read by a library of the same version, on a server of the same version, in the
 * same database.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/guc.h"

#include "catalog/snapshot.h"
#include "catalog/type_parts.h"
#include "model/catalog_state.h"
#include "model/model.h"
#include "model/serialize.h"
#include "model/tracked_facts.h"
#include "server/query.h"

static char *key(void);

/*
 * The facts of all schemas of users as they are; dependencies may be left to
 * sv_snapshot_read_needs().
 */
SvFacts *
sv_tracked_facts_now(bool with_needs)
{
	List	   *namespaces = NIL;
	List	   *names;
	ListCell   *lc;

	sv_query_begin_latest();
	names = sv_model_user_schemas();
	sv_query_end_fresh();
	foreach(lc, names)
	{
		Oid			namespace = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace))
			namespaces = lappend_oid(namespaces, namespace);
	}
	return sv_snapshot_read(namespaces, with_needs);
}

/*
 * The facts that are stored; NULL if they cannot be read, as another version of
 * the library has written them, or somebody else.
 */
SvFacts *
sv_tracked_facts_read(const SvTracked *tracked)
{
	SvStatements *statements;

	return tracked == NULL || tracked->facts == NULL ? NULL :
		sv_serialize_read(tracked->facts, key(), &statements);
}

/*
 * Store facts, those of now or what they should be.  "state" is what
 * sv_tracked_facts_state() has returned before they were read, if they are those
 * of now; else NULL.
 *
 * Errors: the current user may not.
 */
void
sv_tracked_facts_store(SvFacts *facts, const char *state)
{
	SvStatements statements = {NIL};

	facts->lasting = true;
	if (facts->type_parts == NIL)
		facts->type_parts = sv_type_parts_read(facts);
	sv_tracked_put(sv_serialize_write(facts, &statements, key()), state);
}

/*
 * The state that the facts depend on, as a note of a comparison; NULL if there
 * can be none.
 */
char *
sv_tracked_facts_state(void)
{
	return sv_catalog_state_text("tracked");
}

/*
 * The key of the stored facts, which no others have.
 */
static char *
key(void)
{
	return psprintf("tracked %s",
					GetConfigOption("server_version_num", false, false));
}
