/*-------------------------------------------------------------------------
 *
 * old_name.h
 *	  Old names that stay for a while: whether they are in use.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_OLD_NAME_H
#define SV_COMMAND_OLD_NAME_H

#include "store/old_name.h"

/* What is known of the uses of a name, as texts. */
typedef struct SvOldNameUse
{
	char	   *used;			/* it is in use... */
	char	   *detail;			/* ...by these */
	char	   *hint;
	char	   *unknown;		/* it cannot be seen, not of all statements... */
	char	   *unknown_detail; /* ...for this reason... */
	char	   *unknown_hint;	/* ...which may be NULL */
} SvOldNameUse;

extern SvOldName *sv_old_name_read(const char *relation, List *columns);
extern void sv_old_name_begin(const SvOldName *name);
extern SvOldNameUse *sv_old_name_look(const SvOldName *name);
extern void sv_old_name_require(const SvOldName *name);

#endif							/* SV_COMMAND_OLD_NAME_H */
