/*-------------------------------------------------------------------------
 *
 * verdict_words.c
 *	  What a verdict about a revision may be.
 *
 * The words are part of the interface: they stand in the table of verdicts, in
 * revision files, and in what clients print.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/verdict_words.h"

static const char *const words[] = {
	[SV_VERDICT_OK] = "ok",
	[SV_VERDICT_COLUMN_ORDER] = "column order",
	[SV_VERDICT_GENERATED_NAMES] = "generated names",
	[SV_VERDICT_NOT_RUN] = "not run",
	[SV_VERDICT_NO_DOWNGRADE] = "no downgrade",
	[SV_VERDICT_DATA_LOST] = "data lost",
	[SV_VERDICT_DIFFERS] = "differs",
	[SV_VERDICT_SECOND_UPGRADE_FAILS] = "second upgrade fails",
	[SV_VERDICT_DOWNGRADE_FAILS] = "downgrade fails",
	[SV_VERDICT_UPGRADE_FAILS] = "upgrade fails"
};

static bool is_among(const char *text, int count);

/*
 * The word as text, a constant.
 */
const char *
sv_verdict_words_text(SvVerdictWord word)
{
	return words[word];
}

/*
 * True if a text is a verdict.
 */
bool
sv_verdict_words_has(const char *text)
{
	return is_among(text, lengthof(words));
}

/*
 * True if a text is a verdict that lets a revision pass.
 */
bool
sv_verdict_words_is_good(const char *text)
{
	return is_among(text, SV_VERDICT_LAST_GOOD + 1);
}

static bool
is_among(const char *text, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (strcmp(text, words[i]) == 0)
			return true;
	}
	return false;
}
