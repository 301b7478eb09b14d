/*-------------------------------------------------------------------------
 *
 * psql.h
 *	  Statements as psql reads them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_PSQL_H
#define SV_FILE_PSQL_H

#include "lib/stringinfo.h"

extern void sv_psql_append(StringInfo script, const char *sql);
extern char *sv_psql_neutral(const char *sql);
extern bool sv_psql_is_ascii(const char *text);
extern char *sv_psql_blank_restrict(const char *ddl);

#endif							/* SV_FILE_PSQL_H */
