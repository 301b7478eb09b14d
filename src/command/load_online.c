/*-------------------------------------------------------------------------
 *
 * load_online.c
 *	  Online forms that come with revision files.
 *
 * A line of the header says which scripts they belong to, and whether they were
 * derived.  Without that line, or if they are not what was derived, somebody has
 * written them.
 *
 * A file without online forms takes away those that are stored, except for one
 * that was derived in this database since the file was loaded: it is something
 * found out about the scripts, as a verdict is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "command/load_online.h"
#include "compat.h"
#include "store/online_form.h"
#include "store/verdict.h"
#include "strings.h"

static bool has_forms(const SvDocument *document);
static bool is_outdated(const SvDocument *document);
static bytea *bytes_of(const char *hex);
static bool same_text(const char *a, const char *b);

/*
 * Set the online forms to those of a document.
 */
void
sv_load_online_take(const SvDocument *document, SvStored *stored)
{
	const SvOnlineLine *line = document->online_line;

	stored->online = document->online;
	stored->online_downgrade = document->online_downgrade;
	stored->online_sha256 = NULL;
	stored->online_edited = false;
	if (!has_forms(document))
		return;
	if (is_outdated(document))
		stored->online_sha256 = bytes_of(line->digest);
	else
		stored->online_sha256 =
			DatumGetByteaPP(sv_verdict_sha256(document->upgrade,
											  document->downgrade));
	stored->online_edited = line == NULL || line->edited ||
		strcmp(line->form_digest, sv_verdict_digest(document->online,
													document->online_downgrade)) != 0;
}

/*
 * Compare the online forms of a document with those that are stored.  If these
 * are to be kept, the document loses its checksum: the revision is not what the
 * file says.
 */
void
sv_load_online_compare(SvEntry *entry, const SvStored *stored)
{
	SvDocument *document = entry->document;
	SvStored	taken = {0};

	entry->keeps_online = !has_forms(document) && stored->file_sha256 == NULL &&
		!stored->online_edited && sv_online_form_is_current(stored) &&
		strcmp(document->upgrade, stored->upgrade) == 0 &&
		same_text(document->downgrade, stored->downgrade);
	entry->online_differs = false;
	if (entry->keeps_online)
	{
		document->file_sha256 = NULL;
		return;
	}
	sv_load_online_take(document, &taken);
	entry->online_differs = !same_text(taken.online, stored->online) ||
		!same_text(taken.online_downgrade, stored->online_downgrade) ||
		(has_forms(document) &&
		 (taken.online_edited != stored->online_edited ||
		  is_outdated(document) == sv_online_form_is_current(stored)));
}

/*
 * Warn of online forms that cannot be run as they are.
 */
void
sv_load_online_warn(const SvEntry *entry)
{
	SvStored	taken = {0};

	sv_load_online_take(entry->document, &taken);
	sv_online_form_warn(entry->id, &taken);
}

/*
 * Write the online forms of a revision that was stored before.
 */
void
sv_load_online_write(const SvEntry *entry)
{
	SvStored	taken = {0};

	if (!entry->online_differs && !has_forms(entry->document))
		return;
	sv_load_online_take(entry->document, &taken);
	sv_online_form_write(entry->id, &taken);
}

/*
 * Warn of online forms in files that are outdated.
 */
void
sv_load_online_tell_outdated(List *documents)
{
	List	   *outdated = NIL;
	ListCell   *lc;

	foreach(lc, documents)
	{
		const SvDocument *document = lfirst(lc);

		if (has_forms(document) && is_outdated(document))
			outdated = lappend(outdated, document->revision.id);
	}
	if (outdated != NIL)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg_plural("%d online form in the files is outdated",
							   "%d online forms in the files are outdated",
							   list_length(outdated), list_length(outdated)),
				 errdetail("They belong to other scripts than those of their revisions, and are not run: %s.",
						   sv_strings_join(outdated, ", ")),
				 errhint("Derive them again with schemaver_online(); or adapt them, and remove the line \"-- Online: ...\" of the file.")));
}

static bool
has_forms(const SvDocument *document)
{
	return document->online != NULL || document->online_downgrade != NULL;
}

static bool
is_outdated(const SvDocument *document)
{
	return document->online_line != NULL &&
		strcmp(document->online_line->digest,
			   sv_verdict_digest(document->upgrade, document->downgrade)) != 0;
}

/*
 * The bytes of a digest, which has whole bytes in hex.
 */
static bytea *
bytes_of(const char *hex)
{
	int			length = strlen(hex) / 2;
	bytea	   *bytes = palloc(VARHDRSZ + length);

	hex_decode(hex, 2 * length, VARDATA(bytes));
	SET_VARSIZE(bytes, VARHDRSZ + length);
	return bytes;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}
