/*-------------------------------------------------------------------------
 *
 * keys.c
 *	  Rules about keys and indexes.
 *
 * They are judged at the end of a script, when what belongs together is there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "server/query.h"
#include "server/relation_name.h"

enum
{
	FOREIGN_KEY_INDEX,
	FOREIGN_KEY_TYPE,
	DUPLICATE_INDEX,
	NO_PRIMARY_KEY,
	SMALL_KEY,
	REPLICA_IDENTITY
};

static const SvLintRule rules[] = {
	[FOREIGN_KEY_INDEX] = {
		"foreign-key-index", SV_RULE_WARNING, SV_SMALL_SAME,
		"A foreign key without an index on its columns.",
		"Whoever deletes a row of the other table, or changes its key, makes the server read all rows of this one, each time.",
		"Create an index that begins with the columns of the foreign key."
	},
	[FOREIGN_KEY_TYPE] = {
		"foreign-key-type", SV_RULE_WARNING, SV_SMALL_SAME,
		"A foreign key has another type than what it references.",
		"The values of one may not fit into the other, and comparisons convert them.",
		"Give both columns the same type."
	},
	[DUPLICATE_INDEX] = {
		"duplicate-index", SV_RULE_WARNING, SV_SMALL_SAME,
		"An index is a part of another one.",
		"An index on the first columns of another one costs writes and space, and finds nothing that the other does not find.",
		"Leave it out, or drop the shorter one."
	},
	[NO_PRIMARY_KEY] = {
		"no-primary-key", SV_RULE_NOTE, SV_SMALL_SAME,
		"A table without a primary key.",
		"Rows cannot be told apart; logical replication cannot update them, and applications cannot name them.",
		"Add a primary key."
	},
	[SMALL_KEY] = {
		"small-key", SV_RULE_NOTE, SV_SMALL_SAME,
		"A primary key of type integer or smallint.",
		"Numbers end at 2147483647, and to change the type then rewrites the table and all that reference it.",
		"Make it bigint."
	},
	[REPLICA_IDENTITY] = {
		"replica-identity", SV_RULE_ERROR, SV_SMALL_SAME,
		"A published table whose rows cannot be told apart.",
		"UPDATE and DELETE fail in a table that is published with them and has no primary key and no other replica identity.",
		"Add a primary key, or ALTER TABLE ... REPLICA IDENTITY."
	},
};

/* A table that a script has created or altered, at its end. */
typedef struct Touched
{
	const SvLintStatement *statement;	/* the first */
	SvLintRelation *table;
} Touched;

static void check(SvLint *lint);
static List *touched_tables(const SvLint *lint);
static void check_foreign_keys(SvLint *lint, const Touched *touched);
static void check_types(SvLint *lint, const Touched *touched,
						const SvLintConstraint *constraint);
static void check_indexes(SvLint *lint, const Touched *touched);
static bool is_redundant(Oid shorter, Oid longer);
static bool is_simple(Relation index);
static void check_primary_key(SvLint *lint, const Touched *touched);
static const SvLintConstraint *primary_key(const SvLintRelation *table);
static void check_publications(SvLint *lint, const Touched *touched);
static bool is_identified(const SvLintRelation *table);
static void take_name(const SvRow *row, void *arg);
static const SvLintStatement *statement_of(const SvLint *lint, const Touched *touched,
										   Oid object);

const SvLintSubject sv_keys_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.end = check
};

/* $1: the table; $2: the real one: a publication of its updates or deletes */
static SvQuery publications = {
	.text = "SELECT p.pubname::pg_catalog.text FROM pg_catalog.pg_publication p"
	" WHERE (p.pubupdate OR p.pubdelete) AND (p.puballtables"
	" OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r"
	" WHERE r.prpubid = p.oid AND r.prrelid IN ($1, $2))) ORDER BY 1 LIMIT 1",
	.nargs = 2,
	.types = {OIDOID, OIDOID},
	.kept = true
};

static void
check(SvLint *lint)
{
	ListCell   *lc;

	foreach(lc, touched_tables(lint))
	{
		const Touched *touched = lfirst(lc);

		check_foreign_keys(lint, touched);
		check_indexes(lint, touched);
		check_primary_key(lint, touched);
		check_publications(lint, touched);
	}
}

/*
 * The tables that statements of the script were about, as they are now.
 */
