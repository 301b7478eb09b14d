/*-------------------------------------------------------------------------
 *
 * describe.h
 *	  Operations in words.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_DESCRIBE_H
#define SV_DIFF_DESCRIBE_H

#include "fact/operation.h"

extern const char *sv_describe_action(const SvOperation *operation);
extern char *sv_describe_line(const SvOperation *operation,
							  const char *schema);
extern char *sv_describe_finding(const SvOperation *operation);
extern char *sv_describe_in_the_way(const SvOperation *operation,
									const char *schema);
extern char *sv_describe_rename(const char *kind, const char *from,
								const char *to, const char *schema);
extern const char *sv_describe_short(const char *identity,
									 const char *schema);

#endif							/* SV_DIFF_DESCRIBE_H */
