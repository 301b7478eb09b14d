/*-------------------------------------------------------------------------
 *
 * moment.h
 *	  Dates in revision files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_MOMENT_H
#define SV_FILE_MOMENT_H

#include "datatype/timestamp.h"

extern TimestampTz sv_moment_parse(const char *text);
extern char *sv_moment_text(TimestampTz moment);

#endif							/* SV_FILE_MOMENT_H */
