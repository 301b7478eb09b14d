/*-------------------------------------------------------------------------
 *
 * path_use.c
 *	  What the texts of facts mean under which search_path.
 *
 * What it is in texts that is read differently under another search_path is found
 * in the trees that the catalogs have (path_tree.c).
 *
 * A comparison of rows whose first operator is not one of pg_catalog, and is
 * written with its schema, cannot be read at all if the other columns need
 * operators of other schemas.  Such a text is written again without that, under
 * a search_path that has all of these schemas and no other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "catalog/path_tree.h"
#include "catalog/path_use.h"
#include "compat.h"
#include "kind/options.h"
#include "server/query.h"
#include "strings.h"

/* Whose facts are read, and memory for a tree. */
typedef struct Reading
{
	SvFacts    *facts;
	MemoryContext scratch;
} Reading;

static void note_user(const SvRow *row, void *arg);
static void read_tree(const SvRow *row, void *arg);
static SvFact *find_fact(const SvRow *row, const SvFacts *facts);
static void write_again(const SvRow *row, SvFact *fact,
						const SvPathTree *tree, const char *search_path);
static char *text_of(const SvRow *row);
static void avoid_others(SvFact *fact, const char *search_path);
static char *add_names(char *list, List *namespaces);

/*
 * The trees of all objects: the address of the object, the column or the
 * relation that it is a part of if it is no fact itself, the tree, and the
 * relation that its columns are of.  An object may have several trees.
 */
#define TREES \
	"SELECT s.classid, s.objid, s.relid, s.attnum, s.tree, s.of FROM ("\
	" SELECT 'pg_catalog.pg_constraint'::regclass::oid AS classid, k.oid AS objid,"\
	"  0::oid AS relid, 0 AS attnum, k.conbin AS tree, k.conrelid AS of"\
	" FROM pg_catalog.pg_constraint k"\
	" UNION ALL SELECT 'pg_catalog.pg_attrdef'::regclass, d.oid, d.adrelid,"\
	"  d.adnum::int4, d.adbin, d.adrelid FROM pg_catalog.pg_attrdef d"\
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid, 0, 0,"\
	"  i.indexprs, 0 FROM pg_catalog.pg_index i"\
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid, 0, 0,"\
	"  i.indpred, i.indrelid FROM pg_catalog.pg_index i"\
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, p.partrelid, 0, 0,"\
	"  p.partexprs, 0 FROM pg_catalog.pg_partitioned_table p"\
	" UNION ALL SELECT 'pg_catalog.pg_policy'::regclass, p.oid, 0, 0, p.polqual,"\
	"  p.polrelid FROM pg_catalog.pg_policy p"\
	" UNION ALL SELECT 'pg_catalog.pg_policy'::regclass, p.oid, 0, 0,"\
	"  p.polwithcheck, p.polrelid FROM pg_catalog.pg_policy p"\
	" UNION ALL SELECT 'pg_catalog.pg_trigger'::regclass, t.oid, 0, 0, t.tgqual,"\
	"  0 FROM pg_catalog.pg_trigger t"\
	" UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid, r.ev_class, 0,"\
	"  r.ev_qual, 0 FROM pg_catalog.pg_rewrite r"\
	" UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid, r.ev_class, 0,"\
	"  r.ev_action, r.ev_class FROM pg_catalog.pg_rewrite r"\
	" UNION ALL SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 0, 0,"\
	"  p.proargdefaults, 0 FROM pg_catalog.pg_proc p"\
	SV_SINCE_14(" UNION ALL SELECT 'pg_catalog.pg_proc'::regclass, p.oid, 0, 0,"\
				"  p.prosqlbody, 0 FROM pg_catalog.pg_proc p"\
				" UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::regclass, x.oid, 0,"\
				"  0, x.stxexprs, 0 FROM pg_catalog.pg_statistic_ext x", "")\
	SV_SINCE_15(" UNION ALL SELECT 'pg_catalog.pg_publication_rel'::regclass, r.oid,"\
				"  0, 0, r.prqual, r.prrelid FROM pg_catalog.pg_publication_rel r", "")\
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.oid, 0, 0,"\
	"  t.typdefaultbin, 0 FROM pg_catalog.pg_type t) s WHERE s.tree IS NOT NULL"

static SvQuery all_trees = {
	TREES " AND s.objid >= 16384"
};

static SvQuery some_trees = {
	TREES " AND s.objid = ANY ($1)", 1, {OIDARRAYOID}
};

/* The objects that use operators outside pg_catalog. */
static SvQuery operator_users = {
	"SELECT DISTINCT d.objid FROM pg_catalog.pg_depend d"
	" WHERE d.refclassid = 'pg_catalog.pg_operator'::regclass"
	"  AND d.refobjid >= 16384"
};

/*
 * Find out what facts need of the search_path, and what they must not find in
 * it.  Unless it is "all", only of the facts that use operators of users, which
 * is fast, and enough to tell two facts apart.
 */
void
sv_path_use_read(SvFacts *facts, bool all)
{
	Reading		reading = {facts};
	List	   *users = NIL;
	Datum		value;

	reading.scratch = AllocSetContextCreate(CurrentMemoryContext, "schemaver tree",
											ALLOCSET_DEFAULT_SIZES);
	if (all)
		sv_query_fetch(&all_trees, NULL, NULL, read_tree, &reading);
	else
	{
		sv_query_fetch(&operator_users, NULL, NULL, note_user, &users);
		value = sv_oids_datum(users);
		if (users != NIL)
			sv_query_fetch(&some_trees, &value, NULL, read_tree, &reading);
	}
	MemoryContextDelete(reading.scratch);
}

