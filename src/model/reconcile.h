/*-------------------------------------------------------------------------
 *
 * reconcile.h
 *	  Leaves out of a comparison what a model does not declare.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RECONCILE_H
#define SV_MODEL_RECONCILE_H

#include "model/model.h"

extern void sv_reconcile_sides(const SvModel *model, SvFacts *declared,
							   SvFacts *database);

#endif							/* SV_MODEL_RECONCILE_H */
