/*-------------------------------------------------------------------------
 *
 * partition_rows.c
 *	  Rows of partitions whose bounds change.
 *
 * "Whole" is a partitioned table, as in partition.c.  When the bounds of its
 * partitions change, each row stays in the whole, if it has a place there:
 *
 *	- Foreign keys to the whole are dropped before a partition is detached, and
 *	  created after it is attached.
 *	- A partition that has rows of others is attached without them; a new
 *	  partition gets the rows that the default partition has of it.  Only the
 *	  server knows whether there are any: it refuses to attach the partition then,
 *	  and says what belongs to it, once an empty one is attached in its place.
 *	- When all partitions are attached, rows that had no place come back, and so
 *	  do those of partitions that go, if others have their place.  The rest of
 *	  these is dropped, as asked for.
 *
 * Rows of a table that was no partition of the whole before are not moved: it
 * is an error if they do not fit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "fact/aside.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/partition_rows.h"
#include "kind/whole.h"
#include "strings.h"

static bool has_new_places(const SvFact *whole);
static bool has_place(const SvFact *attachment);
static bool is_moved(const SvFact *attachment);
static bool may_have_others(const SvFact *attachment);
static bool has_new_siblings(const SvFact *attachment, const SvFact *whole);
static void link_parts(SvOperation *operation, const SvFact *whole);
static bool is_last(const SvOperation *operation, const SvFact *whole);
static const SvFact *default_beside(const SvFact *attachment,
									const SvFact *whole);
static bool is_default(const SvFact *attachment);
static void emit_for_rows(SvOperation *operation, const SvFact *whole,
						  const SvFact *other);
static void emit_for_default(SvOperation *operation, const SvFact *whole,
							 const SvFact *other);
static void append_move(StringInfo buf, const SvFact *from, const SvFact *whole);
static void bring_back(SvOperation *operation, const SvFact *root);
static void bring_back_rest(SvOperation *operation, const SvFact *root,
							const SvFact *table);
static char *columns_of(const SvFact *table, const SvFact *whole);
static const char *overriding(const SvFact *table);
static char *aside_of(const SvOperation *operation, const SvFact *table);
static void emit_do(SvOperation *operation, const char *body);

/*
 * True if the rows of a partition that is detached are in partitions of the same
 * whole afterwards, as far as they have a place there.
 */
bool
sv_partition_rows_stay(const SvOperation *detach)
{
	const SvFact *attachment = detach->from;
	const SvFact *whole;

	if (attachment->counterpart != NULL)
		return attachment->parent->drop == NULL;
	whole = sv_whole_of(attachment);
	return attachment->parent->drop != NULL &&
		attachment->parent->counterpart == NULL &&
		sv_fact_value(attachment->parent, "foreign") == NULL &&
		whole != NULL && whole->counterpart != NULL &&
		has_new_places(whole->counterpart);
}

/*
 * True if rows of a partition that goes may have a place in another one: one that
 * comes, or gets other bounds, or the default one.
 */
static bool
has_new_places(const SvFact *whole)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && part->parent != whole &&
			(has_place(part) || has_new_places(part->parent)))
			return true;
	}
	return false;
}

/*
 * True if a partition may have a place for rows of one that goes.
 */
static bool
has_place(const SvFact *attachment)
{
	return sv_fact_value(attachment->parent, "foreign") == NULL &&
		(is_default(attachment) || is_moved(attachment));
}

/*
 * True if a partition, on the side after, has a place that it did not have
 * before.  If its whole is recreated, it may have the same one.
 */
static bool
is_moved(const SvFact *attachment)
{
	return attachment->change != NULL &&
		attachment->change->action == SV_ACTION_CREATE &&
		(attachment->counterpart == NULL || may_have_others(attachment));
}

/*
 * True if a partition, which is attached again, may have rows that belong to
 * others now.
 */
static bool
may_have_others(const SvFact *attachment)
{
	const SvFact *old = attachment->counterpart;
	const SvFact *whole;
	const SvFact *before;

	if (old == NULL || attachment->parent->counterpart == NULL ||
		attachment->parent->counterpart->drop != NULL ||
		sv_fact_value(attachment->parent, "foreign") != NULL)
		return false;
	whole = sv_whole_of(attachment);
	before = sv_whole_of(old);
	return whole != NULL && before != NULL &&
		(strcmp(whole->identity, before->identity) != 0 ||
		 !sv_strings_equal(sv_fact_value(old, "bound"), sv_fact_value(attachment, "bound")) ||
		 !sv_strings_equal(sv_fact_value(before, "partition_key"),
						   sv_fact_value(whole, "partition_key")) ||
		 (is_default(attachment) && has_new_siblings(attachment, whole)));
}

