/*-------------------------------------------------------------------------
 *
 * render.c
 *	  Operations as statements.
 *
 * A kind has templates for its statements, and hooks where a template will not
 * do.  An operation that is folded into another one writes what the statement
 * of that one lacks (comments, privileges, properties that are no part of it),
 * and its statements then go to the one that does it: operations are written
 * parts first, so that all of a table follows CREATE TABLE.
 *
 * Statements have no semicolon.  One that begins with "--" is a comment.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "diff/blocking.h"
#include "diff/danger.h"
#include "diff/render.h"
#include "fact/acl.h"
#include "fact/aside.h"
#include "fact/template.h"
#include "kind/kinds.h"

static void render(SvOperation *operation);
static void render_drop(SvOperation *operation);
static void render_drop_aside(SvOperation *operation, const SvOperation *drop);
static void render_rename_aside(SvOperation *operation, const SvOperation *drop);
static char *aside_name(const SvOperation *operation);
static void render_aside(SvOperation *operation);
static void render_rename(SvOperation *operation);
static void render_create(SvOperation *operation);
static void render_extras(SvOperation *operation);
static void render_alter(SvOperation *operation);
static bool is_owned_by_column(const SvFact *fact);
static void render_property(SvOperation *operation, int property);
static void render_comment(SvOperation *operation);
static void emit_definition(SvOperation *operation);

/*
 * Write the statements and find the hazards of operations, which are in order.
 * Those of an operation that is folded into another one are appended to those of
 * that.
 */
void
sv_render_operations(List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		render(lfirst(lc));
		sv_danger_find(lfirst(lc));
	}
	sv_blocking_find(operations);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		SvOperation *into = operation;

		while (into->folded != NULL)
			into = into->folded;
		if (into != operation)
		{
			into->statements = list_concat(into->statements,
										   operation->statements);
			operation->statements = NIL;
			sv_operation_warn_along(into, operation);
		}
	}
}

static void
render(SvOperation *operation)
{
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			if (operation->folded == NULL)
				render_drop(operation);
			break;
		case SV_ACTION_ASIDE:
			render_aside(operation);
			break;
		case SV_ACTION_RENAME:
			if (operation->folded == NULL)
				render_rename(operation);
			break;
		case SV_ACTION_CREATE:
			if (operation->folded == NULL)
				render_create(operation);
			else if (operation->to->kind->folded_hook != NULL)
				operation->to->kind->folded_hook(operation);
			if (!operation->stub)
				render_extras(operation);
			break;
		case SV_ACTION_ALTER:
			if (operation->completes)
			{
				emit_definition(operation);
				render_extras(operation);
			}
			else
				render_alter(operation);
			break;
	}
}

/*
 * A kind whose objects cannot be created by themselves has no statement that
 * drops them.
 */
static void
render_drop(SvOperation *operation)
{
	const SvFact *fact = operation->from;
	const SvKind *kind = fact->kind;

	if (operation->aside != NULL)
		render_drop_aside(operation, operation);
	else if (kind->drop_hook != NULL)
		kind->drop_hook(operation);
	else if (!(kind->flags & SV_KIND_NO_STATEMENT))
		sv_operation_emit(operation, kind->drop != NULL ? kind->drop :
						  psprintf("DROP %s%s", kind->phrase,
								   operation->cascades ? " CASCADE" : ""));
}

/*
 * Drop what has been moved out of the way, by the name that it has now.
 */
static void
render_drop_aside(SvOperation *operation, const SvOperation *drop)
{
	SvFact		fact = *drop->from;
	int			schema = strlen(fact.identity) - strlen(fact.name);

	fact.name = aside_name(drop);
	fact.identity = psprintf("%.*s%s", schema, fact.identity, fact.name);
	sv_operation_emit_text(operation,
						   psprintf("DROP %s%s",
									sv_template_fill(fact.kind->phrase, &fact, NULL, NULL),
									drop->cascades ? " CASCADE" : ""));
}

/*
 * Give what is in the way the name that it has until it is dropped.
 */
static void
render_rename_aside(SvOperation *operation, const SvOperation *drop)
{
	sv_operation_emit_text(operation,
						   sv_template_fill(drop->from->kind->rename, drop->from,
											NULL, aside_name(drop)));
}

/*
 * The name of what is moved out of the way.
 */
static char *
aside_name(const SvOperation *operation)
{
	return sv_aside_name(operation->aside_names, operation->from->identity,
						 operation->from->name);
}

