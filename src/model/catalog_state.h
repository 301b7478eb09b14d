/*-------------------------------------------------------------------------
 *
 * catalog_state.h
 *	  All that facts depend on, as a text that can be compared.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_CATALOG_STATE_H
#define SV_MODEL_CATALOG_STATE_H

extern char *sv_catalog_state_text(const char *about);

#endif							/* SV_MODEL_CATALOG_STATE_H */
