/*-------------------------------------------------------------------------
 *
 * shadow.h
 *	  Looks at schemas as they would be.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_H
#define SV_MODEL_SHADOW_H

#include "fact/fact.h"
#include "model/statements.h"

/* Something gets another name for the time of a look. */
typedef struct SvRename
{
	Oid			classid;		/* pg_class or pg_type, or pg_attribute: then */
	Oid			objid;			/* the relation */
	int16		attnum;			/* and the column */
	const char *name;
} SvRename;

/* What a schema, or something outside of schemas, is called meanwhile. */
#define SV_ASIDE_PREFIX "schemaver_aside_"

extern SvFacts *sv_shadow_of(List *schemas, const SvStatements *scan, Oid author,
							 void (*run) (void *arg), void *arg);
extern SvFacts *sv_shadow_renamed(List *namespaces, List *renames);
extern SvFacts *sv_shadow_schema_as(Oid namespace_, Oid as);
extern void sv_shadow_check_schemas(List *schemas, Oid role);

#endif							/* SV_MODEL_SHADOW_H */
