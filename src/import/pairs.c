/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  Files for each direction that belong together.
 *
 * What belongs together is found by version and direction; titles may differ.
 * A pair may be half: the reader of the format decides what that means.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "import/import.h"
#include "import/pairs.h"

/*
 * The pair of a version, which is made if there is none.
 */
SvPair *
sv_pairs_find(List **pairs, const char *version)
{
	SvPair	   *pair;
	ListCell   *lc;

	foreach(lc, *pairs)
	{
		pair = lfirst(lc);
		if (strcmp(pair->version, version) == 0)
			return pair;
	}
	pair = palloc0(sizeof(SvPair));
	pair->version = version;
	*pairs = lappend(*pairs, pair);
	return pair;
}

/*
 * Put a file into the pair of its version, and mark it as taken.
 *
 * Errors: there is one for this version and direction.
 */
void
sv_pairs_put(List **pairs, const char *version, const char *name,
			 const char *message, const SvFile *file, bool down)
{
	SvPair	   *pair = sv_pairs_find(pairs, version);
	const SvFile **place = down ? &pair->down : &pair->up;

	sv_import_use(file);
	if (*place != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("version \"%s\" has two files: \"%s\" and \"%s\"",
						version, (*place)->name, file->name)));
	*place = file;
	if (!down || pair->name == NULL)
	{
		pair->name = name;
		pair->message = message;
	}
}

/*
 * Add the migration of a pair.  One that has no up file does nothing, but it is
 * a version of the tool.
 */
void
sv_pairs_add(SvImport *import, const SvPair *pair, const char *key)
{
	SvMigration migration = {.name = pair->name,.key = key};

	import->file = pair->up != NULL ? pair->up : pair->down;
	migration.message = pair->message[0] != '\0' ? pair->message : pair->name;
	migration.no_transaction = pair->no_transaction;
	if (pair->down != NULL && !sv_import_is_code(pair->down->name))
	{
		migration.downgrade = pair->down->text;
		migration.down_file = pair->down;
	}
	if (pair->refusal != NULL)
	{
		migration.refusal = pair->refusal;
		migration.rendered = pair->up->text;
	}
	else if (pair->up == NULL)
	{
		sv_import_warn(import, _("there is no up migration of this version, so its upgrade does nothing"));
		migration.upgrade = "";
	}
	else if (sv_import_is_code(pair->up->name))
		migration.refusal = _("the migration is a program");
	else
		migration.upgrade = pair->up->text;
	sv_import_add(import, &migration);
}
