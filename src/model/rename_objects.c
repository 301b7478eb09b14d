/*-------------------------------------------------------------------------
 *
 * rename_objects.c
 *	  Relations, types and functions to be renamed or moved.
 *
 * Both the old name of an object and the new one may have a schema: if these
 * differ, the object moves from the one to the other, which is created before
 * if need be.  Whatever belongs to it goes along, as the server does it: the
 * row type of a table, its indexes and constraints, the sequences of its
 * columns; not its statistics.  An object that moves and is renamed has another
 * name in between, which must be free.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/formatting.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/rename_objects.h"
#include "model/rename_ranges.h"
#include "server/query.h"

/* The old name of an object and the new one; schemas have their new names. */
typedef struct Move
{
	Oid			old_namespace;
	Oid			new_namespace;	/* InvalidOid: it is to be created */
	char	   *old_schema;
	char	   *new_schema;
	const char *old_name;
	const char *new_name;
} Move;

typedef bool (*IsTaken) (Oid namespace, const char *name);

static char *plan_move(const SvRenames *renames, const char *schema,
					   const char *name, List *old, Move *move);
static char *old_identity(const Move *move, const char *arguments);
static char *new_identity(const Move *move, const char *arguments);
static char *no_way(const Move *move);
static bool relation_is_taken(Oid namespace, const char *name);
static bool type_is_taken(Oid namespace, const char *name);
static bool function_is_taken(Oid namespace, const char *name);
static SvMarkedRename *add_move(SvRenames *renames, const char *kind,
								const char *command, const Move *move,
								const char *arguments, IsTaken is_taken);
static char *write_step(const char *command, const Move *move,
						const char *arguments, bool renames, bool back,
						bool other_done);
static void require_schema(SvRenames *renames, const Move *move);
static void add_rows(SvMarkedRename *marked, SvQuery *query, Oid oid,
					 const char *schema);
static void take_row(const SvRow *row, void *arg);

/*
 * The rows with the schema of a relation: its own, those of its row type, its
 * indexes, its constraints, and the sequences that its columns own, with all
 * of their types.  Statistics stay where they are.
 */
static SvQuery rows_of_relation = {
	"WITH relation AS"
	"  (SELECT $1 AS oid"
	"   UNION SELECT d.objid FROM pg_catalog.pg_depend d"
	"   JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'"
	"   WHERE d.classid = 'pg_catalog.pg_class'::regclass"
	"    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = $1"
	"    AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')),"
	" type AS"
	"  (SELECT t.oid, t.typarray FROM relation"
	"   JOIN pg_catalog.pg_class c ON c.oid = relation.oid"
	"   JOIN pg_catalog.pg_type t ON t.oid = c.reltype)"
	" SELECT 'pg_catalog.pg_class'::regclass::oid, relation.oid FROM relation"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid"
	"  FROM pg_catalog.pg_index i WHERE i.indrelid = $1"
	" UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, k.oid"
	"  FROM pg_catalog.pg_constraint k WHERE k.conrelid = $1"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, type.oid FROM type"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, type.typarray FROM type"
	"  WHERE type.typarray <> 0",
	1, {OIDOID}
};

/* The same for a type that is not the row type of a table. */
static SvQuery rows_of_type = {
	"SELECT 'pg_catalog.pg_type'::regclass::oid, $1"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.typarray"
	"  FROM pg_catalog.pg_type t WHERE t.oid = $1 AND t.typarray <> 0"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, t.typrelid"
	"  FROM pg_catalog.pg_type t WHERE t.oid = $1 AND t.typrelid <> 0"
	" UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, k.oid"
	"  FROM pg_catalog.pg_constraint k WHERE k.contypid = $1",
	1, {OIDOID}
};

/*
 * Adds a relation, and its row type if it has one.  "kinds" are those of
 * pg_class that it may be of, "noun" is what ALTER calls it.
 */
