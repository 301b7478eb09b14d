/*-------------------------------------------------------------------------
 *
 * ddl_log.h
 *	  The log of changes that are not done by a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_DDL_LOG_H
#define SV_STORE_DDL_LOG_H

#include "nodes/pg_list.h"

/* An object that a statement has changed, and the rule for that. */
typedef struct SvDdlChange
{
	char	   *tag;
	char	   *object_type;
	char	   *schema;			/* NULL: none */
	char	   *identity;		/* NULL: not known */
	char	   *mode;			/* record, warn or deny */
} SvDdlChange;

/* Who does it, and how. */
typedef struct SvDdlAuthor
{
	char	   *session_user;
	char	   *current_user;
	const char *tag;			/* of the statement */
	const char *reason;			/* for what is denied; NULL: none */
	char	   *statement;		/* NULL: not to be told */
	char	   *context;		/* NULL: the client has sent it */
	List	   *schemas;		/* of GRANT: strings, for each object */
	List	   *identities;
} SvDdlAuthor;

extern List *sv_ddl_log_changed(const SvDdlAuthor *author);
extern List *sv_ddl_log_dropped(const SvDdlAuthor *author);
extern bool sv_ddl_log_denies(const SvDdlAuthor *author, const char *schema,
							  const char *identity);
extern void sv_ddl_log_write(const SvDdlAuthor *author, List *changes,
							 bool dropped);

#endif							/* SV_STORE_DDL_LOG_H */
