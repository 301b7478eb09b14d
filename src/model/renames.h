/*-------------------------------------------------------------------------
 *
 * renames.h
 *	  Objects to be renamed or moved, and the statements that do it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAMES_H
#define SV_MODEL_RENAMES_H

#include "nodes/primnodes.h"

#include "model/shadow.h"

/* When something is renamed. */
typedef enum SvRenameStage
{
	SV_RENAME_SCHEMAS,
	SV_RENAME_FUNCTIONS,
	SV_RENAME_OBJECTS,
	SV_RENAME_PARTS
} SvRenameStage;

/*
 * An object to be renamed, or to be moved, which leaves it its name; or, without
 * an old name, a schema to be created for that.
 */
typedef struct SvMarkedRename
{
	const char *kind;			/* as messages call it */
	char	   *from;			/* identities; NULL: it is created */
	char	   *to;
	char	   *upgrade;		/* statements, without the last semicolon */
	char	   *downgrade;
	List	   *renames;		/* of SvShadowRename: the same in a shadow */
} SvMarkedRename;

/* A label that goes, and the one that rows with it get. */
typedef struct SvMappedLabel
{
	char	   *type;			/* identity of the type */
	char	   *old_label;
	char	   *new_label;
} SvMappedLabel;

/*
 * Objects to be renamed, in an order in which this can be done.  The caller
 * sets the first two fields.
 */
typedef struct SvRenames
{
	List	   *namespaces;		/* OIDs of the schemas that are compared */
	const SvFacts *declared;	/* what the model declares */
	List	   *found;			/* of SvMarkedRename */
	List	   *mapped;			/* of SvMappedLabel */
	List	   *schemas;		/* private to renames.c, like what follows */
	List	   *objects;
} SvRenames;

extern char *sv_renames_add_schema(SvRenames *renames, const char *name,
								   List *old);

/* for rename_objects.c and rename_parts.c */
extern char *sv_renames_schema(const SvRenames *renames, const char *schema);
extern const char *sv_renames_names_schema(List *names);
extern Oid	sv_renames_find_namespace(const SvRenames *renames,
									  const char *schema);
extern char *sv_renames_schema_name(const SvRenames *renames, Oid namespace);
extern Oid	sv_renames_type(Oid namespace, const char *name);
extern Oid	sv_renames_find_relation(const SvRenames *renames,
									 const RangeVar *name);
extern Oid	sv_renames_find_type(const SvRenames *renames, List *names);
extern char *sv_renames_qualify(const SvRenames *renames,
								const RangeVar *name);
extern Oid	sv_renames_function(Oid namespace, const char *name, int *count);
extern RangeVar *sv_renames_new_name(const SvRenames *renames, Oid classid,
									 Oid oid);
extern char *sv_renames_argument_types(const SvRenames *renames,
									   Oid function);
extern char *sv_renames_judge(const SvRenames *renames, bool old_exists,
							  bool new_exists, const char *noun,
							  const char *from, const char *to);
extern bool sv_renames_is_declared(const SvRenames *renames,
								   const char *identity);
extern SvMarkedRename *sv_renames_add(SvRenames *renames, const char *kind,
									  char *from, char *to, char *upgrade,
									  char *downgrade);
extern SvMarkedRename *sv_renames_make(const char *kind, char *from, char *to,
									   char *upgrade, char *downgrade);
extern void sv_renames_note(SvRenames *renames, Oid classid, Oid oid,
							const char *schema, const char *name);
extern void sv_renames_add_row(SvMarkedRename *marked, Oid classid, Oid objid,
							   int16 attnum, const char *name);

#endif							/* SV_MODEL_RENAMES_H */
