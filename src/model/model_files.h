/*-------------------------------------------------------------------------
 *
 * model_files.h
 *	  A model in several files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_MODEL_FILES_H
#define SV_MODEL_MODEL_FILES_H

#include "nodes/pg_list.h"

extern char *sv_model_files_join(List *contents, List **files);
extern List *sv_model_files_read(List *names, List *lines);
extern List *sv_model_files_names(List *files);
extern List *sv_model_files_lines(List *files);

#endif							/* SV_MODEL_MODEL_FILES_H */
