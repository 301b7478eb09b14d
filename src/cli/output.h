/*-------------------------------------------------------------------------
 *
 * output.h
 *	  What the program prints: results on the standard output, messages on
 *	  the standard error; and its exit statuses.
 *
 * Everything goes through these functions.  They print no control character
 * on a terminal, wherever it comes from: a value of the server, a file name,
 * the command line.  Only what the program itself has asked for colors things.
 * Elsewhere than on a terminal, bytes are printed as they are.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "pqexpbuffer.h"

/* Exit statuses */
#define CLI_FINE		0
#define CLI_ERROR		1
#define CLI_MISUSE		2
#define CLI_NO_SERVER	3		/* cannot connect */
#define CLI_DIFFERS		4		/* check, diff, status --exit-code ... */
#define CLI_REFUSED		5		/* by a gate: verify, lint, impact */

typedef enum CliColor
{
	CLI_PLAIN,					/* ends another */
	CLI_BOLD,
	CLI_RED,
	CLI_GREEN,
	CLI_YELLOW,
	CLI_CYAN
} CliColor;

/* First of all */
extern void cli_output_init(void);

/* The text of a format, of any length */
extern char *cli_output_format(const char *format, va_list args) pg_attribute_printf(1, 0);

/* With --json, results are one JSON document, and errors are one. */
extern void cli_output_set_json(bool json);
extern bool cli_output_is_json(void);

/* Prints a piece of a result. */
extern void cli_output_print(const char *format,...) pg_attribute_printf(1, 2);

/* A result that has no NUL and may be of any length */
extern void cli_output_text(const char *text);

/* Prints a message, of whole lines: the line end is part of the format. */
extern void cli_output_message(const char *format,...) pg_attribute_printf(1, 2);

/*
 * Prints a message that tells what happens or has happened, such as a closing
 * line: nothing where the results are JSON.
 */
extern void cli_output_note(const char *format,...) pg_attribute_printf(1, 2);

/*
 * On a terminal, replaces the line of progress; elsewhere does nothing.  Any
 * other message clears it first.
 */
extern void cli_output_progress(const char *format,...) pg_attribute_printf(1, 2);

/* As much of a text as leaves room for the rest of a line of progress */
extern char *cli_output_fit(const char *text, const char *rest);

/* The line of progress stays, with this at its end; nothing if there is none. */
extern void cli_output_keep_progress(const char *end);

/*
 * Where a color begins, as an argument for the functions above; an empty string
 * where there are no colors.  cli_output_color() is for results,
 * cli_message_color() for messages.
 */
extern const char *cli_output_color(CliColor color);
extern const char *cli_output_message_color(CliColor color);

/* True if results go to a terminal; if messages do. */
extern bool cli_output_on_terminal(void);
extern bool cli_output_messages_on_terminal(void);

/* How many characters fit on a line of the terminal; 80 if that is unknown */
extern int	cli_output_width(void);

/*
 * The text on one line, palloc'd: line ends, tabs and other control characters
 * are replaced by "?".
 */
extern char *cli_output_line(const char *text);

/* The text with each line but the first indented, without the last line end. */
extern char *cli_output_indented(const char *text, int spaces);

/* Prints a text indented below a line, if it is not empty. */
extern void cli_output_block(const char *text);

/* Appends a JSON string, in quotes; null for NULL. */
extern void cli_output_append_json(PQExpBuffer buffer, const char *text);

/*
 * Flushes; returns the exit status, which is that of an error if something
 * could not be printed.
 */
extern int	cli_output_finish(int status);

#endif							/* CLI_OUTPUT_H */
