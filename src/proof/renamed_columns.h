/*-------------------------------------------------------------------------
 *
 * renamed_columns.h
 *	  Tables that have another name than before, or columns with one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_RENAMED_COLUMNS_H
#define SV_PROOF_RENAMED_COLUMNS_H

#include "proof/rehearsal.h"

/* A column of such a table.  Names are not quoted. */
typedef struct SvRenamedColumn
{
	int			number;
	const char *name;			/* that it has after the script */
	const char *old;			/* NULL: the same, or the one above it in a
								 * hierarchy was renamed */
	bool		inherited;
} SvRenamedColumn;

typedef struct SvRenamedTable
{
	Oid			oid;
	char		relkind;
	bool		has_policies;
	const char *schema;
	const char *name;			/* that it had */
	const char *new_name;
	bool		renamed;		/* the two differ */
	List	   *columns;		/* of SvRenamedColumn, all of them */

	/* for rename_views.c */
	const char *aside;			/* a third one, for a while; or NULL */
	List	   *grants;			/* of char *: statements */
} SvRenamedTable;

extern List *sv_renamed_columns_read(void);
extern List *sv_renamed_columns_find(List *before, List *after);
extern void sv_renamed_columns_grants(SvRenamedTable *table);

#endif							/* SV_PROOF_RENAMED_COLUMNS_H */
