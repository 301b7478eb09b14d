/*-------------------------------------------------------------------------
 *
 * renames.h
 *	  Objects to be renamed, and the statements that do it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAMES_H
#define SV_MODEL_RENAMES_H

#include "nodes/primnodes.h"

#include "model/shadow.h"

/*
 * An object to be renamed, or to be moved, which leaves it its name; or, without
 * an old name, a schema to be created for that.
 */
typedef struct SvMarkedRename
{
	const char *kind;			/* as messages call it */
	char	   *from;			/* identities */
	char	   *to;
	char	   *upgrade;		/* statements, without semicolon */
	char	   *downgrade;
	List	   *renames;		/* of SvShadowRename: the same in a shadow */
} SvMarkedRename;

/* Objects to be renamed, in an order in which this can be done. */
typedef struct SvRenames
{
	List	   *found;			/* of SvMarkedRename */
	List	   *relations;		/* private to renames.c */
} SvRenames;

extern void sv_renames_add_relation(SvRenames *renames, const RangeVar *name,
									const char *old_name, const char *kind,
									const char *statement);
extern void sv_renames_add_type(SvRenames *renames, List *names,
								const char *old_name, const char *statement);
extern void sv_renames_add_function(SvRenames *renames, List *names,
									const char *old_name, bool procedure);
extern void sv_renames_add_column(SvRenames *renames, Oid relation,
								  const char *table, const char *name,
								  const char *old_name, bool is_type);
extern void sv_renames_add_constraint(SvRenames *renames, Oid relation,
									  const char *table, const char *name,
									  const char *old_name);
extern Oid	sv_renames_find_relation(const SvRenames *renames,
									 const RangeVar *name);
extern char *sv_renames_qualify(const RangeVar *name);
extern SvMarkedRename *sv_renames_make(const char *kind, char *from, char *to,
									   char *upgrade, char *downgrade);
extern void sv_renames_add_row(SvMarkedRename *marked, Oid classid, Oid objid,
							   int16 attnum, const char *name);

#endif							/* SV_MODEL_RENAMES_H */
