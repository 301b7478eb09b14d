/*-------------------------------------------------------------------------
 *
 * rename.c
 *	  Objects that are dropped and created, and only have another name.
 *
 * Of kinds that allow for it (SV_KIND_DETECTS_RENAME), an object that is dropped
 * is renamed if exactly one is created on the same parent with the same values
 * of all properties, and no other such is dropped.  That is only so for kinds
 * without data, so a wrong guess does no harm.  All others are renamed where a
 * marker in the model says so.
 *
 * The texts of both sides are sorted, and merged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/rename.h"
#include "strings.h"

/* What a dropped and a created fact must have in common to be one renamed. */
typedef struct Shape
{
	SvOperation *operation;
	char	   *text;
} Shape;

static List *shapes(SvWorklist *worklist, SvAction action);
static char *shape_text(const SvFact *fact, const SvFact *parent);
static int	compare_shapes(const ListCell *a, const ListCell *b);
static bool is_unique(List *shapes, int place);

/*
 * Rename in place of drop and create, where that is possible.
 */
void
sv_rename_find(SvWorklist *worklist)
{
	List	   *dropped = shapes(worklist, SV_ACTION_DROP);
	List	   *created = shapes(worklist, SV_ACTION_CREATE);
	int			d = 0;
	int			c = 0;

	while (d < list_length(dropped) && c < list_length(created))
	{
		Shape	   *drop = list_nth(dropped, d);
		Shape	   *create = list_nth(created, c);
		int			order = strcmp(drop->text, create->text);

		if (order == 0 && is_unique(dropped, d) && is_unique(created, c))
		{
			SvFact	   *from = drop->operation->from;
			SvFact	   *to = create->operation->to;

			sv_operation_cancel(drop->operation);
			sv_operation_cancel(create->operation);
			from->counterpart = to;
			to->counterpart = from;
			sv_worklist_add(worklist, SV_ACTION_RENAME,
							from, to)->comment_differs =
				!sv_strings_equal(from->comment, to->comment);
		}
		if (order <= 0)
			d++;
		if (order >= 0)
			c++;
	}
}

/*
 * The shapes of what is dropped, or created, and might be renamed; sorted by
 * text.
 */
static List *
shapes(SvWorklist *worklist, SvAction action)
{
	List	   *shapes = NIL;
	ListCell   *lc;

	foreach(lc, worklist->operations)
	{
		SvOperation *operation = lfirst(lc);
		SvFact	   *fact = sv_operation_fact(operation);
		SvFact	   *parent = fact->parent;
		Shape	   *shape;

		if (operation->action != action || operation->recreates ||
			!(fact->kind->flags & SV_KIND_DETECTS_RENAME) || parent == NULL ||
			parent->counterpart == NULL)
			continue;
		if (action == SV_ACTION_DROP)
			parent = parent->counterpart;
		shape = palloc(sizeof(Shape));
		shape->operation = operation;
		shape->text = shape_text(fact, parent);
		shapes = lappend(shapes, shape);
	}
	list_sort(shapes, compare_shapes);
	return shapes;
}

/*
 * The kind, the parent, the values of all properties that are compared, and
 * what the identity has before the name: a schema, perhaps, that a rename does
 * not change.
 */
static char *
shape_text(const SvFact *fact, const SvFact *parent)
{
	int			before = strlen(fact->identity) - strlen(fact->name);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%s %s", fact->kind->name, parent->identity);
	if (before > 0 && strcmp(fact->identity + before, fact->name) == 0)
		appendStringInfo(&buf, "\n%.*s", before, fact->identity);
	for (int i = 0; i < fact->kind->property_count; i++)
		if (!(fact->kind->properties[i].flags & SV_PROPERTY_HIDDEN))
			appendStringInfo(&buf, "\n%d %s", fact->values[i] != NULL,
							 fact->values[i] ? fact->values[i] : "");
	return buf.data;
}

static int
compare_shapes(const ListCell *a, const ListCell *b)
{
	return strcmp(((Shape *) lfirst(a))->text, ((Shape *) lfirst(b))->text);
}

/*
 * True if no other shape of a sorted list has the same text.
 */
static bool
is_unique(List *shapes, int place)
{
	Shape	   *shape = list_nth(shapes, place);

	return (place == 0 ||
			strcmp(((Shape *) list_nth(shapes, place - 1))->text,
				   shape->text) != 0) &&
		(place + 1 == list_length(shapes) ||
		 strcmp(((Shape *) list_nth(shapes, place + 1))->text,
				shape->text) != 0);
}
