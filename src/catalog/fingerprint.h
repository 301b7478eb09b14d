/*-------------------------------------------------------------------------
 *
 * fingerprint.h
 *	  Fingerprints of catalogs and tables: equal if nothing has changed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_FINGERPRINT_H
#define SV_CATALOG_FINGERPRINT_H

extern uint64 sv_fingerprint_catalogs(void);
extern uint64 sv_fingerprint_table(Oid table);

#endif							/* SV_CATALOG_FINGERPRINT_H */