/*
 * True if a partition of a whole, other than the default one, is new there, or
 * gets other bounds.
 */
static bool
has_new_siblings(const SvFact *attachment, const SvFact *whole)
{
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && part->parent != whole &&
			part != attachment && is_moved(part))
			return true;
	}
	return false;
}

/*
 * Order what attaches or detaches a partition, among the foreign keys to the
 * whole and the other partitions.
 */
void
sv_partition_rows_link(SvOperation *operation)
{
	const SvFact *attachment = sv_operation_fact(operation);
	const SvFact *whole = sv_whole_of(attachment);
	ListCell   *lc;

	if (whole == NULL)
		return;
	foreach(lc, sv_whole_references(whole))
	{
		const SvFact *key = lfirst(lc);

		if (operation->action == SV_ACTION_CREATE)
		{
			if (key->change != NULL && key->change->action == SV_ACTION_CREATE)
				sv_operation_before(operation, key->change);
		}
		else if (key->drop != NULL && key->drop->recreates)
			sv_operation_before(key->drop, operation);
	}
	if (operation->action == SV_ACTION_CREATE)
	{
		/*
		 * a partition gets rows when it can hold them, the default one the
		 * rest
		 */
		link_parts(operation, attachment->parent);
		if (is_default(attachment))
			link_parts(operation, whole);
	}
	else if (attachment->parent->drop != NULL && whole->counterpart != NULL &&
			 sv_partition_rows_stay(operation))
	{
		List	   *below = sv_whole_attachments(NIL, attachment->parent);

		foreach(lc, sv_whole_attachments(NIL, sv_whole_root(whole->counterpart)))
		{
			const SvFact *other = lfirst(lc);
			ListCell   *lc2;

			if (!is_moved(other))
				continue;
			sv_operation_before_if(other->change, attachment->parent->drop);
			foreach(lc2, below)
				sv_operation_before_if(other->change,
									   ((SvFact *) lfirst(lc2))->parent->drop);
		}
	}
}

/*
 * Attach the partitions of a whole before an operation if possible.
 */
static void
link_parts(SvOperation *operation, const SvFact *whole)
{
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && part->parent != whole &&
			part->change != NULL && part->change->action == SV_ACTION_CREATE)
			sv_operation_before_if(part->change, operation);
	}
}

/*
 * Emit what detaches a partition.  It fails if its rows, which leave, are referred
 * to.
 */
void
sv_partition_rows_detach(SvOperation *operation)
{
	sv_operation_emit(operation, operation->from->kind->drop);
	if (!sv_partition_rows_stay(operation) &&
		sv_whole_references(sv_whole_of(operation->from)) != NIL)
		sv_operation_warn(operation, "may_fail");
}

/*
 * Emit what attaches a partition.
 */
void
sv_partition_rows_attach(SvOperation *operation)
{
	const SvFact *attachment = operation->to;
	const SvFact *whole = sv_whole_of(attachment);
	const SvFact *other = whole == NULL ? NULL : default_beside(attachment, whole);

	if (whole != NULL && may_have_others(attachment))
		emit_for_rows(operation, whole, other);
	else if (other != NULL)
		emit_for_default(operation, whole, other);
	else
		sv_operation_emit(operation, operation->to->kind->create);
	if (whole != NULL && is_last(operation, sv_whole_root(whole)))
		bring_back(operation, sv_whole_root(whole));
}

/*
 * True if no partition of a whole, or of one of these, is attached after an
 * operation.
 */
static bool
is_last(const SvOperation *operation, const SvFact *whole)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && part->parent != whole &&
			((part->change != NULL && part->change->action == SV_ACTION_CREATE &&
			  part->change->position > operation->position) ||
			 !is_last(operation, part->parent)))
			return false;
	}
	return true;
}

/*
 * The default partition, on the side after, that is attached while another one
 * is, and may have rows; NULL if there is none.
 */
static const SvFact *
default_beside(const SvFact *attachment, const SvFact *whole)
{
	ListCell   *lc;

	if (is_default(attachment))
		return NULL;
	foreach(lc, whole->needed_by)
	{
		const SvFact *other = ((SvNeed *) lfirst(lc))->fact;

		if (other->kind == &sv_kind_partition && other->parent != whole &&
			is_default(other) && sv_whole_of(other) == whole &&
			other->counterpart != NULL &&
			sv_fact_value(other->parent, "foreign") == NULL &&
			(other->change == NULL ||
			 other->change->position < attachment->change->position))
			return other->parent;
	}
	return NULL;
}

static bool
is_default(const SvFact *attachment)
{
	return strcmp(sv_fact_value(attachment, "bound"), "DEFAULT") == 0;
}

