/*-------------------------------------------------------------------------
 *
 * repacks.c
 *	  The recipe for VACUUM FULL, CLUSTER and REPACK: REPACK (CONCURRENTLY).
 *
 * It copies a table while others use it, from 19 on.  What changes meanwhile is
 * carried over by logical decoding, which finds the rows by the index that is the
 * identity of the table; so a table has to have one.  If it is interrupted, the
 * deploy that goes on begins it anew.
 *
 * A statement that names no table, or several, stays as it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "utils/builtins.h"

#include "compat.h"
#include "file/statement.h"
#include "kind/constraint.h"
#include "kind/index.h"
#include "kind/kinds.h"
#include "kind/table.h"
#include "kind/words.h"
#include "online/repacks.h"

static bool repack(SvOnlinePlan *plan, const Node *statement,
				   const SvOnlineSituation *situation);
static bool vacuum(SvOnlinePlan *plan, const Node *statement,
				   const SvOnlineSituation *situation);
static bool write_step(SvOnlinePlan *plan, const List *options, const char *index,
					   const char *obstacle, const SvOnlineSituation *situation);
static void stay(SvOnlinePlan *plan, const char *what, const char *obstacle);
static char *write_options(const List *options);
static const char *obstacle_of(const SvFact *table, const SvFacts *facts);
static bool has_identity(const SvFact *table, const SvFacts *facts,
						 bool *deferrable);

const SvOnlineStatementRecipe sv_repacks_recipes[] = {
	{T_RepackStmt, repack},
	{T_VacuumStmt, vacuum},
	{0}
};

/*
 * CLUSTER and REPACK.  Without the name of an index, CLUSTER takes the one that
 * the table was clustered by before.
 */
static bool
repack(SvOnlinePlan *plan, const Node *statement,
	   const SvOnlineSituation *situation)
{
	const		RepackStmt *stmt = (const RepackStmt *) statement;
	const List *options = repack_options(stmt);
	const char *index = "";

	if (sv_statement_has_option(options, "concurrently"))
		return false;
	if (repack_relation(stmt) == NULL)
	{
		stay(plan, _("all tables that were clustered before"), _("no table is named"));
		return false;
	}
	if (stmt->indexname != NULL)
		index = psprintf(" USING INDEX %s", quote_identifier(stmt->indexname));
	else if (repack_is_by_index(stmt))
		index = " USING INDEX";
	return write_step(plan, options, index,
					  repack_columns(stmt) == NIL ? NULL : _("columns are named"),
					  situation);
}

/*
 * VACUUM FULL
 */
static bool
vacuum(SvOnlinePlan *plan, const Node *statement,
	   const SvOnlineSituation *situation)
{
	const VacuumStmt *stmt = (const VacuumStmt *) statement;
	const char *obstacle = NULL;
	ListCell   *lc;

	if (!sv_statement_is_vacuum_full(statement))
		return false;
	if (list_length(stmt->rels) != 1)
	{
		stay(plan, stmt->rels == NIL ? _("all tables") : _("several tables"),
			 stmt->rels == NIL ? _("no table is named") : _("REPACK takes one"));
		return false;
	}
	if (linitial_node(VacuumRelation, stmt->rels)->va_cols != NIL)
		obstacle = _("columns are named");
	foreach(lc, stmt->options)
	{
		const char *name = lfirst_node(DefElem, lc)->defname;

		if (strcmp(name, "full") != 0 && strcmp(name, "analyze") != 0 &&
			strcmp(name, "verbose") != 0)
			obstacle = psprintf(_("REPACK has no option %s"), name);
	}
	return write_step(plan, stmt->options, "", obstacle, situation);
}

/*
 * Write the step of a statement about one table, unless it has to stay as it is:
 * "obstacle" is a reason, or NULL.
 */
static bool
write_step(SvOnlinePlan *plan, const List *options, const char *index,
		   const char *obstacle, const SvOnlineSituation *situation)
{
	const SvAddress address = {RelationRelationId, situation->target, 0};
	const SvFact *table = sv_facts_find_own(situation->before, address);

	if (table == NULL || !sv_online_is_large(situation, table))
		return false;
	if (situation->no_repack != NULL)
		obstacle = situation->no_repack;
	if (obstacle == NULL)
		obstacle = obstacle_of(table, situation->before);
	if (obstacle != NULL)
	{
		stay(plan, table->identity, obstacle);
		return false;
	}
	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("REPACK (CONCURRENTLY%s) %s%s",
							write_options(options), table->identity, index));
	((SvOnlineStep *) llast(plan->steps))->fixed = true;
	return true;
}

/*
 * Say why a statement stays as it is.
 */
static void
stay(SvOnlinePlan *plan, const char *what, const char *obstacle)
{
	sv_online_reason(plan,
					 psprintf(_("statement %d stays as it is: it copies %s, which nobody can read or write meanwhile; REPACK (CONCURRENTLY) cannot do that: %s"),
							  plan->statement, what, obstacle));
}

static char *
write_options(const List *options)
{
	return psprintf("%s%s",
					sv_statement_has_option(options, "verbose") ? ", VERBOSE" : "",
					sv_statement_has_option(options, "analyze") ? ", ANALYZE" : "");
}

/*
 * Why the server does not copy a table concurrently; NULL: it does.
 */
static const char *
obstacle_of(const SvFact *table, const SvFacts *facts)
{
	const char *identity;
	bool		deferrable = false;

	if (table->kind != &sv_kind_table)
		return _("it is a materialized view");
	if (table->values[SV_TABLE_PARTITION_KEY] != NULL)
		return _("the table is partitioned");
	if (table->values[SV_TABLE_PERSISTENCE] != NULL)
		return _("the table is unlogged");
	identity = table->values[SV_TABLE_REPLICA_IDENTITY];
	if (identity != NULL && strcmp(identity, "INDEX") != 0)
		return psprintf(_("the table has REPLICA IDENTITY %s"), identity);
	if (has_identity(table, facts, &deferrable))
		return NULL;
	return deferrable ? _("the primary key is deferrable") :
		_("the table has no primary key");
}

/*
 * True if an index of a table is its identity: the one that was chosen, or that
 * of the primary key.  *deferrable is set if that cannot be.
 */
static bool
has_identity(const SvFact *table, const SvFacts *facts, bool *deferrable)
{
	bool		chosen = table->values[SV_TABLE_REPLICA_IDENTITY] != NULL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *part = lfirst(lc);

		if (part->parent != table)
			continue;
		if (part->kind == &sv_kind_index && chosen &&
			part->values[SV_INDEX_REPLICA_IDENTITY] != NULL)
			return true;
		if (part->kind != &sv_kind_constraint)
			continue;
		if (chosen ? part->values[SV_CONSTRAINT_REPLICA_IDENTITY] == NULL :
			strcmp(part->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) != 0)
			continue;
		if (part->values[SV_CONSTRAINT_DEFERRABLE] == NULL)
			return true;
		*deferrable = true;
	}
	return false;
}