static List *
touched_tables(const SvLint *lint)
{
	List	   *tables = NIL;
	List	   *seen = NIL;
	ListCell   *lc;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);
		Touched    *touched;

		if (statement == NULL || statement->after == NULL ||
			!(IsA(statement->node, CreateStmt) || IsA(statement->node, IndexStmt) ||
			  IsA(statement->node, AlterTableStmt)) ||
			list_member_oid(seen, statement->after->oid))
			continue;
		touched = palloc(sizeof(Touched));
		touched->statement = statement;
		touched->table = sv_relation_read(statement->after->oid);
		seen = lappend_oid(seen, statement->after->oid);
		if (touched->table != NULL &&
			(touched->table->kind == RELKIND_RELATION ||
			 touched->table->kind == RELKIND_PARTITIONED_TABLE))
			tables = lappend(tables, touched);
	}
	return tables;
}

static void
check_foreign_keys(SvLint *lint, const Touched *touched)
{
	const SvLintRelation *table = touched->table;
	ListCell   *lc;

	foreach(lc, table->constraints)
	{
		const SvLintConstraint *constraint = lfirst(lc);
		const char *columns;

		if (constraint->type != CONSTRAINT_FOREIGN || constraint->inherited ||
			!sv_context_is_new(lint, constraint->oid))
			continue;
		check_types(lint, touched, constraint);
		if (sv_relation_is_leading_index(table, constraint->columns))
			continue;
		columns = sv_phrases_columns(table, constraint->columns);
		sv_context_report(lint, statement_of(lint, touched, constraint->oid),
						  &rules[FOREIGN_KEY_INDEX], table->oid, NoLock,
						  psprintf("no index begins with the columns of foreign key \"%s\": %s",
								   constraint->name, columns),
						  psprintf("CREATE INDEX %sON %s (%s);",
								   sv_context_is_new(lint, table->oid) ||
								   table->kind == RELKIND_PARTITIONED_TABLE ? "" : "CONCURRENTLY ",
								   sv_phrases_relation(table), columns));
	}
}

static void
check_types(SvLint *lint, const Touched *touched,
			const SvLintConstraint *constraint)
{
	SvLintRelation *other = sv_relation_read(constraint->referenced);
	ListCell   *lc;
	ListCell   *lc2;

	if (other == NULL)
		return;
	forboth(lc, constraint->columns, lc2, constraint->referenced_columns)
	{
		const SvLintColumn *column = sv_relation_column_at(touched->table, lfirst_int(lc));
		const SvLintColumn *key = sv_relation_column_at(other, lfirst_int(lc2));

		if (column != NULL && key != NULL &&
			getBaseType(column->type) != getBaseType(key->type))
			sv_context_report(lint, statement_of(lint, touched, constraint->oid),
							  &rules[FOREIGN_KEY_TYPE], touched->table->oid, NoLock,
							  psprintf("column \"%s\" is of type %s, and references one of type %s",
									   column->name, format_type_be(column->type),
									   format_type_be(key->type)),
							  NULL);
	}
}

static void
check_indexes(SvLint *lint, const Touched *touched)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, touched->table->indexes)
	{
		Oid			index = lfirst_oid(lc);

		foreach(lc2, touched->table->indexes)
		{
			Oid			other = lfirst_oid(lc2);

			/* of two that are equal, the later one is */
			if (index == other ||
				!(sv_context_is_new(lint, index) || sv_context_is_new(lint, other)) ||
				!is_redundant(index, other) ||
				(is_redundant(other, index) && (int32) (index - other) < 0))
				continue;
			sv_context_report(lint,
							  statement_of(lint, touched,
										   sv_context_is_new(lint, index) ? index : other),
							  &rules[DUPLICATE_INDEX], touched->table->oid, NoLock,
							  psprintf("index \"%s\" finds nothing that index \"%s\" does not find",
									   get_rel_name(index), get_rel_name(other)),
							  psprintf("DROP INDEX CONCURRENTLY %s;",
									   sv_relation_name_find(index)));
			break;
		}
	}
}

/*
 * True if whatever an index is good for, another one is good for, too.
 */
