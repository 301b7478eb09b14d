/*-------------------------------------------------------------------------
 *
 * constraint.c
 *	  Constraints of tables.
 *
 * NOT NULL is a property of the column, see not_null.c.  Of a key, the index
 * is a part; it has its own options, tablespace and comment.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "miscadmin.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/index.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/words.h"
#include "strings.h"

static bool folds(const SvFact *fact);
static bool is_same_key(const SvFact *first, const SvFact *second);
static bool is_primary(const SvFact *key);
static void emit_using_index(SvOperation *operation);
static bool is_of_column(const SvFact *constraint, const SvFact *column);
static bool is_foreign(const SvFact *constraint);
static bool is_attached(const SvFact *key);
static bool needs_recreate(const SvFact *from, const SvFact *to);
static bool is_changed(const SvFact *from, const SvFact *to,
					   SvConstraintProperty property);
static bool can_alter_enforced(const SvFact *constraint);
static bool comes_along(SvOperation *operation);
static bool survives(const SvFact *fact);
static void create_constraint(SvOperation *operation);
static void validate_below(SvOperation *operation, const SvFact *check);
static void alter_constraint(SvOperation *operation, int property);
static void alter_enforced(SvOperation *operation);

/*
 * The attributes that pg_get_constraintdef() appends, which are properties
 * of their own.
 */
#define ATTRIBUTES \
	"'( DEFERRABLE( INITIALLY DEFERRED)?)?( NOT VALID| NOT ENFORCED)?$'"

/* A constraint that is not enforced is not valid either. */
#define NOT_ENFORCED SV_SINCE_18("NOT k.conenforced", "false")

