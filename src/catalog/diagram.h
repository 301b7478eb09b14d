/*-------------------------------------------------------------------------
 *
 * diagram.h
 *	  The tables of schemas as an entity relationship diagram of Mermaid.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_DIAGRAM_H
#define SV_CATALOG_DIAGRAM_H

#include "nodes/pg_list.h"

extern char *sv_diagram_draw(List *schemas);

#endif							/* SV_CATALOG_DIAGRAM_H */
