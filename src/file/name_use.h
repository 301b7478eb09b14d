/*-------------------------------------------------------------------------
 *
 * name_use.h
 *	  Whether a statement names a relation, or columns of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_NAME_USE_H
#define SV_FILE_NAME_USE_H

#include "nodes/parsenodes.h"

/* The function that lets a script fail as long as an old name is in use. */
#define SV_OLD_NAME_REQUIRE "schemaver_require_unused"

/* A name that is to go: that of a relation, or of some columns of it. */
typedef struct SvOldName
{
	const char *schema;
	const char *relation;
	List	   *columns;		/* of char *; NIL: the relation itself */
} SvOldName;

/* A call of that function: constants. */
typedef struct SvOldNameCall
{
	const char *schema;			/* with which the function is named, or NULL */
	const char *relation;
	const char *columns;		/* as the text of an array; NULL: none */
} SvOldNameCall;

extern bool sv_name_use_find(const SvOldName *name, const char *query);
extern SvOldNameCall *sv_name_use_call(const Node *statement);

#endif							/* SV_FILE_NAME_USE_H */
