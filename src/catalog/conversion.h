/*-------------------------------------------------------------------------
 *
 * conversion.h
 *	  How a statement converts the values of columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_CONVERSION_H
#define SV_CATALOG_CONVERSION_H

#include "nodes/parsenodes.h"

#include "online/recipe.h"

/* A conversion of a column, as the server has analyzed it. */
typedef struct SvConversion
{
	Oid			relation;
	int			column;
	Node	   *tree;			/* of USING; NULL: none */
	SvOnlineConversion how;		/* without its texts */
} SvConversion;

extern List *sv_conversion_list(const Node *statement, const List *earlier);
extern void sv_conversion_write(SvConversion *conversion);
extern void sv_conversion_read_numbers(SvConversion *conversion, Oid real);

#endif							/* SV_CATALOG_CONVERSION_H */
