/*-------------------------------------------------------------------------
 *
 * statement_counts.h
 *	  What pg_stat_statements has counted.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_STATEMENT_COUNTS_H
#define SV_SERVER_STATEMENT_COUNTS_H

extern char *sv_statement_counts_schema(void);
extern char *sv_statement_counts_missing(void);

#endif							/* SV_SERVER_STATEMENT_COUNTS_H */