/*
 * The schemas in the search_path that exist, without those that are there
 * always, quoted; NULL if there are none.
 */
char *
sv_path_use_names(void)
{
	return add_names(NULL, fetch_search_path(false));
}

static void
note_user(const SvRow *row, void *arg)
{
	List	  **users = arg;

	*users = lappend_oid(*users, DatumGetObjectId(sv_row_datum(row, 1)));
}

/*
 * Add what a tree needs and avoids to the fact that it belongs to.
 */
static void
read_tree(const SvRow *row, void *arg)
{
	Reading    *reading = arg;
	SvPathTree	tree = {NIL, NIL};
	SvFact	   *fact = find_fact(row, reading->facts);
	MemoryContext caller;

	CHECK_FOR_INTERRUPTS();
	if (fact == NULL)
		return;
	caller = MemoryContextSwitchTo(reading->scratch);
	sv_path_tree_find(stringToNode(TextDatumGetCString(sv_row_datum(row, 5))),
					  &tree);
	MemoryContextSwitchTo(caller);
	fact->path_needs = add_names(fact->path_needs, tree.needs);
	fact->path_avoids = add_names(fact->path_avoids, tree.avoids);
	if (tree.is_mixed)
		write_again(row, fact, &tree, reading->facts->search_path);
	MemoryContextReset(reading->scratch);
}

/*
 * Write the text of a tree under a search_path of what it needs alone, and have
 * it where the fact has the text that was written as usual.
 */
static void
write_again(const SvRow *row, SvFact *fact, const SvPathTree *tree,
			const char *search_path)
{
	char	   *path = add_names(NULL, tree->needs);
	char	   *usual = text_of(row);
	int			nest_level = NewGUCNestLevel();
	char	   *text;

	(void) set_config_option("search_path", psprintf("%s, pg_temp", path),
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true,
							 0, false);
	text = text_of(row);
	AtEOXact_GUC(true, nest_level);
	for (int i = 0; i < fact->kind->property_count; i++)
	{
		char	   *value = fact->values[i];
		char	   *at = value == NULL ? NULL : strstr(value, usual);

		if (at != NULL)
			fact->values[i] = psprintf("%.*s%s%s", (int) (at - value), value,
									   text, at + strlen(usual));
	}
	avoid_others(fact, search_path);
}

/*
 * The text of a tree, as the server writes it: the query of a view, or an
 * expression.
 */
static char *
text_of(const SvRow *row)
{
	Datum		written;
	char	   *result;

	if (DatumGetObjectId(sv_row_datum(row, 1)) == RewriteRelationId)
		written = DirectFunctionCall1(pg_get_viewdef, sv_row_datum(row, 6));
	else
		written = DirectFunctionCall2(pg_get_expr, sv_row_datum(row, 5),
									  sv_row_datum(row, 6));
	result = TextDatumGetCString(written);
	if (result[0] != '\0' && result[strlen(result) - 1] == ';')
		result[strlen(result) - 1] = '\0';
	return result;
}

/*
 * Nothing but what a fact needs may be in its search_path, as its text names
 * relations and types without their schema.
 */
static void
avoid_others(SvFact *fact, const char *search_path)
{
	/* they may have been found before */
	List	   *needs = sv_strings_append_unique(sv_options_split(fact->path_needs),
												 "pg_temp");
	List	   *avoids = sv_options_split(fact->path_avoids);
	ListCell   *lc;

	foreach(lc, sv_options_split(search_path))
	{
		if (!sv_strings_member(needs, lfirst(lc)))
			avoids = sv_strings_append_unique(avoids, lfirst(lc));
	}
	fact->path_needs = sv_strings_join(needs, ", ");
	fact->path_avoids = avoids == NIL ? NULL : sv_strings_join(avoids, ", ");
}

/*
 * The fact with a tree, or NULL.
 */
static SvFact *
find_fact(const SvRow *row, const SvFacts *facts)
{
	SvAddress	object = {DatumGetObjectId(sv_row_datum(row, 1)),
	DatumGetObjectId(sv_row_datum(row, 2)), 0};
	SvAddress	whole = {RelationRelationId,
	DatumGetObjectId(sv_row_datum(row, 3)), DatumGetInt32(sv_row_datum(row, 4))};
	SvFact	   *fact = sv_facts_find(facts, object);

	return fact != NULL || !OidIsValid(whole.objid) ? fact :
		sv_facts_find(facts, whole);
}

/*
 * A list of names with those of more schemas, quoted and in their order; NULL is
 * the empty list.
 */
static char *
add_names(char *list, List *namespaces)
{
	List	   *names = NIL;
	ListCell   *lc;

	if (namespaces == NIL)
		return list;
	names = sv_options_split(list);
	foreach(lc, namespaces)
	{
		char	   *name = get_namespace_name(lfirst_oid(lc));

		if (name != NULL && lfirst_oid(lc) != PG_CATALOG_NAMESPACE &&
			!isAnyTempNamespace(lfirst_oid(lc)))
			names = sv_strings_append_unique(names, quote_identifier(name));
	}
	return names == NIL ? NULL : sv_strings_join(names, ", ");
}
