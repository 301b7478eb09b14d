/*-------------------------------------------------------------------------
 *
 * connections.h
 *	  The connection strings of subscriptions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_CONNECTIONS_H
#define SV_CATALOG_CONNECTIONS_H

#include "fact/fact.h"

extern void sv_connections_read(SvFacts *facts);

#endif							/* SV_CATALOG_CONNECTIONS_H */