static const SvProperty properties[SV_CONSTRAINT_PROPERTIES] = {
	[SV_CONSTRAINT_NOUN] = {
		.name = "noun",
		.item = "CASE k.contype" SV_CONSTRAINT_NOUNS(SV_WORD_WHEN) " END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_CONSTRAINT_DEFINITION] = {
		.name = "definition",
		.item = "CASE WHEN k.condeferrable OR NOT k.convalidated"
		"  THEN regexp_replace(pg_get_constraintdef(k.oid), " ATTRIBUTES ", '')"
		"  ELSE pg_get_constraintdef(k.oid) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_CONSTRAINT_INDEX_OPTIONS] = {
		.name = "index_options",
		.item = SV_SQL_OPTIONS("i.reloptions", " WHERE k.contype <> 'x'"),
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_CONSTRAINT_TABLESPACE] = {
		.name = "tablespace",
		.item = SV_SQL_TABLESPACE("i.reltablespace"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER INDEX %{index} SET TABLESPACE %v",
		.unset = "ALTER INDEX %{index} SET TABLESPACE pg_default",
		.hazard = "rebuild lock:AccessExclusive"
	},
	[SV_CONSTRAINT_DEFERRABLE] = {
		.name = "deferrable",
		.item = "CASE WHEN k.condeferrable THEN concat('DEFERRABLE',"
		"  CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' END) END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_CONSTRAINT_NOT_VALID] = {
		.name = "not_valid",
		.item = "CASE WHEN NOT k.convalidated AND NOT (" NOT_ENFORCED ") THEN 'NOT VALID' END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "may_fail scan"
	},
	[SV_CONSTRAINT_ENFORCED] = {
		.name = "not_enforced",
		.item = "CASE WHEN " NOT_ENFORCED " THEN 'NOT ENFORCED' END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_CONSTRAINT_CLUSTERED] = {
		.name = "clustered",
		.item = "CASE WHEN x.indisclustered THEN 'clustered' END",
		.set = "ALTER TABLE %p CLUSTER ON %n",
		.unset = SV_NO_STATEMENT
	},
	[SV_CONSTRAINT_REPLICA_IDENTITY] = {
		.name = "replica_identity",
		.item = "CASE WHEN x.indisreplident THEN 'identity' END",
		.set = "ALTER TABLE %p REPLICA IDENTITY USING INDEX %n",
		.unset = SV_NO_STATEMENT,
		.hazard = "lock:AccessExclusive"
	},
	[SV_CONSTRAINT_INDEX_COMMENT] = {
		.name = "index_comment",
		.item = "quote_literal(d.description)",
		.set = "COMMENT ON INDEX %{index} IS %v",
		.unset = "COMMENT ON INDEX %{index} IS NULL"
	},
	[SV_CONSTRAINT_INDEX] = {
		.name = "index",
		.item = "quote_ident(n.nspname) || '.' || quote_ident(i.relname)",
		.flags = SV_PROPERTY_HIDDEN | SV_PROPERTY_IS_RELATION
	},
	[SV_CONSTRAINT_ATTACHED] = {
		.name = "attached",
		.item = SV_SQL_ATTACHED,
		.hazard = "lock:AccessExclusive"
	},
	[SV_CONSTRAINT_ONLY] = {
		.name = "only",
		.item = SV_SQL_ONLY,
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_CONSTRAINT_COPY] = {
		.name = "copy",
		.item = "CASE WHEN k.contype = 'f' AND k.conparentid <> 0 THEN 'copy' END",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_constraint = {
	.name = "constraint",
	.classid = ConstraintRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "puxfc",
	.select_oid = "k.oid",
	.select_parent = "k.conrelid",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, k.conname)",
	.select_name = "quote_ident(k.conname)",
	.from =
	" FROM pg_catalog.pg_constraint k"
	" JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" LEFT JOIN (pg_catalog.pg_index x"
	"  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid)"
	"  ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')"
	" LEFT JOIN pg_catalog.pg_description d ON d.objoid = i.oid"
	"  AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0"
	SV_SQL_LEFT("k.oid")
	" WHERE c.relnamespace = ANY ($1) AND"
	" (k.contype IN ('p', 'u', 'x') OR (k.contype = 'f'"
	/* with a foreign key to a partitioned table, a table has copies of it */
	"   AND (k.conparentid = 0 OR NOT EXISTS"
	"    (SELECT 1 FROM pg_catalog.pg_constraint u"
	"     WHERE u.oid = k.conparentid AND u.conrelid = k.conrelid)))"

	/*
	 * a partition is created as a table, with all the constraints that it
	 * needs
	 */
	"  OR (k.contype = 'c' AND (k.conislocal OR c.relispartition)))",
	SV_PROPERTIES(properties),
	.phrase = "CONSTRAINT %n ON %p",
	.create = "ALTER TABLE [%{only} ]%p ADD CONSTRAINT %n %{definition}"
	"[ WITH (%{index_options})][ USING INDEX TABLESPACE %{tablespace}]"
	"[ %{deferrable}][ %{not_valid}][ %{not_enforced}]",
	.clause = "CONSTRAINT %n %{definition}"
	"[ WITH (%{index_options})][ USING INDEX TABLESPACE %{tablespace}]"
	"[ %{deferrable}][ %{not_enforced}]",
	.drop = "ALTER TABLE %p DROP CONSTRAINT %n",
	.rename = "ALTER TABLE %p RENAME CONSTRAINT %n TO %v",
	.flags = SV_KIND_IS_CLAUSE | SV_KIND_SURVIVES_RETYPE | SV_KIND_DETECTS_RENAME,
	.folds = folds,
	.comes_along = comes_along,
	.needs_recreate = needs_recreate,
	.survives = survives,
	.alter = alter_constraint,
	.create_hook = create_constraint,
};

/*
 * An attached partition has copies of the foreign keys of its parent: the
 * server creates and drops these, under names of its choice.
 */
static bool
comes_along(SvOperation *operation)
{
	switch (operation->action)
	{
		case SV_ACTION_CREATE:
			return operation->to->values[SV_CONSTRAINT_COPY] != NULL;
		case SV_ACTION_DROP:
			return operation->from->values[SV_CONSTRAINT_COPY] != NULL &&
				!sv_partition_ends(operation->from->parent);
		default:
			return operation->from->values[SV_CONSTRAINT_COPY] != NULL &&
				operation->to->values[SV_CONSTRAINT_COPY] != NULL;
	}
}

/*
 * CREATE TABLE takes all constraints as valid, and makes one key of two that
 * have the same columns.  A key that not all partitions have is created
 * after theirs.
 */
static bool
folds(const SvFact *fact)
{
	ListCell   *lc;

	if (fact->values[SV_CONSTRAINT_NOT_VALID] != NULL || fact->values[SV_CONSTRAINT_ONLY] != NULL)
		return false;
	foreach(lc, fact->parent->needed_by)
	{
		if (is_same_key(((SvNeed *) lfirst(lc))->fact, fact))
			return false;
	}
	return true;
}

/*
 * True if "first" is a key of the same columns as "second", and is to be
 * created before it.
 */
static bool
is_same_key(const SvFact *first, const SvFact *second)
{
	if (first->kind != second->kind || first == second ||
		first->parent != second->parent ||
		first->values[SV_CONSTRAINT_INDEX] == NULL || second->values[SV_CONSTRAINT_INDEX] == NULL ||
		strcmp(strchr(first->values[SV_CONSTRAINT_DEFINITION], '('),
			   strchr(second->values[SV_CONSTRAINT_DEFINITION], '(')) != 0)
		return false;
	/* a key of the parent adopts the first one that matches */
	if (is_attached(first) != is_attached(second))
		return is_attached(first);
	if (is_primary(first) != is_primary(second))
		return is_primary(first);
	return strcmp(first->name, second->name) < 0;
}

static bool
is_primary(const SvFact *key)
{
	return strcmp(key->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) == 0;
}

/*
 * A constraint of one column as a clause of ADD COLUMN; NULL if it cannot be
 * one.  The server does not look for the values of a new column without default
 * in the table that a foreign key refers to.
 */
char *
sv_constraint_column_clause(const SvFact *constraint, const SvFact *column)
{
	const char *definition = constraint->values[SV_CONSTRAINT_DEFINITION];
	char	   *key = psprintf("FOREIGN KEY (%s) ", column->name);

	if (constraint->values[SV_CONSTRAINT_NOT_VALID] != NULL ||
		constraint->values[SV_CONSTRAINT_ENFORCED] != NULL ||
		constraint->values[SV_CONSTRAINT_ONLY] != NULL)
		return NULL;
	if (strncmp(definition, key, strlen(key)) == 0)
		definition += strlen(key);
	else if (strcmp(constraint->values[SV_CONSTRAINT_NOUN], SV_NOUN_CHECK) != 0 ||
			 !is_of_column(constraint, column))
		return NULL;
	return psprintf(" CONSTRAINT %s %s%s%s", constraint->name, definition,
					constraint->values[SV_CONSTRAINT_DEFERRABLE] == NULL ? "" : " ",
					constraint->values[SV_CONSTRAINT_DEFERRABLE] == NULL ? "" :
					constraint->values[SV_CONSTRAINT_DEFERRABLE]);
}

/*
 * Emit the statement that adds a column to a table that exists, with those of
 * its constraints that go along.
 */
void
sv_constraint_emit_column(SvOperation *operation)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	appendStringInfo(&text, "ALTER TABLE %s ADD COLUMN %s",
					 operation->to->parent->identity,
					 sv_operation_clause(operation));
	foreach(lc, operation->along)
		appendStringInfoString(&text,
							   sv_constraint_column_clause(((SvOperation *) lfirst(lc))->to,
														   operation->to));
	sv_operation_emit_text(operation, text.data);
}

/*
 * True if a key can take over an index of its table, which has no more to it
 * than the key.
 */
bool
sv_constraint_fits_index(const SvFact *constraint, const SvFact *index)
{
	static const char *const nothing[] = {
		"predicate", "invalid", "clustered", "replica_identity", "attached",
		"statistics", "only"
	};
	const char *method = "USING btree ";
	const char *definition = sv_fact_value(index, "definition");
	const char *key = constraint->values[SV_CONSTRAINT_DEFINITION];

	for (int i = 0; i < lengthof(nothing); i++)
		if (sv_fact_value(index, nothing[i]) != NULL)
			return false;
	if (index->comment != NULL || sv_fact_value(index, "unique") == NULL ||
		strncmp(definition, method, strlen(method)) != 0 ||
		sv_partition_is(constraint->parent) || sv_partition_is(index->parent) ||
		sv_fact_value(constraint->parent, "partition_key") != NULL)
		return false;
	return (strncmp(key, "UNIQUE (", 8) == 0 ||
			strncmp(key, "PRIMARY KEY (", 13) == 0) &&
		strcmp(strchr(key, '('), definition + strlen(method)) == 0 &&
		sv_strings_equal(constraint->values[SV_CONSTRAINT_INDEX_OPTIONS],
						 sv_fact_value(index, "options")) &&
		sv_strings_equal(constraint->values[SV_CONSTRAINT_TABLESPACE],
						 sv_fact_value(index, "tablespace"));
}

static void
emit_using_index(SvOperation *operation)
{
	const char *key = operation->to->values[SV_CONSTRAINT_DEFINITION];

	sv_operation_emit_text(operation,
						   psprintf("%s %.*sUSING INDEX %s%s",
									sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %n",
													 operation->to, NULL, NULL),
									(int) (strchr(key, '(') - key), key,
									operation->uses->from->name,
									sv_template_fill("[ %{deferrable}]",
													 operation->to, NULL, NULL)));
}

/*
 * True if a constraint uses no other column of its table.
 */
static bool
is_of_column(const SvFact *constraint, const SvFact *column)
{
	bool		found = false;
	ListCell   *lc;

	foreach(lc, constraint->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->parent == constraint->parent && needed != column &&
			needed->kind == &sv_kind_column)
			return false;
		found = found || needed == column;
	}
	return found;
}

