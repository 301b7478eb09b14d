/*-------------------------------------------------------------------------
 *
 * trash_sync.c
 *	  The trigger that lets kept values follow the table.
 *
 * It fires in the sessions of clients, after a row was written.  What it writes is
 * read from the table by the key of the row: so it does not matter in which order
 * triggers of one statement fire, or what triggers of users have done meanwhile.
 * A row that is not there any more is marked as gone.  Writers of one row wait for
 * each other in the table, and a copy of it (trash_fill.c) in the unique index of
 * the kept values.
 *
 * It runs as the owner of the kept values, as clients have no rights on them.
 * The arguments of a trigger are those of whoever has created it: they only
 * name things, and the table that they name must have been marked by its owner as
 * one to be filled from the table of the trigger.
 *
 * No client is to get an error: what is not there any more, or is not as it was
 * when the trigger was created, is left alone, and whoever takes the values over
 * finds that out.
 *
 * A session keeps the plans of the triggers that it has fired.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/comment.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "catalog/deparse_settings.h"
#include "command/trash_fill.h"
#include "command/trash_sync.h"
#include "compat.h"
#include "server/prepared.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "strings.h"

/* A column of the table. */
typedef struct Column
{
	AttrNumber	number;
	Oid			type;
	bool		by_value;
	int16		length;
	char	   *name;
} Column;

/* What is known of a trigger, for as long as it holds. */
typedef struct Sync
{
	Oid			trigger;		/* key of the hash table */
	MemoryContext context;		/* of all that follows; NULL: nothing does */
	Oid			kept;
	char	   *table;			/* with schema, quoted */
	bool		usable;
	int			nkeys;
	Column	   *columns;		/* those of the key, and the one that is kept */
	Oid		   *types;			/* of the key */
	SvPrepared *refresh;
	SvPrepared *leave;
} Sync;

/* Parts of the statements. */
typedef struct Parts
{
	char	   *list;
	char	   *condition;
	char	   *parameters;
	char	   *keys;
	char	   *column;
} Parts;

/* Of this session, in TopMemoryContext. */
static HTAB *syncs = NULL;

static bool is_same(const Sync *sync, const TriggerData *data);
static Sync *find(const TriggerData *data, Oid kept);
static bool holds(const Sync *sync, Relation table, Oid kept);
static bool make(Sync *sync, const TriggerData *data);
static bool make_columns(Sync *sync, Relation table, char **arguments, int count);
static void make_statements(Sync *sync, const TriggerData *data);
static void take_parts(const SvRow *row, void *arg);
static Oid	owner_of(Oid relation);
static void follow(const Sync *sync, const TriggerData *data);
static Datum *key_of(const Sync *sync, HeapTuple row, TupleDesc desc);
static bool are_equal(const Sync *sync, int first, int last, HeapTuple old,
					  HeapTuple new, TupleDesc desc);
static void refresh(const Sync *sync, const Datum *key);

/*
 * To be called for each row, after the event.
 */
void
sv_trash_sync_row(const TriggerData *data)
{
	const Trigger *trigger = data->tg_trigger;
	Oid			kept;
	Sync	   *sync;
	Oid			user;
	int			context;
	int			nest_level;

	if (trigger->tgnargs <= SV_FILL_FIRST_KEY)
		return;
	kept = get_relname_relid(trigger->tgargs[SV_FILL_KEPT_IN],
							 get_namespace_oid(SV_TRASH_SCHEMA, true));
	if (!OidIsValid(kept))
		return;
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(owner_of(kept), context | SECURITY_LOCAL_USERID_CHANGE);
	sync = find(data, kept);
	if (sync != NULL && !is_same(sync, data))
	{
		nest_level = sv_deparse_settings_begin();
		follow(sync, data);
		sv_deparse_settings_end(nest_level);
	}
	SetUserIdAndSecContext(user, context);
}

/*
 * True if an UPDATE has changed nothing that is kept.
 */
static bool
is_same(const Sync *sync, const TriggerData *data)
{
	return TRIGGER_FIRED_BY_UPDATE(data->tg_event) &&
		are_equal(sync, 0, sync->nkeys, data->tg_trigtuple, data->tg_newtuple,
				  RelationGetDescr(data->tg_relation));
}

/*
 * What is known of a trigger; NULL if nothing can be written for it.
 */
