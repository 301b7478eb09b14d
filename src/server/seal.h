/*-------------------------------------------------------------------------
 *
 * seal.h
 *	  Authentication codes for bytes that schemaver stores in tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_SEAL_H
#define SV_SERVER_SEAL_H

/* Bytes of a seal. */
#define SV_SEAL_SIZE 32

extern void sv_seal_make(const char *bytes, Size length, char *seal);
extern char *sv_seal_text(const char *text);
extern bool sv_seal_holds(const char *bytes, Size length, const char *seal);

#endif							/* SV_SERVER_SEAL_H */
