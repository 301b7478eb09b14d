/*-------------------------------------------------------------------------
 *
 * read.h
 *	  Revision files: reads revisions from a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_READ_H
#define SV_FILE_READ_H

#include "file/document.h"

extern List *sv_read_documents(const char *text, const char *filename);
extern bool sv_read_is_section(const char *comment);
extern void sv_read_error_callback(void *arg);

#endif							/* SV_FILE_READ_H */