static Sync *
find(const TriggerData *data, Oid kept)
{
	Oid			oid = data->tg_trigger->tgoid;
	Sync	   *sync;
	bool		found;

	if (syncs == NULL)
	{
		HASHCTL		control = {0};

		control.keysize = sizeof(Oid);
		control.entrysize = sizeof(Sync);
		control.hcxt = TopMemoryContext;
		syncs = hash_create("schemaver kept values", 8, &control,
							HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	sync = hash_search(syncs, &oid, HASH_ENTER, &found);
	if (!found)
		sync->context = NULL;
	if (sync->context == NULL || !holds(sync, data->tg_relation, kept))
	{
		if (sync->context != NULL)
			MemoryContextDelete(sync->context);
		sync->context = NULL;
		sync->kept = kept;
		sync->usable = make(sync, data);
	}
	return sync->usable ? sync : NULL;
}

/*
 * True if nothing has changed of which it is known what it was.
 */
static bool
holds(const Sync *sync, Relation table, Oid kept)
{
	TupleDesc	desc = RelationGetDescr(table);

	if (sync->kept != kept || !sync->usable ||
		strcmp(sync->table, sv_relation_name_quote(RelationGetRelid(table))) != 0)
		return false;
	for (int i = 0; i <= sync->nkeys; i++)
	{
		const Column *column = &sync->columns[i];
		const FormData_pg_attribute *attribute = TupleDescAttr(desc, column->number - 1);

		if (attribute->attisdropped || attribute->atttypid != column->type ||
			strcmp(NameStr(attribute->attname), column->name) != 0)
			return false;
	}
	return true;
}

/*
 * Find out what is to be known; false if that is not possible.
 */
static bool
make(Sync *sync, const TriggerData *data)
{
	Relation	table = data->tg_relation;
	const char *mark = sv_trash_fill_mark(RelationGetRelid(table));
	const char *comment = GetComment(sync->kept, RelationRelationId, 0);
	MemoryContext context;
	MemoryContext oldcontext;
	bool		made;

	if (comment == NULL || strcmp(comment, mark) != 0)
		return false;
	context = AllocSetContextCreate(CurrentMemoryContext, "schemaver kept values",
									ALLOCSET_SMALL_SIZES);
	oldcontext = MemoryContextSwitchTo(context);
	sync->table = sv_relation_name_quote(RelationGetRelid(table));
	made = make_columns(sync, table, &data->tg_trigger->tgargs[SV_FILL_FIRST_KEY],
						data->tg_trigger->tgnargs - SV_FILL_FIRST_KEY);
	if (made)
		make_statements(sync, data);
	MemoryContextSwitchTo(oldcontext);
	/* an error before leaves it to the statement of the client */
	MemoryContextSetParent(context, TopMemoryContext);
	sync->context = context;
	return made;
}

static bool
make_columns(Sync *sync, Relation table, char **arguments, int count)
{
	const char *kept = arguments[SV_FILL_COLUMN - SV_FILL_FIRST_KEY];

	sync->nkeys = count;
	sync->columns = palloc0(sizeof(Column) * (count + 1));
	sync->types = palloc0(sizeof(Oid) * count);
	for (int i = 0; i <= count; i++)
	{
		Column	   *column = &sync->columns[i];

		column->name = pstrdup(i < count ? arguments[i] : kept);
		column->number = get_attnum(RelationGetRelid(table), column->name);
		if (column->number <= 0)
			return false;
		column->type = get_atttype(RelationGetRelid(table), column->number);
		get_typlenbyval(column->type, &column->length, &column->by_value);
		if (i < count)
			sync->types[i] = column->type;
	}
	return true;
}

/*
 * Prepare the statement that brings the values of a row with some key, and the one
 * that says that there is no such row.
 */
static void
make_statements(Sync *sync, const TriggerData *data)
{
	static SvQuery query = {
		.text = "SELECT string_agg(" SV_TRASH_VALUE_OF ", ', ' ORDER BY a.attnum),"
		" string_agg(format('t.%I = $%s', a.attname, k.n), ' AND ') FILTER (WHERE k.n IS NOT NULL),"
		" string_agg(CASE WHEN y.oid >= 16384 THEN format('format(''%%s'', $%s)', k.n)"
		"  ELSE format('$%s', k.n) END, ', ' ORDER BY k.n) FILTER (WHERE k.n IS NOT NULL),"
		" string_agg(quote_ident(a.attname), ', ' ORDER BY k.n) FILTER (WHERE k.n IS NOT NULL),"
		" quote_ident($2)"
		" FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid"
		" LEFT JOIN unnest($3) WITH ORDINALITY k(name, n) ON k.name = a.attname"
		" WHERE a.attrelid = $1 AND a.attnum > 0 AND (a.attname = $2 OR k.n IS NOT NULL)",
		.nargs = 3,
		.types = {OIDOID, TEXTOID, TEXTARRAYOID}
	};
	const char *kept = quote_qualified_identifier(SV_TRASH_SCHEMA,
												  data->tg_trigger->tgargs[SV_FILL_KEPT_IN]);
	List	   *keys = NIL;
	Datum		values[3];
	Parts		parts = {NULL};
	int			nest_level;

	for (int i = 0; i < sync->nkeys; i++)
		keys = lappend(keys, sync->columns[i].name);
	values[0] = ObjectIdGetDatum(RelationGetRelid(data->tg_relation));
	values[1] = CStringGetTextDatum(sync->columns[sync->nkeys].name);
	values[2] = sv_strings_datum(keys);
	sv_query_begin_latest();
	sv_query_fetch(&query, values, NULL, take_parts, &parts);
	sv_query_end_fresh();
	nest_level = sv_deparse_settings_begin();
	sync->refresh = sv_prepared_make(psprintf("INSERT INTO %s SELECT %s FROM ONLY %s AS t WHERE %s"
											  " ON CONFLICT (%s) DO UPDATE SET %s = excluded.%s, sv_gone = NULL",
											  kept, parts.list, sync->table,
											  parts.condition, parts.keys,
											  parts.column, parts.column),
									 sync->nkeys, sync->types, SV_SCAN_BY_KEY);
	sync->leave = sv_prepared_make(psprintf("INSERT INTO %s (%s, sv_gone) VALUES (%s, true)"
											" ON CONFLICT (%s) DO UPDATE SET %s = NULL, sv_gone = true",
											kept, parts.keys, parts.parameters,
											parts.keys, parts.column),
								   sync->nkeys, sync->types, SV_SCAN_BY_KEY);
	sv_deparse_settings_end(nest_level);
	sv_prepared_see_latest(sync->refresh);
	sv_prepared_see_latest(sync->leave);
}

/* sv_query_fetch callback */
static void
take_parts(const SvRow *row, void *arg)
{
	Parts	   *parts = arg;

	parts->list = sv_row_text(row, 1);
	parts->condition = sv_row_text(row, 2);
	parts->parameters = sv_row_text(row, 3);
	parts->keys = sv_row_text(row, 4);
	parts->column = sv_row_text(row, 5);
}

static Oid
owner_of(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relation);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * Let the kept values follow a row that was written, under its key and the one
 * that it had.
 */
static void
follow(const Sync *sync, const TriggerData *data)
{
	TupleDesc	desc = RelationGetDescr(data->tg_relation);
	HeapTuple	row = data->tg_trigtuple;
	HeapTuple	new = TRIGGER_FIRED_BY_UPDATE(data->tg_event) ? data->tg_newtuple :
	NULL;

	if (new == NULL || !are_equal(sync, 0, sync->nkeys - 1, row, new, desc))
		refresh(sync, key_of(sync, row, desc));
	if (new != NULL)
		refresh(sync, key_of(sync, new, desc));
}

static Datum *
key_of(const Sync *sync, HeapTuple row, TupleDesc desc)
{
	Datum	   *key = palloc(sizeof(Datum) * sync->nkeys);

	for (int i = 0; i < sync->nkeys; i++)
	{
		bool		is_null;

		key[i] = heap_getattr(row, sync->columns[i].number, desc, &is_null);
		if (is_null)
			elog(ERROR, "column \"%s\" is null", sync->columns[i].name);
	}
	return key;
}

/*
 * True if two rows have the same values in some of the columns, as they are
 * stored.
 */
static bool
are_equal(const Sync *sync, int first, int last, HeapTuple old, HeapTuple new,
		  TupleDesc desc)
{
	for (int i = first; i <= last; i++)
	{
		const Column *column = &sync->columns[i];
		bool		old_is_null;
		bool		new_is_null;
		Datum		before = heap_getattr(old, column->number, desc, &old_is_null);
		Datum		after = heap_getattr(new, column->number, desc, &new_is_null);

		if (old_is_null != new_is_null ||
			(!old_is_null && !datum_image_eq(before, after, column->by_value,
											 column->length)))
			return false;
	}
	return true;
}

/*
 * Bring the values of the row with some key.
 */
static void
refresh(const Sync *sync, const Datum *key)
{
	if (sv_prepared_execute(sync->refresh, key, NULL, NULL) == 0)
		sv_prepared_execute(sync->leave, key, NULL, NULL);
}