/*
 * Attach a partition that may have rows of others; "other" is the default
 * partition, or NULL.
 */
static void
emit_for_rows(SvOperation *operation, const SvFact *whole, const SvFact *other)
{
	const SvFact *table = operation->to->parent;
	const char *attach = sv_template_fill(operation->to->kind->create,
										  operation->to, NULL, NULL);
	const char *bound = sv_fact_value(operation->to, "bound");
	const char *aside = aside_of(operation, table);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "DECLARE\n    fits text;\nBEGIN\n    %s;\n"
					 "EXCEPTION WHEN check_violation THEN\n"
					 "    -- some rows belong to another partition\n", attach);
	if (other != NULL)
		appendStringInfo(&buf, "    ALTER TABLE %s DETACH PARTITION %s;\n",
						 whole->identity, other->identity);
	appendStringInfo(&buf, "    CREATE TABLE %s PARTITION OF %s %s;\n"
					 "    fits := COALESCE(pg_catalog.pg_get_partition_constraintdef(%s::pg_catalog.regclass), 'true');\n"
					 "    DROP TABLE %s;\n",
					 aside, whole->identity, bound, quote_literal_cstr(aside), aside);
	appendStringInfo(&buf, "    EXECUTE %s || fits || ') IS NOT TRUE';\n",
					 quote_literal_cstr(psprintf("CREATE TABLE %s AS SELECT %s FROM %s WHERE (",
												 aside, columns_of(table, whole),
												 table->identity)));
	appendStringInfo(&buf, "    EXECUTE %s || fits || ') IS NOT TRUE';\n"
					 "    SET CONSTRAINTS ALL IMMEDIATE;\n    %s;\n",
					 quote_literal_cstr(psprintf("DELETE FROM %s WHERE (",
												 table->identity)), attach);
	if (other != NULL)
	{
		append_move(&buf, other, whole);
		appendStringInfo(&buf, "    ALTER TABLE %s ATTACH PARTITION %s DEFAULT;\n",
						 whole->identity, other->identity);
	}
	emit_do(operation, buf.data);
	sv_operation_warn(operation, "may_fail scan");
}

/*
 * Attach a partition beside a default one, which may have rows of it.
 */
static void
emit_for_default(SvOperation *operation, const SvFact *whole, const SvFact *other)
{
	const char *attach = sv_template_fill(operation->to->kind->create,
										  operation->to, NULL, NULL);
	StringInfoData buf;
	List	   *keys = NIL;
	ListCell   *lc;

	foreach(lc, sv_whole_references(whole))
	{
		const SvFact *key = lfirst(lc);

		if (key->counterpart != NULL && key->counterpart->drop == NULL &&
			key->change == NULL)
			keys = lappend(keys, unconstify(SvFact *, key));
	}
	initStringInfo(&buf);
	appendStringInfo(&buf, "DECLARE\n    fits text;\nBEGIN\n    %s;\n"
					 "EXCEPTION WHEN check_violation THEN\n"
					 "    -- the default partition has rows of it\n", attach);
	foreach(lc, keys)
		appendStringInfo(&buf, "    %s;\n",
						 sv_template_fill(sv_kind_constraint.drop, lfirst(lc), NULL, NULL));
	appendStringInfo(&buf, "    ALTER TABLE %s DETACH PARTITION %s;\n    %s;\n"
					 "    fits := COALESCE(pg_catalog.pg_get_partition_constraintdef(%s::pg_catalog.regclass), 'true');\n",
					 whole->identity, other->identity, attach,
					 quote_literal_cstr(operation->to->parent->identity));
	append_move(&buf, other, whole);
	appendStringInfo(&buf, "    ALTER TABLE %s ATTACH PARTITION %s DEFAULT;\n",
					 whole->identity, other->identity);
	foreach(lc, keys)
		appendStringInfo(&buf, "    %s;\n",
						 sv_template_fill(sv_kind_constraint.create, lfirst(lc), NULL, NULL));
	emit_do(operation, buf.data);
	sv_operation_warn(operation, "may_fail scan");
}

/*
 * Append what moves those rows that "fits" is true for from a table into the
 * whole.
 */
static void
append_move(StringInfo buf, const SvFact *from, const SvFact *whole)
{
	const char *columns = columns_of(from, whole);

	appendStringInfo(buf, "    EXECUTE %s || fits || %s;\n    SET CONSTRAINTS ALL IMMEDIATE;\n",
					 quote_literal_cstr(psprintf("WITH moved AS (DELETE FROM %s WHERE ",
												 from->identity)),
					 quote_literal_cstr(psprintf(" RETURNING %s) INSERT INTO %s (%s)%s SELECT %s FROM moved",
												 columns, whole->identity, columns,
												 overriding(whole), columns)));
}

