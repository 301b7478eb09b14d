/*-------------------------------------------------------------------------
 *
 * impact.h
 *	  The queries that upgrades break.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_IMPACT_H
#define SV_COMMAND_IMPACT_H

#include "nodes/pg_list.h"

/* A row of schemaver_impact(). */
typedef struct SvImpactRow
{
	const char *source;
	const char *name;
	const char *query;
	const char *effect;
	const char *sqlstate;		/* this and what follows may be NULL */
	const char *message;
	const char *detail;
	const char *hint;
	const char *context;
} SvImpactRow;

extern List *sv_impact_command_find(const char *target, bool untouched);

#endif							/* SV_COMMAND_IMPACT_H */
