/*-------------------------------------------------------------------------
 *
 * fileset.h
 *	  The revisions of some files by name, and what they replace.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_FILESET_H
#define SV_FILE_FILESET_H

#include "file/changes.h"
#include "graph/name.h"

/* A revision of the files.  The caller fills in what is stored of it. */
typedef struct SvEntry
{
	char		id[SV_NAME_SIZE];
	SvDocument *document;
	bool		found;			/* it is stored */
	bool		applied;
	int			differs;		/* SV_DIFFERS_... */
	int			line;			/* of the first difference */
	bool		file_differs;	/* the file from which it is stored to come */
	bool		online_differs; /* what is stored as its online forms */
	bool		keeps_online;	/* what is stored stays, the file has none */
	char	   *before;			/* the stored upgrade script, if it is applied
								 * and differs */
} SvEntry;

typedef struct SvFileset
{
	List	   *entries;		/* of SvEntry */
	struct HTAB *by_id;
	struct HTAB *replaced;
	struct HTAB *labels;
} SvFileset;

extern SvFileset *sv_fileset_make(List *documents);
extern void sv_fileset_add_stored(SvFileset *fileset,
								  const SvRevision *revision);
extern void sv_fileset_check_replaced(const SvFileset *fileset);
extern SvEntry *sv_fileset_find(const SvFileset *fileset, const char *id);
extern const char *sv_fileset_label(const SvFileset *fileset,
									const char *label);
extern const char *sv_fileset_replacement(const SvFileset *fileset,
										  const char *name);
extern bool sv_fileset_is_replaced(const SvFileset *fileset, const char *name);
extern bool sv_fileset_rename(const SvFileset *fileset, SvRevision *revision);

#endif							/* SV_FILE_FILESET_H */
