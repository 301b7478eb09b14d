/*-------------------------------------------------------------------------
 *
 * load_preview.c
 *	  Makes a preview of what a load would write.
 *
 * Each function here has one in load_write.c that writes what this one lets be
 * seen.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/load_online.h"
#include "command/load_preview.h"
#include "file/script.h"
#include "store/store.h"
#include "store/verdict.h"
#include "strings.h"

static void add_entry(SvPreview *preview, const SvEntry *entry);

/*
 * Let a preview have what differs.
 */
void
sv_load_preview_fill(SvPreview *preview, const SvLoad *load)
{
	ListCell   *lc;

	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (entry->document->as_stored || (entry->found && entry->differs == 0))
			continue;
		if (!entry->applied)
		{
			sv_script_warn(entry->id, entry->document->upgrade,
						   entry->document->downgrade);
			sv_load_online_warn(entry);
		}
		add_entry(preview, entry);
	}
	foreach(lc, load->fileset->entries)
	{
		const SvEntry *entry = lfirst(lc);
		SvReplaced	replaced;
		ListCell   *lc2;

		if (entry->document->revision.replaces == NIL)
			continue;
		replaced = sv_load_write_replaced(load, entry);
		foreach(lc2, replaced.names)
			sv_preview_replace(preview, lfirst(lc2), entry->id);
	}
}

/*
 * Let a preview have verdicts that come with files (SvBroughtVerdict).
 */
void
sv_load_preview_verdicts(SvPreview *preview, List *brought)
{
	ListCell   *lc;

	foreach(lc, brought)
	{
		const SvBroughtVerdict *verdict = lfirst(lc);

		sv_preview_add(preview, verdict->revision)->verdict = verdict->line;
	}
}

/*
 * A revision that is new, or has changed.
 */
static void
add_entry(SvPreview *preview, const SvEntry *entry)
{
	const SvDocument *document = entry->document;
	SvStored   *before = entry->found ? sv_store_find(entry->id) : NULL;
	SvStored   *stored = palloc0(sizeof(SvStored));
	SvPreviewed *previewed = sv_preview_add(preview, entry->id);

	stored->created_by = before ? before->created_by :
		GetUserNameFromId(GetSessionUserId(), false);
	stored->upgrade = document->upgrade;
	stored->downgrade = document->downgrade;
	stored->sha256 = sv_store_sha256(document->upgrade);
	stored->file_sha256 = document->file_sha256;
	if (entry->keeps_online)
	{
		stored->online = before->online;
		stored->online_downgrade = before->online_downgrade;
		stored->online_sha256 = before->online_sha256;
	}
	else
		sv_load_online_take(document, stored);
	previewed->stored = stored;
	previewed->accepted = entry->applied && !(entry->differs & SV_DIFFERS_UPGRADE);
	previewed->moved = (entry->differs & (SV_DIFFERS_PARENTS | SV_DIFFERS_DEPENDENCIES |
										  SV_DIFFERS_TRANSACTIONAL)) != 0;
}
