/*-------------------------------------------------------------------------
 *
 * markdown.h
 *	  Results as Markdown, for a comment on a pull request.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_MARKDOWN_H
#define CLI_MARKDOWN_H

#include "libpq-fe.h"

/* A heading */
extern void cli_markdown_title(const char *format,...) pg_attribute_printf(1, 2);

/* The head of a table: its columns, ending with NULL. */
extern void cli_markdown_table(const char *column,...);

/* A row, of as many texts, ending with NULL; each is escaped. */
extern void cli_markdown_row(const char *cell,...);

/* The text as it is, where it is within a line */
extern char *cli_markdown_escape(const char *text);

/* Code in the language, which a reader may unfold */
extern void cli_markdown_code(const char *summary, const char *language, const char *code);

/* A whole result as a table: the columns with these names, ending with NULL. */
extern void cli_markdown_result(const PGresult *result, const char *column,...);

#endif							/* CLI_MARKDOWN_H */
