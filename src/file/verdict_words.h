/*-------------------------------------------------------------------------
 *
 * verdict_words.h
 *	  What a verdict about a revision may be.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_VERDICT_WORDS_H
#define SV_FILE_VERDICT_WORDS_H

/* From good to bad: a worse one replaces a better one. */
typedef enum SvVerdictWord
{
	SV_VERDICT_OK,
	SV_VERDICT_COLUMN_ORDER,
	SV_VERDICT_GENERATED_NAMES,
	SV_VERDICT_NOT_RUN,
	SV_VERDICT_NO_DOWNGRADE,
	SV_VERDICT_DATA_LOST,
	SV_VERDICT_DIFFERS,
	SV_VERDICT_SECOND_UPGRADE_FAILS,
	SV_VERDICT_DOWNGRADE_FAILS,
	SV_VERDICT_UPGRADE_FAILS
} SvVerdictWord;

/* The last one that lets a revision pass, and all that do, in a query. */
#define SV_VERDICT_LAST_GOOD SV_VERDICT_GENERATED_NAMES
#define SV_VERDICT_GOOD_LIST "('ok', 'column order', 'generated names')"

extern const char *sv_verdict_words_text(SvVerdictWord word);
extern bool sv_verdict_words_has(const char *text);
extern bool sv_verdict_words_is_good(const char *text);

#endif							/* SV_FILE_VERDICT_WORDS_H */
