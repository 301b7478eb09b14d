/*-------------------------------------------------------------------------
 *
 * digest.h
 *	  The state of catalogs and tables as a number.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIGEST_H
#define SV_DIGEST_H

extern uint64 sv_digest_catalogs(void);
extern uint64 sv_digest_table(Oid table);

#endif							/* SV_DIGEST_H */
