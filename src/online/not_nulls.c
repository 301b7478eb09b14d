/*-------------------------------------------------------------------------
 *
 * not_nulls.c
 *	  Recipes for NOT NULL of columns.
 *
 * From 18 on, NOT NULL is a constraint that can be NOT VALID and validated later.
 * Before, a check that is added so and validated says the same: the server then
 * takes its word, and does not read the rows for SET NOT NULL.  The check goes in
 * the same transaction, but not in the same statement: one that drops it does so
 * before all else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "fact/template.h"
#include "kind/column.h"
#include "kind/kinds.h"
#include "kind/words.h"
#include "online/not_nulls.h"

static bool alter(SvOnlinePlan *plan, SvOperation *operation,
				  const SvOnlineSituation *situation);
static bool release_key(SvOnlinePlan *plan, SvOperation *operation,
						const SvOnlineSituation *situation);
static bool has_children(const SvFact *column);

const SvOnlineRecipe sv_not_nulls_recipes[] = {
	{&sv_kind_column, SV_ACTION_ALTER, alter},
	{NULL}
};

/*
 * ALTER COLUMN ... SET NOT NULL.  If the server has not read the rows, it knows
 * already that there are no NULLs.
 */
static bool
alter(SvOnlinePlan *plan, SvOperation *operation,
	  const SvOnlineSituation *situation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;

	if (release_key(plan, operation, situation))
		return true;
	if (!operation->differs[SV_COLUMN_NOT_NULL] ||
		from->values[SV_COLUMN_NOT_NULL] != NULL ||
		to->values[SV_COLUMN_NOT_NULL] == NULL ||
		to->values[SV_COLUMN_NOT_NULL_NOT_VALID] != NULL ||
		situation->scanned == NIL || to->parent->kind != &sv_kind_table ||
		sv_fact_value(to->parent, "foreign") != NULL ||
		!sv_online_is_large(situation, to->parent))
		return false;
	if (has_children(to) ? list_length(operation->statements) > 1 :
		!list_member_oid(situation->scanned, to->parent->address.objid))
		return false;
	sv_not_nulls_write(plan, to);
	operation->differs[SV_COLUMN_NOT_NULL] = false;
	return true;
}

/*
 * ALTER COLUMN ... DROP NOT NULL of a column of a primary key that is dropped: it
 * may be that another one takes its place, and it stays until then.
 */
static bool
release_key(SvOnlinePlan *plan, SvOperation *operation,
			const SvOnlineSituation *situation)
{
	const SvFact *column = sv_facts_find_own(situation->start,
											 operation->from->address);
	ListCell   *lc;

	if (!operation->differs[SV_COLUMN_NOT_NULL] || column == NULL ||
		operation->to->values[SV_COLUMN_NOT_NULL] != NULL ||
		!sv_online_is_large(situation, operation->to->parent))
		return false;
	foreach(lc, column->needed_by)
	{
		const SvFact *key = ((SvNeed *) lfirst(lc))->fact;

		if (key->kind != &sv_kind_constraint ||
			strcmp(sv_fact_value(key, "noun"), SV_NOUN_PRIMARY_KEY) != 0 ||
			!sv_online_has_drop(plan, &sv_kind_constraint, key->identity))
			continue;
		sv_online_step(plan, SV_PHASE_CONTRACT, 0,
					   sv_template_fill("ALTER TABLE %p ALTER COLUMN %n DROP NOT NULL",
										operation->to, NULL, NULL));
		operation->differs[SV_COLUMN_NOT_NULL] = false;
		return true;
	}
	return false;
}

/*
 * True if tables below have the column, too, with a constraint that may be of
 * their own.
 */
static bool
has_children(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->kind == column->kind)
			return true;
	}
	return false;
}

/*
 * Write the steps that make a column NOT NULL, as its fact has it.
 */
void
sv_not_nulls_write(SvOnlinePlan *plan, const SvFact *column)
{
	SvFact		check = *column;
	int			group;

	if (SV_SINCE_18(true, false))
	{
		sv_online_step(plan, SV_PHASE_VALIDATE, 0,
					   sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %{not_null_name} NOT NULL %n"
										"[ %{not_null_no_inherit}] NOT VALID",
										column, NULL, NULL));
		sv_online_step(plan, SV_PHASE_VALIDATE, 0,
					   sv_template_fill("ALTER TABLE %p VALIDATE CONSTRAINT %{not_null_name}",
										column, NULL, NULL));
		return;
	}
	check.name = sv_online_name("not_null", column->identity);
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %n CHECK (%v IS NOT NULL) NOT VALID",
									&check, NULL, column->name));
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   sv_template_fill("ALTER TABLE %p VALIDATE CONSTRAINT %n",
									&check, NULL, NULL));
	group = sv_online_group(plan);
	sv_online_step(plan, SV_PHASE_VALIDATE, group,
				   sv_template_fill("ALTER TABLE %p ALTER COLUMN %n SET NOT NULL",
									column, NULL, NULL));
	sv_online_step(plan, SV_PHASE_VALIDATE, group,
				   sv_template_fill("ALTER TABLE %p DROP CONSTRAINT %n",
									&check, NULL, NULL));
}
