/*-------------------------------------------------------------------------
 *
 * plain_table.h
 *	  Rows of our tables, read without a query.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_PLAIN_TABLE_H
#define SV_SERVER_PLAIN_TABLE_H

#include "server/query.h"

#define SV_PLAIN_MAX_COLUMNS 16

/* Columns of a table in our schema. */
typedef struct SvPlainTable
{
	const char *name;
	int			count;
	struct
	{
		const char *name;
		Oid			type;
	}			columns[SV_PLAIN_MAX_COLUMNS];
} SvPlainTable;

/* True if that is the row that is wanted. */
typedef bool (*SvRowTest) (const SvRow *row, void *arg);

extern bool sv_plain_table_sees_all(Oid table);
extern bool sv_plain_table_read(const SvPlainTable *table,
								SvRowCallback callback, void *arg);
extern bool sv_plain_table_find_last(const SvPlainTable *table, SvRowTest test,
									 void *arg);

#endif							/* SV_SERVER_PLAIN_TABLE_H */
