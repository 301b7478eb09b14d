/*-------------------------------------------------------------------------
 *
 * definitions.h
 *	  The named objects that a model defines, and where they stand.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_DEFINITIONS_H
#define SV_MODEL_DEFINITIONS_H

#include "file/script.h"

/* What is defined. */
typedef enum SvDefinitionPart
{
	SV_PART_NONE,				/* the object that the statement creates */
	SV_PART_COLUMN,				/* of a table, or an attribute of a type */
	SV_PART_CONSTRAINT,
	SV_PART_LABEL
} SvDefinitionPart;

/* A definition; places are in bytes of the model. */
typedef struct SvDefinition
{
	SvDefinitionPart part;
	Node	   *statement;		/* that defines it */
	RangeVar   *relation;		/* of a column or a constraint */
	const char *name;			/* of a part */
	int			location;		/* of its first token */
	int			end;			/* of the statement */
} SvDefinition;

extern List *sv_definitions_of(const SvScript *script);
extern List *sv_definitions_names(const RangeVar *name);

#endif							/* SV_MODEL_DEFINITIONS_H */
