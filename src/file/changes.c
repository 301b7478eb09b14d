/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  In what a revision file differs from what is stored.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "file/changes.h"
#include "file/tokens.h"

static int	difference(const char *a, const char *b, bool lenient, int bit);
static int	lines_in_common(const char *a, const char *b);
static bool same_names(List *a, List *b);

/*
 * The differences of two revisions, but for their scripts.
 */
int
sv_changes_of_revision(const SvRevision *revision, const SvRevision *stored)
{
	int			differs = 0;

	if (!same_names(revision->down_revisions, stored->down_revisions))
		differs |= SV_DIFFERS_PARENTS;
	if (!same_names(revision->depends_on, stored->depends_on))
		differs |= SV_DIFFERS_DEPENDENCIES;
	if (revision->transactional != stored->transactional)
		differs |= SV_DIFFERS_TRANSACTIONAL;
	if (revision->created_at != stored->created_at ||
		strcmp(revision->message, stored->message) != 0 ||
		!same_names(revision->branch_labels, stored->branch_labels) ||
		!same_names(revision->replaces, stored->replaces))
		differs |= SV_DIFFERS_HARMLESSLY;
	return differs;
}

/*
 * The differences of the scripts of a file and others.  Lenient: comments and
 * white space are harmless.  "line" becomes that of the file in which the
 * first difference is.
 */
int
sv_changes_of_scripts(const SvDocument *document, const char *upgrade,
					  const char *downgrade, bool lenient, int *line)
{
	int			up = difference(document->upgrade, upgrade, lenient,
								SV_DIFFERS_UPGRADE);
	int			down = difference(document->downgrade, downgrade, lenient,
								  SV_DIFFERS_DOWNGRADE);

	if (up > SV_DIFFERS_HARMLESSLY)
		*line = document->upgrade_line +
			lines_in_common(document->upgrade, upgrade);
	else if (down > SV_DIFFERS_HARMLESSLY && document->downgrade != NULL)
		*line = document->downgrade_line +
			(downgrade ? lines_in_common(document->downgrade, downgrade) : 0);
	else
		*line = document->position.line;
	return up | down;
}

/*
 * The parts that differ and matter, for a message.
 */
char *
sv_changes_text(int differs)
{
	static const char *const names[] = {
		NULL, gettext_noop("upgrade script"), gettext_noop("downgrade script"),
		gettext_noop("parents"), gettext_noop("dependencies"),
		gettext_noop("transactional")
	};
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 1; i < lengthof(names); i++)
		if (differs & (1 << i))
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "", _(names[i]));
	return buf.data;
}

/*
 * The bit, if two scripts (NULL: none) are not the same.
 */
static int
difference(const char *a, const char *b, bool lenient, int bit)
{
	if (a == NULL || b == NULL)
		return a == b ? 0 : bit;
	if (strcmp(a, b) == 0)
		return 0;
	return lenient && sv_tokens_same(a, b) ? SV_DIFFERS_HARMLESSLY : bit;
}

static int
lines_in_common(const char *a, const char *b)
{
	int			lines = 0;

	for (; *a != '\0' && *a == *b; a++, b++)
		if (*a == '\n')
			lines++;
	return lines;
}

static bool
same_names(List *a, List *b)
{
	ListCell   *lc_a;
	ListCell   *lc_b;

	if (list_length(a) != list_length(b))
		return false;
	forboth(lc_a, a, lc_b, b)
	{
		if (strcmp(lfirst(lc_a), lfirst(lc_b)) != 0)
			return false;
	}
	return true;
}