static bool
is_redundant(Oid shorter, Oid longer)
{
	Relation	a = index_open(shorter, AccessShareLock);
	Relation	b = index_open(longer, AccessShareLock);
	bool		is_redundant = is_simple(a) && is_simple(b) &&
	a->rd_index->indnkeyatts <= b->rd_index->indnkeyatts &&
	!a->rd_index->indisreplident &&
	(!a->rd_index->indisunique ||
	 (b->rd_index->indisunique && !a->rd_index->indisprimary &&
	  a->rd_index->indnkeyatts == b->rd_index->indnkeyatts &&
	  !OidIsValid(get_index_constraint(shorter))));

	for (int i = 0; is_redundant && i < a->rd_index->indnkeyatts; i++)
		is_redundant = a->rd_index->indkey.values[i] == b->rd_index->indkey.values[i] &&
			a->rd_indoption[i] == b->rd_indoption[i] &&
			a->rd_indcollation[i] == b->rd_indcollation[i] &&
			a->rd_opfamily[i] == b->rd_opfamily[i];
	index_close(a, AccessShareLock);
	index_close(b, AccessShareLock);
	return is_redundant;
}

/*
 * True if it is a B-tree of columns, of all rows, and without others in it.
 */
static bool
is_simple(Relation index)
{
	return index->rd_rel->relam == BTREE_AM_OID && index->rd_index->indisvalid &&
		index->rd_index->indnatts == index->rd_index->indnkeyatts &&
		RelationGetIndexExpressions(index) == NIL &&
		RelationGetIndexPredicate(index) == NIL;
}

static void
check_primary_key(SvLint *lint, const Touched *touched)
{
	const SvLintRelation *table = touched->table;
	const SvLintConstraint *key = primary_key(table);
	const SvLintColumn *column;

	if (!sv_context_is_new(lint, table->oid) || table->is_partition ||
		table->persistence == RELPERSISTENCE_TEMP)
		return;
	if (key == NULL)
	{
		sv_context_report(lint, touched->statement, &rules[NO_PRIMARY_KEY],
						  table->oid, NoLock, "the table has no primary key", NULL);
		return;
	}
	column = sv_relation_column_at(table, linitial_int(key->columns));
	if (list_length(key->columns) == 1 && column != NULL &&
		(column->type == INT4OID || column->type == INT2OID) &&
		(column->identity != '\0' || column->has_default))
		sv_context_report(lint, touched->statement, &rules[SMALL_KEY], table->oid,
						  NoLock,
						  psprintf("primary key \"%s\" is of type %s", column->name,
								   format_type_be(column->type)),
						  NULL);
}

static const SvLintConstraint *
primary_key(const SvLintRelation *table)
{
	ListCell   *lc;

	if (table == NULL)
		return NULL;
	foreach(lc, table->constraints)
	{
		if (((SvLintConstraint *) lfirst(lc))->type == CONSTRAINT_PRIMARY)
			return lfirst(lc);
	}
	return NULL;
}

static void
check_publications(SvLint *lint, const Touched *touched)
{
	const SvLintRelation *table = touched->table;
	char	   *name = NULL;
	Datum		values[2];

	if (table->persistence != RELPERSISTENCE_PERMANENT || is_identified(table))
		return;
	/* what was so before is not the script's */
	if (touched->statement->before != NULL && !is_identified(touched->statement->before))
		return;
	values[0] = ObjectIdGetDatum(table->oid);
	values[1] = ObjectIdGetDatum(sv_context_is_new(lint, table->oid) ? InvalidOid :
								 sv_context_live(lint, table->oid));
	sv_query_begin_latest();
	sv_query_fetch(&publications, values, NULL, take_name, &name);
	sv_query_end_fresh();
	if (name != NULL)
		sv_context_report(lint, touched->statement, &rules[REPLICA_IDENTITY],
						  table->oid, NoLock,
						  psprintf("publication \"%s\" publishes the table, and nothing identifies its rows",
								   name),
						  psprintf("ALTER TABLE %s REPLICA IDENTITY FULL;",
								   sv_phrases_relation(table)));
}

static bool
is_identified(const SvLintRelation *table)
{
	return table->replica_identity == REPLICA_IDENTITY_FULL ||
		table->replica_identity == REPLICA_IDENTITY_INDEX ||
		(table->replica_identity == REPLICA_IDENTITY_DEFAULT &&
		 primary_key(table) != NULL);
}

static void
take_name(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}

/*
 * The statement after which the table had a constraint or an index first.
 */
static const SvLintStatement *
statement_of(const SvLint *lint, const Touched *touched, Oid object)
{
	ListCell   *lc;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);

		if (statement != NULL && statement->after != NULL &&
			statement->after->oid == touched->table->oid &&
			(sv_relation_has_constraint(statement->after, object) ||
			 list_member_oid(statement->after->indexes, object)))
			return statement;
	}
	return touched->statement;
}
