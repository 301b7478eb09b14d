/*-------------------------------------------------------------------------
 *
 * changes.h
 *	  The differences between a revision file and the stored revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_CHANGES_H
#define SV_FILE_CHANGES_H

#include "file/read.h"

/* Parts that differ. */
#define SV_DIFFERS_HARMLESSLY	(1 << 0)	/* not in what a deploy runs */
#define SV_DIFFERS_UPGRADE		(1 << 1)
#define SV_DIFFERS_DOWNGRADE	(1 << 2)
#define SV_DIFFERS_PARENTS		(1 << 3)
#define SV_DIFFERS_DEPENDENCIES (1 << 4)
#define SV_DIFFERS_TRANSACTIONAL (1 << 5)

extern int	sv_changes_of_revision(const SvRevision *revision,
								   const SvRevision *stored);
extern int	sv_changes_of_scripts(const SvDocument *document,
								  const char *upgrade, const char *downgrade,
								  bool lenient, int *line);
extern char *sv_changes_text(int differs);

#endif							/* SV_FILE_CHANGES_H */
