/*-------------------------------------------------------------------------
 *
 * repeats.h
 *	  Repeatable scripts and checks, as they are stored.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_REPEATS_H
#define SV_STORE_REPEATS_H

#include "file/repeatable.h"
#include "server/bound_query.h"

extern bool sv_repeats_exist(void);
extern bool sv_repeats_visible(void);
extern bool sv_repeats_writable(void);
extern List *sv_repeats_all(void);
extern SvRepeatable *sv_repeats_find(List *repeatables, const char *name,
									 bool is_check);
extern const char *sv_repeats_state(const SvRepeatable *repeatable);
extern bool sv_repeats_due(const SvRepeatable *repeatable);

extern void sv_repeats_put(const SvRepeatable *repeatable);
extern void sv_repeats_delete(const SvRepeatable *repeatable);
extern void sv_repeats_record(const SvRepeatable *repeatable);
extern void sv_repeats_forget_scripts(void);
extern void sv_repeats_forget_checks(void);

extern const char *sv_repeats_forget_sql(void);
extern SvBoundQuery sv_repeats_put_query(const SvRepeatable *repeatable);
extern SvBoundQuery sv_repeats_record_query(const SvRepeatable *repeatable);

#endif							/* SV_STORE_REPEATS_H */
