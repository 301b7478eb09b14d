/*-------------------------------------------------------------------------
 *
 * schemaver.c
 *	  Entry of the extension: the settings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "schemaver.h"

PG_MODULE_MAGIC_EXT(
					.name = "schemaver",
					.version = "1.0"
);

void		_PG_init(void);

int			sv_missing_revisions = SV_MISSING_ERROR;

static const struct config_enum_entry missing_revisions_options[] = {
	{"error", SV_MISSING_ERROR, false},
	{"run", SV_MISSING_RUN, false},
	{"ignore", SV_MISSING_IGNORE, false},
	{NULL, 0, false}
};

/*
 * Called by the server when it loads the library.
 */
void
_PG_init(void)
{
	DefineCustomEnumVariable("schemaver.missing_revisions",
							 "What an upgrade does with revisions that are not applied though a revision above them is.",
							 NULL,
							 &sv_missing_revisions,
							 SV_MISSING_ERROR,
							 missing_revisions_options,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	MarkGUCPrefixReserved("schemaver");
}