/*
 * The last partition is attached: bring rows that have had no place back into the
 * whole.
 */
static void
bring_back(SvOperation *operation, const SvFact *root)
{
	ListCell   *lc;

	foreach(lc, sv_whole_attachments(NIL, root))
	{
		const SvFact *attachment = lfirst(lc);

		if (attachment->change != NULL &&
			attachment->change->action == SV_ACTION_CREATE &&
			may_have_others(attachment))
			bring_back_rest(operation, root, attachment->parent);
	}
}

/*
 * Bring back the rows that a partition was attached without.
 */
static void
bring_back_rest(SvOperation *operation, const SvFact *root, const SvFact *table)
{
	const char *aside = aside_of(operation, table);
	const char *columns = columns_of(table, root);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "BEGIN\n    IF pg_catalog.to_regclass(%s) IS NOT NULL THEN\n"
					 "        INSERT INTO %s (%s)%s SELECT %s FROM %s;\n"
					 "        DROP TABLE %s;\n        SET CONSTRAINTS ALL IMMEDIATE;\n    END IF;\n",
					 quote_literal_cstr(aside), root->identity, columns,
					 overriding(root), columns, aside, aside);
	emit_do(operation, buf.data);
}

/*
 * A table is about to be dropped: if it is a partition that was detached before,
 * or one of such a partition, move those of its rows that have a place in others.
 */
void
sv_partition_rows_save(SvOperation *operation)
{
	const SvFact *table = operation->from;
	const SvFact *detached = table;
	const SvFact *root;
	StringInfoData parts;
	StringInfoData buf;
	ListCell   *lc;

	while (detached->attachment != NULL && detached->attachment->drop != NULL &&
		   !detached->attachment->drop->early)
	{
		detached = sv_whole_of(detached->attachment);
		if (detached == NULL)
			return;
	}
	if (detached->attachment == NULL || detached->attachment->drop == NULL ||
		!sv_partition_rows_stay(detached->attachment->drop) ||
		sv_fact_value(table, "partition_key") != NULL ||
		sv_fact_value(table, "foreign") != NULL)
		return;
	root = sv_whole_root(sv_whole_of(detached->attachment)->counterpart);
	if (!is_last(operation, root))
		return;
	initStringInfo(&parts);
	foreach(lc, sv_whole_attachments(NIL, root))
	{
		const SvFact *attachment = lfirst(lc);

		if (has_place(attachment))
			appendStringInfo(&parts, "%s%s", parts.len > 0 ? ", " : "",
							 quote_literal_cstr(attachment->parent->identity));
	}
	initStringInfo(&buf);
	appendStringInfo(&buf, "DECLARE\n    fits text;\nBEGIN\n"
					 "    SELECT pg_catalog.string_agg('(' || COALESCE(pg_catalog.pg_get_partition_constraintdef(part::pg_catalog.regclass), 'true') || ')', ' OR ')\n"
					 "        INTO fits FROM pg_catalog.unnest(ARRAY[%s]) AS part;\n", parts.data);
	append_move(&buf, table, root);
	emit_do(operation, buf.data);
	sv_operation_warn(operation, "may_fail scan");
}

/*
 * The columns that a table, on any side, has in common with a whole, and that
 * have values of their own.
 */
static char *
columns_of(const SvFact *table, const SvFact *whole)
{
	List	   *names = NIL;
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_column && fact->parent == whole)
			names = lappend(names, fact->name);
	}
	foreach(lc, table->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_column && fact->parent == table &&
			sv_fact_value(fact, "generated") == NULL &&
			sv_strings_member(names, fact->name))
			columns = lappend(columns, fact->name);
	}
	return sv_strings_join(columns, ", ");
}

/*
 * What INSERT needs to keep the values of identity columns.
 */
static const char *
overriding(const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_column && fact->parent == table &&
			sv_fact_value(fact, "identity") != NULL)
			return " OVERRIDING SYSTEM VALUE";
	}
	return "";
}

/*
 * The name of the table that has rows without a place.
 */
static char *
aside_of(const SvOperation *operation, const SvFact *table)
{
	return psprintf("%.*s%s", (int) (strlen(table->identity) - strlen(table->name)),
					table->identity,
					sv_aside_name(operation->aside_names, table->identity, table->name));
}

/*
 * Emit a DO statement, in quotes that its body does not contain.
 */
static void
emit_do(SvOperation *operation, const char *body)
{
	char	   *tag = "$rows$";

	while (strstr(body, tag) != NULL)
		tag = psprintf("$x%s", tag + 1);
	sv_operation_emit_text(operation, psprintf("DO %s\n%sEND\n%s", tag, body, tag));
}
