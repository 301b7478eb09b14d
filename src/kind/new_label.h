/*-------------------------------------------------------------------------
 *
 * new_label.h
 *	  Labels of enumerated types that are used as soon as they are added.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_NEW_LABEL_H
#define SV_KIND_NEW_LABEL_H

#include "fact/operation.h"

extern bool sv_new_label_is_used(const SvOperation *operation, List *labels,
								 List *operations);

#endif							/* SV_KIND_NEW_LABEL_H */
