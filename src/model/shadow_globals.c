/*-------------------------------------------------------------------------
 *
 * shadow_globals.c
 *	  Objects outside schemas, while a model is evaluated.
 *
 * A model may create objects that are in no schema: casts, languages, foreign
 * servers, publications and the like.  Those of the same name that exist
 * already must not be in its way, and event triggers must not fire when its
 * statements are executed, whatever role executes them.  All of this is undone
 * when the subtransaction of the evaluation is rolled back; only the event
 * triggers are restored before that, for their facts to be read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_am.h"
#include "catalog/pg_cast.h"
#include "catalog/pg_default_acl.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_language.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_subscription.h"
#include "catalog/pg_transform.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "model/shadow_globals.h"
#include "model/shadow_rows.h"

/* An event trigger that is disabled for now. */
typedef struct DisabledTrigger
{
	Oid			oid;
	char		enabled;		/* its evtenabled before */
} DisabledTrigger;

/* Catalogs of objects outside schemas; the first column of each is the OID. */
static const Oid global_catalogs[] = {
	AccessMethodRelationId,
	CastRelationId,
	DefaultAclRelationId,
	EventTriggerRelationId,
	ForeignDataWrapperRelationId,
	ForeignServerRelationId,
	LanguageRelationId,
	PublicationRelationId,
	SubscriptionRelationId,
	TransformRelationId,
};

static void move_catalog_aside(Oid catalog, Oid role);
static void move_aside(Relation relation, HeapTuple tuple);
static bool belongs_to(Oid catalog, HeapTuple tuple, Oid role);
static void enable_trigger(Oid oid, char enabled);

/*
 * Moves objects outside schemas out of the way: those that have a name get
 * another one, those that have none are deleted.  Members of extensions stay,
 * and so do objects that do not belong to the role: if it could replace them,
 * it could make other roles use its own.
 */
void
sv_shadow_globals_move_aside(Oid role)
{
	for (int i = 0; i < lengthof(global_catalogs); i++)
		move_catalog_aside(global_catalogs[i], role);
	CommandCounterIncrement();
}

/*
 * Disables all event triggers; returns those that were enabled, for
 * sv_shadow_globals_restore_triggers().
 */
List *
sv_shadow_globals_disable_triggers(void)
{
	Relation	relation = table_open(EventTriggerRelationId, RowExclusiveLock);
	TableScanDesc scan = table_beginscan_catalog(relation, 0, NULL);
	List	   *triggers = NIL;
	HeapTuple	tuple;
	ListCell   *lc;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_event_trigger form = (Form_pg_event_trigger) GETSTRUCT(tuple);
		DisabledTrigger *trigger;

		if (form->evtenabled == TRIGGER_DISABLED)
			continue;
		trigger = palloc(sizeof(DisabledTrigger));
		trigger->oid = form->oid;
		trigger->enabled = form->evtenabled;
		triggers = lappend(triggers, trigger);
	}
	table_endscan(scan);
	table_close(relation, NoLock);
	foreach(lc, triggers)
		enable_trigger(((DisabledTrigger *) lfirst(lc))->oid, TRIGGER_DISABLED);
	return triggers;
}

/*
 * Enables event triggers as they were before, for their facts to be read.
 */
void
sv_shadow_globals_restore_triggers(List *triggers)
{
	ListCell   *lc;

	foreach(lc, triggers)
	{
		const DisabledTrigger *trigger = lfirst(lc);

		enable_trigger(trigger->oid, trigger->enabled);
	}
}

/*
 * Sets evtenabled of an event trigger, unless the model has dropped it.
 */
static void
enable_trigger(Oid oid, char enabled)
{
	HeapTuple	tuple = SearchSysCacheCopy1(EVENTTRIGGEROID,
											ObjectIdGetDatum(oid));

	if (HeapTupleIsValid(tuple))
		sv_shadow_rows_set_column(EventTriggerRelationId, tuple,
								  Anum_pg_event_trigger_evtenabled,
								  CharGetDatum(enabled));
}

/*
 * Moves the objects of one catalog out of the way.
 */
static void
move_catalog_aside(Oid catalog, Oid role)
{
	Relation	relation;
	TableScanDesc scan;
	HeapTuple	tuple;

	relation = table_open(catalog, RowExclusiveLock);
	scan = table_beginscan_catalog(relation, 0, NULL);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Oid			oid = *(Oid *) GETSTRUCT(tuple);

		if (oid < FirstNormalObjectId ||
			(catalog == SubscriptionRelationId &&
			 ((Form_pg_subscription) GETSTRUCT(tuple))->subdbid != MyDatabaseId) ||
			OidIsValid(getExtensionOfObject(catalog, oid)) ||
			!belongs_to(catalog, tuple, role))
			continue;
		move_aside(relation, tuple);
	}
	table_endscan(scan);
	table_close(relation, NoLock);
}

/*
 * Moves an object out of the way if it is in no schema.
 */
void
sv_shadow_globals_move_one_aside(const ObjectAddress *object)
{
	Relation	relation;
	HeapTuple	tuple;

	for (int i = 0; i < lengthof(global_catalogs); i++)
	{
		if (global_catalogs[i] != object->classId)
			continue;
		relation = table_open(object->classId, RowExclusiveLock);
		tuple = get_catalog_object_by_oid(relation, 1, object->objectId);
		if (HeapTupleIsValid(tuple))
			move_aside(relation, heap_copytuple(tuple));
		table_close(relation, NoLock);
	}
}

/*
 * Gives an object another name; one that has none is deleted.
 */
static void
move_aside(Relation relation, HeapTuple tuple)
{
	Oid			catalog = RelationGetRelid(relation);
	AttrNumber	name = get_object_attnum_name(catalog);
	Oid			oid = *(Oid *) GETSTRUCT(tuple);

	if (name != InvalidAttrNumber)
		sv_shadow_rows_set_name(catalog, tuple, name,
								sv_shadow_name_make(oid));
	else
		CatalogTupleDelete(relation, &tuple->t_self);
}

/*
 * True if a role could change an object outside schemas.
 */
static bool
belongs_to(Oid catalog, HeapTuple tuple, Oid role)
{
	if (superuser_arg(role))
		return true;
	if (catalog == DefaultAclRelationId)
		return has_privs_of_role(role,
								 ((Form_pg_default_acl) GETSTRUCT(tuple))->defaclrole);
	return get_object_attnum_name(catalog) != InvalidAttrNumber &&
		object_ownercheck(catalog, *(Oid *) GETSTRUCT(tuple), role);
}
