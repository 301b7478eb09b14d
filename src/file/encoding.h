/*-------------------------------------------------------------------------
 *
 * encoding.h
 *	  Files: bytes as text in the encoding of the database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_ENCODING_H
#define SV_FILE_ENCODING_H

/* A file and its text. */
typedef struct SvFile
{
	char	   *name;
	char	   *text;			/* NULL: not read, see SvDocument.as_stored */
	bytea	   *sha256;			/* of its bytes; NULL: not known */
} SvFile;

extern char *sv_encoding_decode(const char *bytes, size_t length,
								const char *filename);

#endif							/* SV_FILE_ENCODING_H */
