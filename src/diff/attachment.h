/*-------------------------------------------------------------------------
 *
 * attachment.h
 *	  What is dangerous about attaching and detaching partitions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_ATTACHMENT_H
#define SV_DIFF_ATTACHMENT_H

#include "fact/operation.h"

extern void sv_attachment_find(SvOperation *operation);

#endif							/* SV_DIFF_ATTACHMENT_H */
