/*-------------------------------------------------------------------------
 *
 * shadow_name.c
 *	  The names of objects that are out of the way in a shadow.
 *
 * While a shadow lasts (model/shadow.c), schemas, extensions and objects in no
 * schema have names that are made of their OIDs.  Nobody else sees them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/shadow_name.h"

/*
 * The name that an object gets, palloc'd.
 */
char *
sv_shadow_name_make(Oid object)
{
	return psprintf(SV_SHADOW_PREFIX "%u", object);
}

/*
 * True if an object of this name is out of the way.
 */
bool
sv_shadow_name_is(const char *name)
{
	return strncmp(name, SV_SHADOW_PREFIX, strlen(SV_SHADOW_PREFIX)) == 0;
}
