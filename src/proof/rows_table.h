/*-------------------------------------------------------------------------
 *
 * rows_table.h
 *	  A table as one who inserts rows has to know it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_TABLE_H
#define SV_PROOF_ROWS_TABLE_H

#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"

/* A column that an INSERT may name.  Columns are known by their index in the
 * list of the table, from 0. */
typedef struct SvRowsColumn
{
	const char *name;
	int16		attnum;
	Oid			type;
	int32		typmod;
	bool		nullable;
	bool		has_default;
	bool		is_counted;		/* an identity, or its default calls nextval() */
	bool		is_always;		/* GENERATED ALWAYS AS IDENTITY */
	bool		in_key;			/* of a unique index */
} SvRowsColumn;

/* A constraint by which the server may refuse a row. */
typedef struct SvRowsRule
{
	const char *name;			/* of the constraint or the index */
	Bitmapset  *columns;
	struct Node *check;			/* the expression of a CHECK; NULL: none */
} SvRowsRule;

/* A foreign key. */
typedef struct SvRowsReference
{
	const char *name;
	Oid			parent;			/* the table that is referenced */
	int			nkeys;
	int		   *columns;		/* indexes */
	int16	   *parent_attnums;
	Oid		   *operators;		/* parent = child */
	bool		nullable;		/* can be without a parent */
	bool		deferrable;
} SvRowsReference;

typedef struct SvRowsTable
{
	Oid			oid;
	const char *schema;
	const char *bare_name;
	const char *name;			/* quoted, with its schema */
	bool		is_partitioned;
	bool		is_empty;
	bool		is_readable;	/* by the caller, and on this server */
	int			ncolumns;
	SvRowsColumn *columns;
	List	   *rules;			/* of SvRowsRule */
	List	   *references;		/* of SvRowsReference */
	List	   *deferred;		/* names, quoted, of the constraints that are
								 * initially deferred */
	Bitmapset  *partition_columns;
} SvRowsTable;

extern List *sv_rows_table_list(const List *schemas);
extern SvRowsTable *sv_rows_table_read(Oid relation);
extern int	sv_rows_table_column(const SvRowsTable *table, int16 attnum);
extern const char *sv_rows_table_from(const SvRowsTable *table);

#endif							/* SV_PROOF_ROWS_TABLE_H */