static void
render_aside(SvOperation *operation)
{
	const SvKind *kind = operation->from->kind;

	if (operation->folded != NULL)
		return;
	if (kind->aside_hook != NULL)
		kind->aside_hook(operation);
	if ((kind->flags & SV_KIND_IS_TYPE) && operation->from->drop != NULL)
		render_rename_aside(operation, operation);
}

static void
render_rename(SvOperation *operation)
{
	sv_operation_emit_text(operation,
						   sv_template_fill(operation->from->kind->rename,
											operation->from, NULL,
											operation->to->name));
	if (operation->comment_differs)
		render_comment(operation);
}

/*
 * What is replaced makes way for the name, and goes when its replacement is
 * there.
 */
static void
render_create(SvOperation *operation)
{
	if (operation->to->kind->flags & SV_KIND_NO_STATEMENT)
		return;
	if (operation->replaces != NULL)
		render_rename_aside(operation, operation->replaces);
	emit_definition(operation);
	if (operation->replaces != NULL)
		render_drop_aside(operation, operation->replaces);
}

/*
 * What the statement that creates an object does not contain.
 */
static void
render_extras(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const SvProperty *properties = fact->kind->properties;

	for (int i = 0; i < fact->kind->property_count; i++)
		if (!(properties[i].flags & (SV_PROPERTY_INLINE | SV_PROPERTY_HIDDEN)) &&
			fact->values[i] != NULL)
			render_property(operation, i);
	if (fact->comment != NULL)
		render_comment(operation);
	if (fact->labels != NULL)
		sv_operation_emit_text(operation, fact->labels);
	sv_acl_emit_created(operation);
}

/*
 * Values that go away do so in reverse order: what was set last may depend on
 * what was set first.
 */
static void
render_alter(SvOperation *operation)
{
	const SvFact *to = operation->to;
	const SvProperty *properties = to->kind->properties;
	int			count = to->kind->property_count;
	bool		replaced = false;

	for (int i = count - 1; i >= 0; i--)
		if (operation->differs[i] && to->values[i] == NULL &&
			!(properties[i].flags & SV_PROPERTY_REPLACE))
			render_property(operation, i);
	for (int i = 0; i < count; i++)
	{
		if (!operation->differs[i])
			continue;
		if (properties[i].flags & SV_PROPERTY_REPLACE)
		{
			if (!replaced)
				emit_definition(operation);
			replaced = true;
		}
		else if (to->values[i] != NULL)
			render_property(operation, i);
	}
	if (operation->comment_differs)
		render_comment(operation);
	if (operation->labels_differ && to->labels != NULL)
		sv_operation_emit_text(operation, to->labels);
	/* a sequence that is owned by a column goes to the owner of the table */
	if (operation->owner_differs && !is_owned_by_column(operation->from))
		sv_acl_emit_owner(operation);
	if (operation->acl_differs || operation->owner_differs)
		sv_acl_emit_changed(operation);
}

/*
 * True for a sequence that is owned by a column, and stays so.
 */
static bool
is_owned_by_column(const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_sequence_owner && part->parent == fact &&
			part->drop == NULL)
			return true;
	}
	return false;
}

/*
 * The statements that give a property its new value: those of its template, or
 * else of the hook of the kind.
 */
static void
render_property(SvOperation *operation, int property)
{
	const SvFact *fact = operation->to;
	const SvProperty *description = &fact->kind->properties[property];
	const char *value = fact->values[property];
	const char *template_ = description->set;

	if (value == NULL && description->unset != NULL)
		template_ = description->unset;
	else if (value == NULL && description->set != NULL &&
			 fact->kind->alter != NULL)
		template_ = NULL;
	if (template_ != NULL)
		sv_operation_emit_text(operation,
							   sv_template_fill(template_, fact,
												sv_operation_old(operation, property),
												value));
	else if (fact->kind->alter != NULL)
		fact->kind->alter(operation, property);
	else
		elog(ERROR, "kind \"%s\" has no way to change property \"%s\"",
			 fact->kind->name, description->name);
}

static void
render_comment(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	if (fact->kind->phrase == NULL)
		return;
	sv_operation_emit_text(operation,
						   psprintf("COMMENT ON %s IS %s",
									sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
									fact->comment == NULL ? "NULL" :
									quote_literal_cstr(fact->comment)));
}

static void
emit_definition(SvOperation *operation)
{
	const SvKind *kind = operation->to->kind;

	if (kind->create_hook != NULL)
		kind->create_hook(operation);
	else
		sv_operation_emit(operation, kind->create);
}
