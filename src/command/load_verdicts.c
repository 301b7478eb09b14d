/*-------------------------------------------------------------------------
 *
 * load_verdicts.c
 *	  Verdicts that come with revision files.
 *
 * They are no part of the revision: a file that differs by its verdict only is
 * unchanged.  A verdict about scripts that the file no longer has is dropped.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/load_verdicts.h"
#include "file/document.h"
#include "store/verdict.h"
#include "strings.h"

/*
 * The verdicts of documents, as a list of SvBroughtVerdict.
 */
List *
sv_load_verdicts_brought(List *documents)
{
	List	   *brought = NIL;
	List	   *stale = NIL;
	ListCell   *lc;

	foreach(lc, documents)
	{
		const SvDocument *document = lfirst(lc);
		const SvVerdictLine *line = document->verified;
		SvBroughtVerdict *verdict;

		if (line == NULL)
			continue;
		if (strcmp(line->digest, sv_verdict_digest(document->upgrade,
												   document->downgrade)) != 0)
		{
			stale = lappend(stale, document->revision.id);
			continue;
		}
		verdict = palloc(sizeof(SvBroughtVerdict));
		verdict->revision = document->revision.id;
		verdict->upgrade = document->upgrade;
		verdict->downgrade = document->downgrade;
		verdict->line = line;
		brought = lappend(brought, verdict);
	}
	if (stale != NIL)
		ereport(NOTICE,
				(errmsg_plural("%d verdict in the files is about other scripts than those of its revision",
							   "%d verdicts in the files are about other scripts than those of their revisions",
							   list_length(stale), list_length(stale)),
				 errdetail("Not verified: %s.", sv_strings_join(stale, ", "))));
	return brought;
}
