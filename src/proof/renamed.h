/*-------------------------------------------------------------------------
 *
 * renamed.h
 *	  What has another name or schema than before, at the same address.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_RENAMED_H
#define SV_PROOF_RENAMED_H

#include "fact/fact.h"

/* What is renamed together, one after the other. */
typedef enum SvRenamedStage
{
	SV_RENAMED_SCHEMAS,
	SV_RENAMED_OBJECTS,
	SV_RENAMED_FUNCTIONS,		/* by the types of their arguments */
	SV_RENAMED_PARTS,
	SV_RENAMED_STAGES
} SvRenamedStage;

/*
 * Something that has another name or schema than before; or that is new, and may
 * be in the way: then without a name.
 */
typedef struct SvRenamed
{
	SvAddress	address;
	const SvFact *fact;			/* as it is now; of a part of a type: the type */
	bool		is_part;		/* of a type: a label, or an attribute */
	const char *kind;			/* as messages call it */
	const char *rename;			/* template; NULL: it only moves */
	const char *name;			/* that it had, as statements have it */
	const char *schema;			/* the same; NULL: it is in none, or goes with
								 * its parent */

	/* for derive_renames.c */
	bool		aside;			/* it has been moved aside */
	bool		settled;		/* it has its old name and schema */
	const char *problem;		/* of the last statement that failed */
} SvRenamed;

extern List *sv_renamed_find(const SvFacts *before, const SvFacts *now,
							 SvRenamedStage stage);
extern List *sv_renamed_find_parts(const List *before, const SvFacts *now,
								   List **others);
extern List *sv_renamed_find_new(const SvFacts *before, const SvFacts *now);
extern bool sv_renamed_is_in_the_way(const SvRenamed *other,
									 const SvRenamed *item);
extern bool sv_renamed_is_above(const SvRenamed *other,
								const SvRenamed *item);
extern SvFact *sv_renamed_fact(const SvRenamed *item);
extern char *sv_renamed_identity(const SvRenamed *item);
extern char *sv_renamed_name(const SvRenamed *item);
extern char *sv_renamed_schema(const SvRenamed *item);
extern char *sv_renamed_aside(const SvRenamed *item, const char *prefix,
							  int number);

#endif							/* SV_PROOF_RENAMED_H */
