/*-------------------------------------------------------------------------
 *
 * constraint.h
 *	  Constraints of tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_CONSTRAINT_H
#define SV_KIND_CONSTRAINT_H

#include "fact/operation.h"

/*
 * The properties of sv_kind_constraint, which catalog/fast_constraint.c reads, too.
 */
typedef enum SvConstraintProperty
{
	SV_CONSTRAINT_NOUN,
	SV_CONSTRAINT_DEFINITION,
	SV_CONSTRAINT_INDEX_OPTIONS,
	SV_CONSTRAINT_TABLESPACE,
	SV_CONSTRAINT_DEFERRABLE,
	SV_CONSTRAINT_NOT_VALID,
	SV_CONSTRAINT_ENFORCED,
	SV_CONSTRAINT_CLUSTERED,
	SV_CONSTRAINT_REPLICA_IDENTITY,
	SV_CONSTRAINT_INDEX_COMMENT,
	SV_CONSTRAINT_INDEX,
	SV_CONSTRAINT_ATTACHED,
	SV_CONSTRAINT_ONLY,
	SV_CONSTRAINT_COPY,
	SV_CONSTRAINT_PROPERTIES
} SvConstraintProperty;

extern char *sv_constraint_column_clause(const SvFact *constraint,
										 const SvFact *column);
extern bool sv_constraint_fits_index(const SvFact *constraint,
									 const SvFact *index);
extern void sv_constraint_emit_column(SvOperation *operation);

#endif							/* SV_KIND_CONSTRAINT_H */
