/*-------------------------------------------------------------------------
 *
 * output.c
 *	  What the program prints, and what a terminal does not get.
 *
 * A whole piece is formatted, then made harmless, if it goes to a terminal,
 * then given its colors: where those begin and end is marked by a word that is
 * random, so that nothing from elsewhere can contain it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/output.h"

/* What a color is on a terminal, by CliColor */
static const char *const escapes[] = {"\033[0m", "\033[1m", "\033[31m", "\033[32m", "\033[33m", "\033[36m"};

static bool is_json;
static bool to_terminal[2];		/* standard output, standard error */
static bool in_color[2];
static bool failed;
static bool reader_is_gone;		/* and that is why */
static char *progress;			/* the line of progress; NULL: there is none */

/* Marks, by CliColor: "<RANDOM0>" ... */
static char marks[lengthof(escapes)][24];

/* ----------
 * Terminals
 * ----------
 */
void
cli_output_init(void)
{
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");
	bool		colors = term != NULL && strcmp(term, "dumb") != 0 && (no_color == NULL || !no_color[0]);
	uint64		random = 0;

	to_terminal[0] = isatty(STDOUT_FILENO);
	to_terminal[1] = isatty(STDERR_FILENO);
	if (to_terminal[0] || to_terminal[1])
		colors = colors && pg_strong_random(&random, sizeof(random));
	for (int i = 0; i < lengthof(escapes); i++)
		snprintf(marks[i], sizeof(marks[i]), "<%016llx%d>", (unsigned long long) random, i);
	in_color[0] = colors && to_terminal[0];
	in_color[1] = colors && to_terminal[1];
}

bool
cli_output_on_terminal(void)
{
	return to_terminal[0];
}

bool
cli_output_messages_on_terminal(void)
{
	return to_terminal[1];
}

const char *
cli_output_color(CliColor color)
{
	return in_color[0] ? marks[color] : "";
}

const char *
cli_output_message_color(CliColor color)
{
	return in_color[1] ? marks[color] : "";
}

int
cli_output_width(void)
{
	const char *columns = getenv("COLUMNS");
	int			width = columns ? atoi(columns) : 0;
#ifdef TIOCGWINSZ
	struct winsize size;

	if (width <= 0 && (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0))
		width = size.ws_col;
#endif
	return width > 0 ? width : 80;
}

/* ----------
 * Texts
 * ----------
 */

/*
 * How many bytes at the text are one character of UTF-8 that a terminal may
 * get; 0: the first byte is none.
 */
static int
harmless_length(const unsigned char *s)
{
	int			length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;

	if (length == 1)
		return s[0] >= 0x20 && s[0] != 0x7f;
	for (int i = 1; i < length; i++)
	{
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	/* control characters, overlong forms, surrogates, what is beyond Unicode */
	if ((s[0] == 0xc2 && s[1] < 0xa0) || (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] >= 0xa0)
		|| (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] >= 0x90))
		return 0;

	/* what changes the direction of the text around it */
	if (s[0] == 0xe2 && ((s[1] == 0x80 && s[2] >= 0xaa && s[2] <= 0xae) || (s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9)))
		return 0;
	return length;
}

char *
cli_output_format(const char *format, va_list args)
{
	va_list		again;
	int			length;
	char	   *text;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = pg_malloc(length + 1);
	vsnprintf(text, length + 1, format, args);
	return text;
}

char *
cli_output_line(const char *text)
{
	char	   *line = pg_strdup(text);

	for (char *s = line; *s;)
	{
		int			length = harmless_length((unsigned char *) s);

		/* bytes of other encodings stay */
		if (length == 0 && ((unsigned char) *s < 0x20 || *s == 0x7f))
			*s = '?';
		s += Max(length, 1);
	}
	return line;
}

char *
cli_output_indented(const char *text, int spaces)
{
	PQExpBuffer buffer = createPQExpBuffer();
	size_t		length = strlen(text);

	while (length > 0 && text[length - 1] == '\n')
		length--;
	for (size_t i = 0; i < length; i++)
	{
		appendPQExpBufferChar(buffer, text[i]);
		if (text[i] == '\n')
			appendPQExpBuffer(buffer, "%*s", spaces, "");
	}
	return buffer->data;
}

void
cli_output_block(const char *text)
{
	if (text[0])
		cli_output_print("    %s\n", cli_output_indented(text, 4));
}

void
cli_output_append_json(PQExpBuffer buffer, const char *text)
{
	if (text == NULL)
	{
		appendPQExpBufferStr(buffer, "null");
		return;
	}
	appendPQExpBufferChar(buffer, '"');
	for (const unsigned char *s = (const unsigned char *) text; *s;)
	{
		int			length = harmless_length(s);

		if (*s == '"' || *s == '\\')
			appendPQExpBuffer(buffer, "\\%c", *s);
		else if (length > 0)
			appendBinaryPQExpBuffer(buffer, (const char *) s, length);
		else if (*s == '\n')
			appendPQExpBufferStr(buffer, "\\n");
		else if (*s == '\t')
			appendPQExpBufferStr(buffer, "\\t");
		else if (*s < 0x80)
			appendPQExpBuffer(buffer, "\\u%04x", *s);
		else if (*s == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0)
		{
			appendPQExpBuffer(buffer, "\\u%04x", s[1]);
			length = 2;
		}
		else if (*s == 0xe2 && (s[1] == 0x80 || s[1] == 0x81) && s[2] >= 0xa6 && s[2] <= 0xae)
		{
			appendPQExpBuffer(buffer, "\\u%04x", 0x2000 + ((s[1] & 0x3f) << 6) + (s[2] & 0x3f));
			length = 3;
		}
		else
			appendPQExpBufferStr(buffer, "\\ufffd");
		s += Max(length, 1);
	}
	appendPQExpBufferChar(buffer, '"');
}

