/*-------------------------------------------------------------------------
 *
 * repeatable.h
 *	  Repeatable scripts and checks, and the files that they are in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_REPEATABLE_H
#define SV_FILE_REPEATABLE_H

#include "datatype/timestamp.h"

#include "file/script.h"

/* A script that is run again when it has changed; or a check. */
typedef struct SvRepeatable
{
	char	   *name;			/* unique among those that are checks, or not */
	bool		is_check;		/* it is rolled back */
	char	   *script;			/* NULL: as it is stored, the file was not
								 * read */
	const char *filename;		/* NULL: it was written by SQL */
	bytea	   *file_sha256;	/* of that file; NULL: not known */

	/* of one that is stored */
	bytea	   *sha256;			/* of the script */
	bytea	   *applied_sha256; /* of the one that was run last; NULL: it is
								 * to be run */
	TimestampTz applied_at;
	char	   *applied_by;		/* NULL: it was never run */
} SvRepeatable;

extern SvRepeatable *sv_repeatable_of_file(const char *filename);
extern char *sv_repeatable_filename(const SvRepeatable *repeatable);
extern void sv_repeatable_check_name(const char *name);
extern void sv_repeatable_check_text(const char *text, const char *filename);
extern const char *sv_repeatable_kind(const SvRepeatable *repeatable);
extern char *sv_repeatable_title(const SvRepeatable *repeatable);
extern SvScript *sv_repeatable_parse(const SvRepeatable *repeatable);

#endif							/* SV_FILE_REPEATABLE_H */
