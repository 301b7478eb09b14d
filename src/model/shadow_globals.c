/*-------------------------------------------------------------------------
 *
 * shadow_globals.c
 *	  What is outside of schemas, for the time of a look.
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
#include "catalog/pg_transform.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/shadow.h"
#include "model/shadow_globals.h"
#include "model/shadow_rows.h"

/* An event trigger that is disabled meanwhile. */
typedef struct SilentTrigger
{
	Oid			oid;
	char		enabled;		/* what it was */
} SilentTrigger;

/* Catalogs of what is outside of schemas. */
static const Oid global_catalogs[] = {
	AccessMethodRelationId,
	CastRelationId,
	DefaultAclRelationId,
	EventTriggerRelationId,
	ForeignDataWrapperRelationId,
	ForeignServerRelationId,
	LanguageRelationId,
	PublicationRelationId,
	TransformRelationId,
};

static void clear_catalog(Oid catalog, Oid role);
static void enable_trigger(Oid oid, char enabled);

/*
 * Make place for new objects outside of schemas: those that have a name of
 * their own get another one, those that have none are forgotten.  Members of
 * extensions stay, and what does not belong to the role: whoever could put
 * something in the place of that could make others use it.
 */
void
sv_shadow_globals_clear(Oid role)
{
	for (int i = 0; i < lengthof(global_catalogs); i++)
		clear_catalog(global_catalogs[i], role);
	CommandCounterIncrement();
}

/*
 * Let no event trigger fire, whoever runs what; returns those that did, for
 * sv_shadow_globals_unsilence().
 */
List *
sv_shadow_globals_silence(void)
{
	Relation	relation = table_open(EventTriggerRelationId, RowExclusiveLock);
	TableScanDesc scan = table_beginscan_catalog(relation, 0, NULL);
	List	   *triggers = NIL;
	HeapTuple	tuple;
	ListCell   *lc;

	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_event_trigger form = (Form_pg_event_trigger) GETSTRUCT(tuple);
		SilentTrigger *trigger;

		if (form->evtenabled == TRIGGER_DISABLED)
			continue;
		trigger = palloc(sizeof(SilentTrigger));
		trigger->oid = form->oid;
		trigger->enabled = form->evtenabled;
		triggers = lappend(triggers, trigger);
	}
	table_endscan(scan);
	table_close(relation, NoLock);
	foreach(lc, triggers)
		enable_trigger(((SilentTrigger *) lfirst(lc))->oid, TRIGGER_DISABLED);
	return triggers;
}

/*
 * Make event triggers what they were, so that they are read as what they are.
 */
void
sv_shadow_globals_unsilence(List *triggers)
{
	ListCell   *lc;

	foreach(lc, triggers)
		enable_trigger(((SilentTrigger *) lfirst(lc))->oid,
					   ((SilentTrigger *) lfirst(lc))->enabled);
}

/*
 * Set when an event trigger fires, if there is one.
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

static void
clear_catalog(Oid catalog, Oid role)
{
	AttrNumber	name = get_object_attnum_name(catalog);
	Relation	relation;
	TableScanDesc scan;
	HeapTuple	tuple;

	relation = table_open(catalog, RowExclusiveLock);
	scan = table_beginscan_catalog(relation, 0, NULL);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		/* the first column of each of these catalogs is the oid */
		Oid			oid = *(Oid *) GETSTRUCT(tuple);

		if (oid < FirstNormalObjectId ||
			OidIsValid(getExtensionOfObject(catalog, oid)) ||
			!(superuser_arg(role) || (name != InvalidAttrNumber &&
									  object_ownercheck(catalog, oid, role))))
			continue;
		if (name != InvalidAttrNumber)
			sv_shadow_rows_set_name(catalog, tuple, name,
									psprintf(SV_ASIDE_PREFIX "%u", oid));
		else
			CatalogTupleDelete(relation, &tuple->t_self);
	}
	table_endscan(scan);
	table_close(relation, NoLock);
}
