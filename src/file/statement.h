/*-------------------------------------------------------------------------
 *
 * statement.h
 *	  What a statement is, as far as its parse tree tells.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_STATEMENT_H
#define SV_FILE_STATEMENT_H

#include "nodes/parsenodes.h"

extern bool sv_statement_is_nontransactional(const Node *statement);
extern bool sv_statement_is_concurrent(const Node *statement);
extern bool sv_statement_is_concurrent_copy(const Node *statement);
extern bool sv_statement_is_vacuum_full(const Node *statement);
extern bool sv_statement_is_setting(const Node *statement);
extern bool sv_statement_is_bracket(const Node *statement);
extern bool sv_statement_sets_transaction(const Node *statement);
extern bool sv_statement_is_about_types(const Node *statement);
extern const RangeVar *sv_statement_written_relation(const Node *statement);
extern const RangeVar *sv_statement_rebuilt_relation(const Node *statement);
extern void sv_statement_stay_unconnected(CreateSubscriptionStmt *statement);
extern List *sv_statement_without_option(List *options, const char *name);
extern bool sv_statement_has_option(const List *options, const char *name);
extern const DefElem *sv_statement_option(const List *options, const char *name);

#endif							/* SV_FILE_STATEMENT_H */
