/*-------------------------------------------------------------------------
 *
 * relation.h
 *	  A relation as the catalogs have it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_RELATION_H
#define SV_LINT_RELATION_H

#include "access/attnum.h"
#include "nodes/pg_list.h"

typedef struct SvLintColumn
{
	AttrNumber	number;
	char	   *name;
	Oid			type;
	int32		typmod;
	Oid			collation;
	bool		not_null;
	bool		has_default;
	char		generated;		/* as in pg_attribute */
	char		identity;
} SvLintColumn;

typedef struct SvLintConstraint
{
	Oid			oid;
	char	   *name;
	char		type;			/* as in pg_constraint.contype */
	bool		validated;
	bool		inherited;		/* as that of a partitioned table */
	Oid			index;			/* InvalidOid: it has none */
	Oid			referenced;		/* the table; InvalidOid: no foreign key */
	List	   *columns;		/* integers */
	List	   *referenced_columns;
} SvLintConstraint;

typedef struct SvLintRelation
{
	Oid			oid;
	char		kind;			/* as in pg_class.relkind */
	char		persistence;
	bool		is_partition;
	bool		row_security;
	char		replica_identity;
	char	   *schema;
	char	   *name;
	List	   *options;		/* strings, "name=value" */
	List	   *columns;		/* of SvLintColumn, without dropped ones */
	List	   *constraints;	/* of SvLintConstraint */
	List	   *indexes;		/* OIDs */
} SvLintRelation;

extern SvLintRelation *sv_relation_read(Oid relation);
extern const SvLintColumn *sv_relation_column(const SvLintRelation *relation,
											  const char *name);
extern const SvLintColumn *sv_relation_column_at(const SvLintRelation *relation,
												 AttrNumber number);
extern const SvLintConstraint *sv_relation_constraint(const SvLintRelation *relation,
													  const char *name);
extern bool sv_relation_has_constraint(const SvLintRelation *relation,
									   Oid constraint);
extern List *sv_relation_index_columns(Oid index, bool *is_plain);
extern bool sv_relation_index_has_expression(Oid index);
extern bool sv_relation_is_leading_index(const SvLintRelation *relation,
										 const List *columns);
extern bool sv_relation_is_below(Oid relation, Oid ancestor);

#endif							/* SV_LINT_RELATION_H */
