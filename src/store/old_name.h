/*-------------------------------------------------------------------------
 *
 * old_name.h
 *	  Names that are to go, and the statements that were counted since.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_OLD_NAME_H
#define SV_STORE_OLD_NAME_H

#include "file/name_use.h"
#include "datatype/timestamp.h"

/* A statement that was run since uses of a name are counted. */
typedef struct SvCounted
{
	const char *role;
	const char *query;
	int64		calls;
} SvCounted;

/* What was run since. */
typedef struct SvCountedList
{
	TimestampTz since;			/* 0: from the beginning of the counts */
	int64		hidden;			/* statements that the caller may not see */
	List	   *statements;		/* of SvCounted */
} SvCountedList;

extern char *sv_old_name_identity(const SvOldName *name);
extern void sv_old_name_mark(const SvOldName *name, const char *counts);
extern SvCountedList *sv_old_name_counted(const SvOldName *name,
										  const char *counts);

#endif							/* SV_STORE_OLD_NAME_H */
