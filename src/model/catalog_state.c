/*-------------------------------------------------------------------------
 *
 * catalog_state.c
 *	  All that facts depend on, as a text that can be compared.
 *
 * Facts that were read once are as they were as long as nothing has changed on
 * which they depend: no row of a catalog, nothing of what is ignored, no setting,
 * and not this library.  To compare all that, as one text with the fingerprints of
 * the catalogs in it, is many times faster than to read them again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "catalog/fingerprint.h"
#include "compat.h"
#include "model/catalog_state.h"
#include "model/serialize.h"
#include "server/seal.h"
#include "store/store.h"

static const char *setting(const char *name);

/*
 * The state as it is now, for the current user, palloc'd: the seal of the text,
 * with what it is about in front; NULL if there can be no seal.
 */
char *
sv_catalog_state_text(const char *about)
{
	char	   *state = psprintf(UINT64_FORMAT " %u %u %s %s " UINT64_FORMAT " "
								 UINT64_FORMAT " %s %s %s",
								 GetSystemIdentifier(), MyDatabaseId, GetUserId(),
								 setting("server_version_num"), sv_serialize_version(),
								 sv_fingerprint_catalogs(),
								 sv_fingerprint_table(sv_store_table("ignore")),
								 setting("default_tablespace"),
								 setting("default_table_access_method"),
								 setting("default_toast_compression"));

	return sv_seal_text(psprintf("%s %s", about, state));
}

/*
 * The value of a setting, quoted so that values cannot run together; "" if the
 * server does not have it.
 */
static const char *
setting(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value == NULL ? "" : quote_identifier(value);
}
