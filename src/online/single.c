/*-------------------------------------------------------------------------
 *
 * single.c
 *	  Operations on one fact, apart from all others.
 *
 * A recipe does in several statements what the plain script does in one.  Here
 * are the operations for parts of it, with their statements and hazards as diff/
 * writes them.  "like" is an operation of the same script, NULL if there is none:
 * it says who runs it.
 *
 * Facts are not linked with these operations.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/render.h"
#include "kind/column.h"
#include "kind/kinds.h"
#include "online/single.h"
#include "strings.h"

static const SvColumnProperty not_null[] = {
	SV_COLUMN_NOT_NULL, SV_COLUMN_NOT_NULL_CLAUSE, SV_COLUMN_NOT_NULL_NAME,
	SV_COLUMN_NOT_NULL_NO_INHERIT, SV_COLUMN_NOT_NULL_NOT_VALID,
	SV_COLUMN_NOT_NULL_ORIGIN, SV_COLUMN_NOT_NULL_COMMENT
};

static SvOperation *finish(SvOperation *operation, const SvOperation *like);

/*
 * The creation of an object, as if all that it needs were there.
 */
SvOperation *
sv_single_create(const SvOperation *like, SvFact *fact)
{
	return finish(sv_operation_make(SV_ACTION_CREATE, NULL, fact), like);
}

SvOperation *
sv_single_drop(const SvOperation *like, SvFact *fact)
{
	return finish(sv_operation_make(SV_ACTION_DROP, fact, NULL), like);
}

/*
 * A change of the properties that differ.
 */
SvOperation *
sv_single_alter(const SvOperation *like, SvFact *from, SvFact *to)
{
	SvOperation *operation = sv_operation_make(SV_ACTION_ALTER, from, to);

	operation->differs = palloc0(sizeof(bool) * to->kind->property_count);
	for (int i = 0; i < to->kind->property_count; i++)
		operation->differs[i] =
			!(to->kind->properties[i].flags & SV_PROPERTY_HIDDEN) &&
			!sv_strings_equal(from->values[i], to->values[i]);
	return finish(operation, like);
}

static SvOperation *
finish(SvOperation *operation, const SvOperation *like)
{
	if (like != NULL)
	{
		operation->role = like->role;
		operation->aside_names = like->aside_names;
	}
	sv_render_operations(list_make1(operation));
	return operation;
}

/*
 * A column becomes NOT NULL as the fact says, and no more than that.
 */
SvOperation *
sv_single_set_not_null(const SvOperation *like, const SvFact *column)
{
	SvFact	   *to = sv_single_bare_column(column);

	for (int i = 0; i < lengthof(not_null); i++)
		to->values[not_null[i]] = column->values[not_null[i]];
	return sv_single_alter(like, sv_single_bare_column(column), to);
}

/*
 * A copy of a column that has no default, is not NOT NULL, and is neither an
 * identity column nor a generated one: every row may be without a value.
 */
SvFact *
sv_single_bare_column(const SvFact *column)
{
	static const SvColumnProperty later[] = {
		SV_COLUMN_IDENTITY, SV_COLUMN_IDENTITY_OPTIONS, SV_COLUMN_IDENTITY_SET,
		SV_COLUMN_IDENTITY_SEQUENCE, SV_COLUMN_IDENTITY_NAME,
		SV_COLUMN_IDENTITY_CLAUSE, SV_COLUMN_IDENTITY_PERSISTENCE,
		SV_COLUMN_IDENTITY_COURSE, SV_COLUMN_GENERATED,
		SV_COLUMN_GENERATED_CLAUSE
	};
	SvFact	   *copy = palloc(sizeof(SvFact));
	Size		size = sizeof(char *) * column->kind->property_count;

	Assert(column->kind == &sv_kind_column);
	*copy = *column;
	copy->values = memcpy(palloc(size), column->values, size);
	for (int i = 0; i < lengthof(not_null); i++)
		copy->values[not_null[i]] = NULL;
	for (int i = 0; i < lengthof(later); i++)
		copy->values[later[i]] = NULL;
	copy->change = NULL;
	copy->drop = NULL;
	return copy;
}
