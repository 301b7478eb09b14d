/*-------------------------------------------------------------------------
 *
 * compose.h
 *	  Writes revision files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMPOSE_H
#define SV_COMPOSE_H

#include "pure/document.h"

extern char *sv_compose_text(const SvDocument *document);
extern char *sv_compose_filename(const SvRevision *revision);

#endif							/* SV_COMPOSE_H */