static bool
is_foreign(const SvFact *constraint)
{
	return strcmp(constraint->values[SV_CONSTRAINT_NOUN],
				  SV_NOUN_FOREIGN_KEY) == 0;
}

/*
 * True if the key belongs to a key or an index of the parent of a partition.
 */
static bool
is_attached(const SvFact *key)
{
	ListCell   *lc;

	foreach(lc, key->needs)
	{
		if (((SvNeed *) lfirst(lc))->type == DEPENDENCY_PARTITION_PRI)
			return true;
	}
	return false;
}

/*
 * Only foreign keys can become deferrable; and what is valid remains so.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	if ((from->values[SV_CONSTRAINT_NOT_VALID] == NULL &&
		 to->values[SV_CONSTRAINT_NOT_VALID] != NULL) ||
		(is_changed(from, to, SV_CONSTRAINT_ENFORCED) &&
		 !can_alter_enforced(to)) ||
		sv_index_loses_attached(from, to, SV_CONSTRAINT_ATTACHED))
		return true;
	return !is_foreign(to) && is_changed(from, to, SV_CONSTRAINT_DEFERRABLE);
}

static bool
is_changed(const SvFact *from, const SvFact *to, SvConstraintProperty property)
{
	return !sv_strings_equal(from->values[property], to->values[property]);
}

/*
 * True if the server has a statement that enforces the constraint, or enforces
 * it no longer: since 18 for foreign keys, since 19 for checks.
 */