char *
sv_rename_objects_add_relation(SvRenames *renames, const RangeVar *name, List *old,
							   const char *kinds, const char *noun)
{
	char	   *kind = asc_tolower(noun, strlen(noun));
	SvMarkedRename *marked;
	Move		move;
	char	   *reason;
	Oid			oid;

	reason = plan_move(renames, name->schemaname, name->relname, old, &move);
	if (reason != NULL)
		return reason;
	oid = get_relname_relid(move.old_name, move.old_namespace);
	reason = sv_renames_judge(renames, OidIsValid(oid),
							  relation_is_taken(move.new_namespace,
												move.new_name),
							  kind, old_identity(&move, ""),
							  new_identity(&move, ""));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	if (strchr(kinds, get_rel_relkind(oid)) == NULL)
		return psprintf("\"%s\" is not a %s.", old_identity(&move, ""), kind);

	marked = add_move(renames, kind, noun, &move, "", relation_is_taken);
	if (marked == NULL)
		return no_way(&move);
	if (move.old_namespace != move.new_namespace)
		add_rows(marked, &rows_of_relation, oid, move.new_schema);
	if (strcmp(move.old_name, move.new_name) != 0)
	{
		Oid			type = get_rel_type_id(oid);

		sv_renames_add_row(marked, RelationRelationId, oid, 0, move.new_name);
		if (OidIsValid(type))
			sv_renames_add_row(marked, TypeRelationId, type, 0, move.new_name);
	}
	sv_renames_note(renames, RelationRelationId, oid, move.new_schema,
					move.new_name);
	return NULL;
}

/*
 * Adds an index.  It is in the schema of its table, wherever that goes.
 */
char *
sv_rename_objects_add_index(SvRenames *renames, const RangeVar *table,
							const char *name, List *old)
{
	Oid			relation = sv_renames_find_relation(renames, table);
	Oid			namespace;
	Move		move;
	char	   *reason;
	Oid			oid;

	if (!OidIsValid(relation))
		return psprintf("There is no table \"%s\".",
						sv_renames_qualify(renames, table));
	namespace = get_rel_namespace(relation);
	move.old_namespace = move.new_namespace = namespace;
	move.old_schema = move.new_schema = sv_renames_schema(renames,
														  table->schemaname);
	move.old_name = llast(old);
	move.new_name = name;
	oid = get_relname_relid(move.old_name, namespace);
	reason = sv_renames_judge(renames, OidIsValid(oid),
							  relation_is_taken(namespace, name), "index",
							  old_identity(&move, ""), new_identity(&move, ""));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	if (strchr("iI", get_rel_relkind(oid)) == NULL)
		return psprintf("\"%s\" is not an index.", old_identity(&move, ""));
	sv_renames_add_row(add_move(renames, "index", "INDEX", &move, "",
								relation_is_taken),
					   RelationRelationId, oid, 0, name);
	return NULL;
}

/*
 * Adds a type, with the relation of a composite one, and what was created with
 * a range.  "kinds" are those of pg_type that it may be of.
 */
char *
sv_rename_objects_add_type(SvRenames *renames, List *names, List *old,
						   const char *kinds)
{
	SvMarkedRename *marked;
	Move		move;
	char	   *reason;
	char	   *noun;
	Oid			oid;

	reason = plan_move(renames, sv_renames_names_schema(names), strVal(llast(names)), old,
					   &move);
	if (reason != NULL)
		return reason;
	oid = sv_renames_type(move.old_namespace, move.old_name);
	reason = sv_renames_judge(renames, OidIsValid(oid),
							  type_is_taken(move.new_namespace, move.new_name),
							  "type", old_identity(&move, ""),
							  new_identity(&move, ""));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	if (strchr(kinds, get_typtype(oid)) == NULL ||
		(get_typtype(oid) == TYPTYPE_COMPOSITE &&
		 get_rel_relkind(get_typ_typrelid(oid)) != RELKIND_COMPOSITE_TYPE))
		return psprintf("\"%s\" is another kind of type.",
						old_identity(&move, ""));

	noun = get_typtype(oid) == TYPTYPE_DOMAIN ? "DOMAIN" : "TYPE";
	marked = add_move(renames, "type", noun, &move, "", type_is_taken);
	if (marked == NULL)
		return no_way(&move);
	if (move.old_namespace != move.new_namespace)
		add_rows(marked, &rows_of_type, oid, move.new_schema);
	if (strcmp(move.old_name, move.new_name) != 0)
	{
		Oid			relation = get_typ_typrelid(oid);

		sv_renames_add_row(marked, TypeRelationId, oid, 0, move.new_name);
		if (OidIsValid(relation))
			sv_renames_add_row(marked, RelationRelationId, relation, 0,
							   move.new_name);
	}
	if (get_typtype(oid) == TYPTYPE_RANGE)
		sv_rename_ranges_add(renames, marked, oid, move.old_schema,
							 move.old_name, move.new_schema, move.new_name);
	sv_renames_note(renames, TypeRelationId, oid, move.new_schema,
					move.new_name);
	if (OidIsValid(get_typ_typrelid(oid)))
		sv_renames_note(renames, RelationRelationId, get_typ_typrelid(oid), move.new_schema,
						move.new_name);
	return NULL;
}

