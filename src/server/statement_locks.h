/*-------------------------------------------------------------------------
 *
 * statement_locks.h
 *	  What a statement demands of other sessions, as far as its text tells.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_STATEMENT_LOCKS_H
#define SV_SERVER_STATEMENT_LOCKS_H

#include "nodes/parsenodes.h"
#include "storage/lockdefs.h"

/* A lock on a relation that a statement is going to take. */
typedef struct SvDemand
{
	const RangeVar *relation;
	LOCKMODE	mode;
	bool		children;		/* on its partitions and heirs too */
	bool		with_table;		/* it is an index: on its table first */
	LOCKMODE	table_mode;
} SvDemand;

extern List *sv_demand_locks(const Node *statement);
extern bool sv_demand_is_allowed(const Node *statement, Oid relation);
extern bool sv_demand_is_concurrent(const Node *statement);
extern bool sv_demand_is_outside(const Node *statement);
extern int	sv_demand_new_relations(const Node *statement);

#endif							/* SV_SERVER_STATEMENT_LOCKS_H */