/* ----------
 * Printing
 * ----------
 */

/* Only what is harmless, and colors where they are marked */
static void
append_for_terminal(PQExpBuffer buffer, const char *text)
{
	while (*text)
	{
		int			length = harmless_length((const unsigned char *) text);
		int			number = lengthof(escapes);

		if (*text == '<')
		{
			for (number = 0; number < lengthof(escapes); number++)
			{
				if (strncmp(text, marks[number], strlen(marks[number])) == 0)
					break;
			}
		}
		if (number < lengthof(escapes) && (in_color[0] || in_color[1]))
		{
			appendPQExpBufferStr(buffer, escapes[number]);
			length = strlen(marks[number]);
		}
		else if (length > 0 || *text == '\n' || *text == '\t')
			appendBinaryPQExpBuffer(buffer, text, Max(length, 1));
		else
			appendPQExpBuffer(buffer, "\\x%02x", (unsigned char) *text);
		text += Max(length, 1);
	}
}

static void
clear_progress(void)
{
	if (progress != NULL)
	{
		fputs("\r\033[K", stderr);
		pg_free(progress);
		progress = NULL;
	}
}

/* Something could not be written to the standard output. */
static void
note_failure(void)
{
	failed = true;
	reader_is_gone = reader_is_gone || errno == EPIPE;
}

static void
write_text(FILE *stream, const char *text)
{
	if (to_terminal[stream == stderr])
	{
		PQExpBuffer buffer = createPQExpBuffer();

		clear_progress();
		append_for_terminal(buffer, text);
		if (fputs(buffer->data, stream) == EOF && stream == stdout)
			note_failure();
		destroyPQExpBuffer(buffer);
	}
	else if (fputs(text, stream) == EOF && stream == stdout)
		note_failure();
}

pg_attribute_printf(2, 0)
static void
write_formatted(FILE *stream, const char *format, va_list args)
{
	char	   *text = cli_output_format(format, args);

	write_text(stream, text);
	pg_free(text);
}

void
cli_output_set_json(bool json)
{
	is_json = json;
}

bool
cli_output_is_json(void)
{
	return is_json;
}

void
cli_output_print(const char *format,...)
{
	va_list		args;

	va_start(args, format);
	write_formatted(stdout, format, args);
	va_end(args);
}

void
cli_output_text(const char *text)
{
	write_text(stdout, text);
}

void
cli_output_message(const char *format,...)
{
	va_list		args;

	/* in the order in which they were printed, if both are one */
	if (fflush(stdout) == EOF)
		note_failure();
	va_start(args, format);
	write_formatted(stderr, format, args);
	va_end(args);
}

void
cli_output_note(const char *format,...)
{
	va_list		args;

	if (is_json)
		return;
	fflush(stdout);
	va_start(args, format);
	write_formatted(stderr, format, args);
	va_end(args);
}

/* As many characters as fit on the last line */
static void
print_progress(const char *line)
{
	int			room = cli_output_width() - 1;

	fflush(stdout);
	for (const char *s = line; *s && room-- > 0;)
	{
		int			length = harmless_length((const unsigned char *) s);

		if (length > 0)
			fwrite(s, 1, length, stderr);
		else
			fputc('?', stderr);
		s += Max(length, 1);
	}
	fflush(stderr);
}

/* The number of characters in a text */
static int
count_characters(const char *text)
{
	int			count = 0;

	for (const char *s = text; *s; count++)
		s += Max(harmless_length((const unsigned char *) s), 1);
	return count;
}

char *
cli_output_fit(const char *text, const char *rest)
{
	int			room = cli_output_width() - 1 - count_characters(rest);
	const char *end = text;

	if (count_characters(text) <= room)
		return pg_strdup(text);
	for (int i = 3; i < room && *end; i++)
		end += Max(harmless_length((const unsigned char *) end), 1);
	return psprintf("%.*s...", (int) (end - text), text);
}

void
cli_output_progress(const char *format,...)
{
	va_list		args;
	char	   *line;

	if (!to_terminal[1] || is_json)
		return;
	va_start(args, format);
	line = cli_output_format(format, args);
	va_end(args);
	clear_progress();
	progress = line;
	print_progress(line);
}

void
cli_output_keep_progress(const char *end)
{
	char	   *line = progress;

	if (line != NULL)
	{
		fputs("\r\033[K", stderr);
		progress = NULL;
		cli_output_message("%s%s\n", line, end);
	}
}

int
cli_output_finish(int status)
{
	clear_progress();
	if (fflush(stdout) == EOF)
		note_failure();
	failed = failed || ferror(stdout);

	/* where SIGPIPE is ignored, the end is as if it was not */
	if (reader_is_gone && status == CLI_FINE)
		status = 128 + SIGPIPE;
	else if (failed && status == CLI_FINE)
	{
		cli_output_message("schemaver: could not write to the standard output\n");
		status = CLI_ERROR;
	}
	fflush(stderr);
	return status;
}