/*
 * Adds a function, if exactly one has the old name and none the new one.
 */
char *
sv_rename_objects_add_function(SvRenames *renames, List *names, List *old,
							   bool procedure)
{
	const char *kind = procedure ? "procedure" : "function";
	SvMarkedRename *marked;
	Move		move;
	char	   *reason;
	char	   *arguments;
	int			count = 0;
	Oid			oid;

	reason = plan_move(renames, sv_renames_names_schema(names), strVal(llast(names)), old,
					   &move);
	if (reason != NULL)
		return reason;
	oid = sv_renames_function(move.old_namespace, move.old_name, &count);
	reason = sv_renames_judge(renames, count > 0,
							  function_is_taken(move.new_namespace,
												move.new_name),
							  kind, old_identity(&move, ""),
							  new_identity(&move, ""));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	if (count > 1)
		return psprintf("There are %d functions \"%s\".", count,
						old_identity(&move, ""));
	if ((get_func_prokind(oid) == PROKIND_PROCEDURE) != procedure ||
		get_func_prokind(oid) == PROKIND_AGGREGATE)
		return psprintf("\"%s\" is not a %s.", old_identity(&move, ""), kind);
	arguments = sv_renames_argument_types(renames, oid);
	marked = add_move(renames, kind, procedure ? "PROCEDURE" : "FUNCTION",
					  &move, arguments, function_is_taken);
	if (marked == NULL)
		return no_way(&move);
	if (strcmp(move.old_name, move.new_name) != 0)
		sv_renames_add_row(marked, ProcedureRelationId, oid, 0, move.new_name);
	if (move.old_namespace != move.new_namespace)
	{
		SvShadowRename *row;

		sv_renames_add_row(marked, ProcedureRelationId, oid, 0, NULL);
		row = llast(marked->renames);
		row->schema = move.new_schema;
	}
	return NULL;
}

/*
 * Where an object goes from its old name, one or two strings, of which the
 * first one is a schema.  Returns NULL, or why it cannot go there.
 */
static char *
plan_move(const SvRenames *renames, const char *schema, const char *name,
		  List *old, Move *move)
{
	move->new_schema = sv_renames_schema(renames, schema);
	move->new_namespace = sv_renames_find_namespace(renames, move->new_schema);
	move->new_name = name;
	move->old_name = llast(old);
	move->old_namespace = move->new_namespace;
	move->old_schema = move->new_schema;
	if (list_length(old) > 1)
	{
		const char *old_schema = list_nth(old, list_length(old) - 2);
		Oid			present = get_namespace_oid(old_schema, true);

		move->old_namespace = OidIsValid(present) ? present :
			sv_renames_find_namespace(renames, old_schema);
		if (!OidIsValid(move->old_namespace))
			move->old_schema = pstrdup(old_schema);
		else
			move->old_schema = sv_renames_schema_name(renames, move->old_namespace);
	}
	/* all objects of the old schema may have gone, and it with them */
	if (!OidIsValid(move->old_namespace) && !OidIsValid(move->new_namespace))
		return psprintf("There is no schema \"%s\".", move->old_schema);
	if (OidIsValid(move->old_namespace) &&
		!list_member_oid(renames->namespaces, move->old_namespace))
		return psprintf("Schema \"%s\" is not compared.", move->old_schema);
	return NULL;
}

static char *
old_identity(const Move *move, const char *arguments)
{
	return psprintf("%s%s", quote_qualified_identifier(move->old_schema,
													   move->old_name),
					arguments);
}

static char *
new_identity(const Move *move, const char *arguments)
{
	return psprintf("%s%s", quote_qualified_identifier(move->new_schema,
													   move->new_name),
					arguments);
}

/*
 * Why an object that moves and is renamed can do neither first.
 */
static char *
no_way(const Move *move)
{
	return psprintf("Both \"%s\" and \"%s\" exist, which it would be called in between.",
					quote_qualified_identifier(move->new_schema, move->old_name),
					quote_qualified_identifier(move->old_schema, move->new_name));
}

/*
 * True if there is an object of this name in a schema.
 */
static bool
relation_is_taken(Oid namespace, const char *name)
{
	return OidIsValid(namespace) &&
		OidIsValid(get_relname_relid(name, namespace));
}