static bool
can_alter_enforced(const SvFact *constraint)
{
	return SV_SINCE_19(true, SV_SINCE_18(is_foreign(constraint), false));
}

/*
 * The types of the columns on both sides of a foreign key match before both
 * of them change, and after.
 */
static bool
survives(const SvFact *fact)
{
	return !is_foreign(fact);
}

/*
 * A check that is not valid comes to partitions as it is: those where it is valid
 * are validated.
 */
static void
create_constraint(SvOperation *operation)
{
	if (operation->uses != NULL)
	{
		emit_using_index(operation);
		return;
	}
	sv_operation_emit(operation, operation->to->kind->create);
	if (operation->to->values[SV_CONSTRAINT_NOT_VALID] != NULL)
		validate_below(operation, operation->to);
}

/*
 * Emit what validates a check in those partitions that had got it from the
 * parent.
 */
static void
validate_below(SvOperation *operation, const SvFact *check)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, check->needed_by)
	{
		const SvNeed *need = lfirst(lc);
		const SvFact *copy = need->fact;

		if (need->type != SV_NEED_INHERIT || copy->parent->counterpart == NULL ||
			!sv_partition_holds(copy->parent->counterpart, check->parent))
			continue;
		if (copy->values[SV_CONSTRAINT_NOT_VALID] != NULL)
			validate_below(operation, copy);
		else
		{
			sv_operation_emit_text(operation,
								   sv_template_fill("ALTER TABLE %p VALIDATE CONSTRAINT %n",
													copy, NULL, NULL));
			sv_operation_warn(operation, "may_fail scan");
		}
	}
}

static void
alter_constraint(SvOperation *operation, int property)
{
	if (property == SV_CONSTRAINT_ATTACHED)
		sv_index_emit_attached(operation, property, operation->to->values[SV_CONSTRAINT_INDEX]);
	else if (property == SV_CONSTRAINT_NOT_VALID)
	{
		/* what is enforced no longer need not be valid */
		if (operation->to->values[SV_CONSTRAINT_ENFORCED] == NULL)
			sv_operation_emit(operation, "ALTER TABLE %p VALIDATE CONSTRAINT %n");
	}
	else if (property == SV_CONSTRAINT_ENFORCED)
		alter_enforced(operation);
	else if (operation->to->values[SV_CONSTRAINT_DEFERRABLE] == NULL)
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER CONSTRAINT %n NOT DEFERRABLE");
	else
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER CONSTRAINT %n %{deferrable}");
}

/*
 * The rows are checked when a constraint is enforced again.
 */
static void
alter_enforced(SvOperation *operation)
{
	if (operation->to->values[SV_CONSTRAINT_ENFORCED] != NULL)
	{
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER CONSTRAINT %n NOT ENFORCED");
		return;
	}
	sv_operation_emit(operation, "ALTER TABLE %p ALTER CONSTRAINT %n ENFORCED");
	sv_operation_warn(operation, "may_fail scan");
}
