/*-------------------------------------------------------------------------
 *
 * ignore.h
 *	  Comments in scripts that ignore rules.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_IGNORE_H
#define SV_LINT_IGNORE_H

#include "lint/context.h"

/* A comment "-- lint:ignore CODE reason". */
typedef struct SvLintIgnore
{
	char	   *code;
	bool		has_reason;
	int			line;
	int			statement;		/* 0: all of the script */
	bool		used;
} SvLintIgnore;

extern List *sv_ignore_read(const SvScript *script);
extern bool sv_ignore_applies(List *ignores, const char *code, int statement);

#endif							/* SV_LINT_IGNORE_H */