static bool
type_is_taken(Oid namespace, const char *name)
{
	return OidIsValid(sv_renames_type(namespace, name));
}

static bool
function_is_taken(Oid namespace, const char *name)
{
	int			count = 0;

	(void) sv_renames_function(namespace, name, &count);
	return count > 0;
}

/*
 * Adds what moves and is renamed by ALTER and this command, in the order in
 * which the name in between is free; returns NULL if there is none.
 */
static SvMarkedRename *
add_move(SvRenames *renames, const char *kind, const char *command,
		 const Move *move, const char *arguments, IsTaken is_taken)
{
	bool		named = strcmp(move->old_name, move->new_name) != 0;
	bool		moved = move->old_namespace != move->new_namespace;
	bool		renames_first = false;
	char	   *upgrade;
	char	   *downgrade;

	if (named && moved && is_taken(move->new_namespace, move->old_name))
	{
		if (is_taken(move->old_namespace, move->new_name))
			return NULL;
		renames_first = true;
	}
	if (moved)
		require_schema(renames, move);
	if (named && moved)
	{
		upgrade = psprintf("%s;\n%s",
						   write_step(command, move, arguments, renames_first, false, false),
						   write_step(command, move, arguments, !renames_first, false, true));
		downgrade = psprintf("%s;\n%s",
							 write_step(command, move, arguments, !renames_first, true, true),
							 write_step(command, move, arguments, renames_first, true, false));
	}
	else
	{
		upgrade = write_step(command, move, arguments, named, false, false);
		downgrade = write_step(command, move, arguments, named, true, false);
	}
	return sv_renames_add(renames, kind, old_identity(move, arguments),
						  new_identity(move, arguments), upgrade, downgrade);
}

/*
 * The statement that gives an object its other name, or schema; or the old one
 * back.  "other_done" tells whether the other one is as it will be.
 */
static char *
write_step(const char *command, const Move *move, const char *arguments,
		   bool renames, bool back, bool other_done)
{
	bool		new_name = renames ? back : other_done;
	bool		new_schema = renames ? other_done : back;
	char	   *object;

	if (move->old_namespace == move->new_namespace)
		new_schema = true;
	if (strcmp(move->old_name, move->new_name) == 0)
		new_name = true;
	object = quote_qualified_identifier(new_schema ? move->new_schema : move->old_schema,
										new_name ? move->new_name : move->old_name);
	if (renames)
		return psprintf("ALTER %s %s%s RENAME TO %s", command, object, arguments,
						quote_identifier(back ? move->old_name : move->new_name));
	return psprintf("ALTER %s %s%s SET SCHEMA %s", command, object, arguments,
					quote_identifier(back ? move->old_schema : move->new_schema));
}

/*
 * Adds the creation of the schema that an object goes to, unless it exists.
 */
static void
require_schema(SvRenames *renames, const Move *move)
{
	SvMarkedRename *marked;
	char	   *schema;
	ListCell   *lc;

	if (OidIsValid(move->new_namespace))
		return;
	schema = pstrdup(quote_identifier(move->new_schema));
	foreach(lc, renames->found)
	{
		const SvMarkedRename *other = lfirst(lc);

		if (other->from == NULL && strcmp(other->to, schema) == 0)
			return;
	}
	marked = sv_renames_add(renames, "schema", NULL, schema,
							psprintf("CREATE SCHEMA %s", schema),
							psprintf("DROP SCHEMA %s", schema));
	sv_renames_add_row(marked, NamespaceRelationId, InvalidOid, 0,
					   move->new_schema);
}

/*
 * Adds the rows that a query finds for an object, which go to a schema.
 */
static void
add_rows(SvMarkedRename *marked, SvQuery *query, Oid oid, const char *schema)
{
	Datum		value = ObjectIdGetDatum(oid);
	List	   *before = marked->renames;
	ListCell   *lc;

	marked->renames = NIL;
	sv_query_fetch(query, &value, NULL, take_row, marked);
	foreach(lc, marked->renames)
		((SvShadowRename *) lfirst(lc))->schema = schema;
	marked->renames = list_concat(before, marked->renames);
}

static void
take_row(const SvRow *row, void *arg)
{
	sv_renames_add_row(arg, DatumGetObjectId(sv_row_datum(row, 1)),
					   DatumGetObjectId(sv_row_datum(row, 2)), 0, NULL);
}
