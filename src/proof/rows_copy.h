/*-------------------------------------------------------------------------
 *
 * rows_copy.h
 *	  Copies rows of a real table into that of a rehearsal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_COPY_H
#define SV_PROOF_ROWS_COPY_H

#include "lib/stringinfo.h"
#include "storage/itemptr.h"
#include "utils/hsearch.h"

#include "proof/rows_table.h"

/* Where a row is. */
typedef struct SvRowsPlace
{
	Oid			relation;
	ItemPointerData tid;
} SvRowsPlace;

/* A table and the real one. */
typedef struct SvRowsSample
{
	Oid			oid;			/* hash key: of the table in the rehearsal */
	SvRowsTable *table;
	const char *from;			/* the real one in a FROM clause */
	Oid		   *types;			/* those of the real columns; InvalidOid:
								 * there is no column of this name */
	List	   *key;			/* names, quoted, of the real primary key */
	HTAB	   *known;			/* places that were found */
	List	   *places;			/* of SvRowsPlace, in the order in which they
								 * were */
	int			followed;		/* so many have been asked for references */
	int			limit;			/* no more places than this */
	ErrorData  *error;			/* the real one could not be read */
	uint64		copied;			/* rows */
	List	   *unlinked;		/* SvRowsPlace: rows without some references */
} SvRowsSample;

extern bool sv_rows_copy_insert(SvRowsSample *sample);
extern void sv_rows_copy_link(SvRowsSample *sample);
extern void sv_rows_copy_set_sequences(const SvRowsSample *sample);
extern void sv_rows_copy_append_places(StringInfo buf, const List *places);
extern void sv_rows_copy_append_real(StringInfo buf, const SvRowsSample *sample);

#endif							/* SV_PROOF_ROWS_COPY_H */
