/*-------------------------------------------------------------------------
 *
 * write.h
 *	  Revision files: writes revisions as text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_WRITE_H
#define SV_FILE_WRITE_H

#include "file/read.h"

extern char *sv_write_document(const SvDocument *document);
extern char *sv_write_filename(const SvRevision *revision);

#endif							/* SV_FILE_WRITE_H */
