/*-------------------------------------------------------------------------
 *
 * reconcile.h
 *	  What a model says nothing about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RECONCILE_H
#define SV_MODEL_RECONCILE_H

#include "model/model.h"

extern void sv_reconcile_sides(const SvModel *model, SvFacts *declared,
							   SvFacts *database);

#endif							/* SV_MODEL_RECONCILE_H */
