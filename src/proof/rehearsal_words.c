/*-------------------------------------------------------------------------
 *
 * rehearsal_words.c
 *	  The scripts of a rehearsal, and the words in them.
 *
 * What scripts can touch is found by their words.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "lib/stringinfo.h"
#include "utils/lsyscache.h"

#include "file/script.h"
#include "model/identifiers.h"
#include "proof/rehearsal_words.h"
#include "proof/unnamed.h"

/*
 * The words of all scripts (SvRehearsedStep), and the names of what they touch
 * without naming it; or only the words, of which names of extensions matter.
 */
List *
sv_rehearsal_words_find(List *steps, bool only_names)
{
	StringInfoData buf;
	List	   *scripts = NIL;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, steps)
	{
		const SvRehearsedStep *step = lfirst(lc);

		for (int upgrade = 0; upgrade < 2; upgrade++)
		{
			const char *text = upgrade ? step->upgrade : step->downgrade;

			/* from nothing, only names of extensions matter */
			if (text != NULL && only_names)
				appendStringInfo(&buf, "%s\n;\n", text);
			if (text == NULL || only_names ||
				sv_script_check(step->revision, "script", text) != NULL)
				continue;
			/* an end of line and a semicolon end what is open */
			appendStringInfo(&buf, "%s\n;\n", text);
			scripts = lappend(scripts,
							  sv_script_parse(step->revision, "script", text));
		}
	}
	appendStringInfoString(&buf, sv_unnamed_words(scripts));
	return sv_identifiers_find(buf.data);
}

/*
 * True if the words are those of a script that may touch what it does not name:
 * it executes texts, or reads the catalogs.
 */
bool
sv_rehearsal_words_need_all(List *words)
{
	ListCell   *lc;

	foreach(lc, words)
	{
		const char *word = lfirst(lc);

		if (strcmp(word, "execute") == 0 ||
			strcmp(word, "information_schema") == 0 ||
			(strncmp(word, "pg_", 3) == 0 &&
			 OidIsValid(get_relname_relid(word, PG_CATALOG_NAMESPACE))))
			return true;
	}
	return false;
}
