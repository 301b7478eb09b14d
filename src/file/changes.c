/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  The differences between a revision file and the stored revision.
 *
 * A change is harmless if it cannot alter what an applied revision has done:
 * comments, whitespace, the message, a downgrade script where there was none.  Scripts are compared token by token, so
 * that what the server reads the same counts as the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/changes.h"
#include "file/tokens.h"
#include "strings.h"

static int	difference(const char *a, const char *b, bool lenient, int bit);
static int	lines_in_common(const char *a, const char *b);
static bool same_names(List *a, List *b);

/*
 * The differences between two revisions except for their scripts, as
 * SV_DIFFERS_... bits.
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
 * The differences between the scripts of a file and others, of which downgrade
 * may be NULL.  If lenient, differences in comments and whitespace are
 * harmless.  "line" is set to the line of the file with the first difference.
 */
int
sv_changes_of_scripts(const SvDocument *document, const char *upgrade,
					  const char *downgrade, bool lenient, int *line)
{
	int			up = difference(document->upgrade, upgrade, lenient,
								SV_DIFFERS_UPGRADE);
	int			down = difference(document->downgrade, downgrade, lenient,
								  SV_DIFFERS_DOWNGRADE);

	/* what cannot be undone may get a script that undoes it */
	if (lenient && downgrade == NULL && document->downgrade != NULL)
		down = SV_DIFFERS_HARMLESSLY;
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
 * The parts that differ, except for harmless differences, for a message.
 */
char *
sv_changes_text(int differs)
{
	static const char *const names[] = {
		NULL, gettext_noop("upgrade script"), gettext_noop("downgrade script"),
		gettext_noop("parents"), gettext_noop("dependencies"),
		gettext_noop("transactional")
	};
	List	   *differing = NIL;

	for (int i = 1; i < lengthof(names); i++)
		if (differs & (1 << i))
			differing = lappend(differing, _(names[i]));
	return sv_strings_join(differing, ", ");
}

/*
 * The bit, or that of a harmless difference, if two scripts are not the same.
 * NULL is no script.
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
