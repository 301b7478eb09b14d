/*-------------------------------------------------------------------------
 *
 * generated.c
 *	  Generated columns.
 *
 * The clause of a generated column is its expression in parentheses and, if its
 * values are stored, the word STORED.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "fact/template.h"
#include "kind/generated.h"
#include "strings.h"

/*
 * A generated column keeps its expression, or becomes an ordinary one if its
 * values are stored.  From 17 on it may get another expression, if the type
 * stays.
 */
bool
sv_generated_needs_recreate(const SvFact *from, const SvFact *to)
{
	const char *old = sv_fact_value(from, "generated");
	const char *new = sv_fact_value(to, "generated");

	if (new == NULL)
		return old != NULL && !sv_generated_is_stored(old);
	if (old != NULL && strcmp(old, new) == 0)
		return false;
	return SV_SINCE_17(false, true) || old == NULL ||
		!sv_generated_is_stored(old) || !sv_generated_is_stored(new) ||
		!sv_strings_equal(sv_fact_value(from, "type"), sv_fact_value(to, "type")) ||
		!sv_strings_equal(sv_fact_value(from, "collation"), sv_fact_value(to, "collation"));
}

/*
 * True if the values of a generated column with this clause are stored.
 */
bool
sv_generated_is_stored(const char *generated)
{
	const char *end = ") STORED";
	size_t		length = strlen(generated);

	return length > strlen(end) &&
		strcmp(generated + length - strlen(end), end) == 0;
}

/*
 * Child tables keep the expressions that they have of their own; but when
 * the column becomes an ordinary one, it does so in all of them.
 */
void
sv_generated_alter(SvOperation *operation)
{
	const char *generated = sv_fact_value(operation->to, "generated");

	if (generated == NULL)
	{
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER COLUMN %n DROP EXPRESSION");
		return;
	}
	sv_operation_emit_text(operation,
						   psprintf("%s %.*s",
									sv_template_fill("ALTER TABLE ONLY %p ALTER COLUMN %n SET EXPRESSION AS",
													 operation->to, NULL, NULL),
									(int) (strlen(generated) - strlen(" STORED")),
									generated));
}
