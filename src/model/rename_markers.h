/*-------------------------------------------------------------------------
 *
 * rename_markers.h
 *	  Comments in a model that say what something was called before.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_MARKERS_H
#define SV_MODEL_RENAME_MARKERS_H

#include "file/script.h"
#include "model/shadow.h"

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

extern bool sv_rename_markers_is_in(const char *text);
extern List *sv_rename_markers_find(const SvScript *script);
extern SvMarkedRename *sv_rename_markers_make(const char *kind, char *from, char *to,
											  char *upgrade, char *downgrade);
extern void sv_rename_markers_add(SvMarkedRename *marked, Oid classid, Oid objid,
								  int16 attnum, const char *name);

#endif							/* SV_MODEL_RENAME_MARKERS_H */
