/*-------------------------------------------------------------------------
 *
 * template.h
 *	  Templates of statements, filled in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_TEMPLATE_H
#define SV_FACT_TEMPLATE_H

#include "fact/fact.h"

extern char *sv_template_fill(const char *template_, const SvFact *fact,
							  const char *old_value, const char *new_value);

#endif							/* SV_FACT_TEMPLATE_H */
