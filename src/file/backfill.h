/*-------------------------------------------------------------------------
 *
 * backfill.h
 *	  CALL schemaver_backfill(), as far as its text tells.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_BACKFILL_H
#define SV_FILE_BACKFILL_H

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"

/*
 * The arguments of a call, as the text of their constants; NULL if one is null
 * or left out.
 */
typedef struct SvBackfillCall
{
	const char *schema;			/* with which the procedure is named, or NULL */
	const char *relation;
	const char *assignments;
	const char *condition;
	List	   *key;			/* of strings; NIL: not given */
	const char *key_text;		/* the same as the text of an array, or NULL */
	const char *batch;
	const char *target;
	const char *rest;
} SvBackfillCall;

extern SvBackfillCall *sv_backfill_of(const CallStmt *statement);
extern char *sv_backfill_update(const char *relation, const char *assignments,
								const char *condition);
extern List *sv_backfill_check(const char *assignments, const char *condition);
extern void sv_backfill_append(StringInfo buf, const char *part);

#endif							/* SV_FILE_BACKFILL_H */
