/*-------------------------------------------------------------------------
 *
 * shadow.h
 *	  Facts of schemas that exist only in a rolled-back subtransaction.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_H
#define SV_MODEL_SHADOW_H

#include "fact/fact.h"
#include "model/statements.h"

/*
 * A row of a catalog that has another name or schema in a shadow; an extension
 * that is in the schema of this name; or, without OID, a schema that is created.
 */
typedef struct SvShadowRename
{
	Oid			classid;		/* its catalog; pg_class for a column */
	Oid			objid;			/* its OID; that of the relation for a column;
								 * InvalidOid: it is created */
	int16		attnum;			/* the column, or 0 */
	const char *name;			/* NULL: it keeps its name */
	const char *schema;			/* by the name that this has in the shadow;
								 * NULL: it stays in its schema */
} SvShadowRename;

/* What is executed in a shadow, and the facts afterwards. */
typedef struct SvShadowStage
{
	void		(*execute) (void *arg);
	void	   *arg;
	bool		without_needs;	/* the facts need no dependencies */
	bool		is_play;		/* it reads facts itself, as often as it needs */
	SvFacts    *facts;			/* set by sv_shadow_evaluate(), unless is_play */
} SvShadowStage;

extern void sv_shadow_evaluate(List *schemas, const SvStatements *statements,
							   Oid author, List *stages);
extern SvFacts *sv_shadow_renamed(List *namespaces, List *renames);
extern SvFacts *sv_shadow_schema_as(Oid schema, Oid as);

#endif							/* SV_MODEL_SHADOW_H */
