/*-------------------------------------------------------------------------
 *
 * marker.h
 *	  Comments in a model that say what something was called before.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MARKER_H
#define SV_MARKER_H

#include "model/shadow.h"
#include "pure/script.h"

/* Something that is to be renamed. */
typedef struct SvMarkedRename
{
	const char *kind;			/* as messages call it */
	char	   *from;			/* identities */
	char	   *to;
	char	   *upgrade;		/* statements, without semicolon */
	char	   *downgrade;
	List	   *renames;		/* of SvRename: the same for a look */
} SvMarkedRename;

extern bool sv_marker_is_in(const char *text);
extern List *sv_marker_find(const SvScript *script);
extern SvMarkedRename *sv_marker_make(const char *kind, char *from, char *to,
									  char *upgrade, char *downgrade);
extern void sv_marker_add(SvMarkedRename *marked, Oid classid, Oid objid,
						  int16 attnum, const char *name);

#endif							/* SV_MARKER_H */
