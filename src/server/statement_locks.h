/*-------------------------------------------------------------------------
 *
 * statement_locks.h
 *	  The strong locks that a statement takes, as far as its text shows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_STATEMENT_LOCKS_H
#define SV_SERVER_STATEMENT_LOCKS_H

#include "nodes/parsenodes.h"
#include "storage/lockdefs.h"

/* A lock on a relation that a statement is going to take. */
typedef struct SvStatementLock
{
	const RangeVar *relation;
	LOCKMODE	mode;
	bool		children;		/* also on its partitions and child tables */
	bool		with_table;		/* it is an index: on its table first */
	LOCKMODE	table_mode;		/* for that */
} SvStatementLock;

extern List *sv_statement_locks_of(const Node *statement);
extern bool sv_statement_locks_is_allowed(const Node *statement, Oid relation);
extern int	sv_statement_locks_new_relations(const Node *statement);

#endif							/* SV_SERVER_STATEMENT_LOCKS_H */
