/*-------------------------------------------------------------------------
 *
 * relation_name.c
 *	  The name of a relation as statements and messages have it.
 *
 * A relation that is not locked may be gone at any time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "server/relation_name.h"

/*
 * The name with its schema, quoted; NULL if there is no such relation.
 */
char *
sv_relation_name_find(Oid relation)
{
	char	   *name = get_rel_name(relation);
	char	   *schema = name == NULL ? NULL :
	get_namespace_name(get_rel_namespace(relation));

	return schema == NULL ? NULL : quote_qualified_identifier(schema, name);
}

/*
 * The same.
 *
 * Errors: there is no such relation.
 */
char *
sv_relation_name_quote(Oid relation)
{
	char	   *name = sv_relation_name_find(relation);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relation)));
	return name;
}
