/*-------------------------------------------------------------------------
 *
 * markdown.c
 *	  Results as Markdown, for a comment on a pull request.
 *
 * It is the Markdown of GitHub and GitLab, with tables.  Whatever comes from
 * the database or a file is escaped: it is text, and no markup, link or mention.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/markdown.h"
#include "cli/output.h"
#include "cli/query.h"
#include "pqexpbuffer.h"

void
cli_markdown_title(const char *format,...)
{
	va_list		args;
	char	   *text;

	va_start(args, format);
	text = cli_output_format(format, args);
	va_end(args);
	cli_output_print("### %s\n\n", cli_markdown_escape(text));
}

char *
cli_markdown_escape(const char *text)
{
	PQExpBufferData escaped;

	initPQExpBuffer(&escaped);
	for (; *text; text++)
	{
		if (*text == '\n')
			appendPQExpBufferStr(&escaped, text[1] ? "<br>" : "");
		else if (*text == '<')
			appendPQExpBufferStr(&escaped, "&lt;");
		else if (*text == '&')
			appendPQExpBufferStr(&escaped, "&amp;");
		else if (*text == '@')
			appendPQExpBufferStr(&escaped, "&#64;");
		else if ((unsigned char) *text < ' ')
			appendPQExpBufferChar(&escaped, ' ');
		else
		{
			if (strchr("\\`*_[]#|~!$", *text))
				appendPQExpBufferChar(&escaped, '\\');
			appendPQExpBufferChar(&escaped, *text);
		}
	}
	return escaped.data;
}

void
cli_markdown_table(const char *column,...)
{
	PQExpBufferData line;
	va_list		columns;

	initPQExpBuffer(&line);
	va_start(columns, column);
	for (; column; column = va_arg(columns, const char *))
	{
		cli_output_print("| %s ", column);
		appendPQExpBufferStr(&line, "|---");
	}
	va_end(columns);
	cli_output_print("|\n%s|\n", line.data);
}

void
cli_markdown_row(const char *cell,...)
{
	va_list		cells;

	va_start(cells, cell);
	for (; cell; cell = va_arg(cells, const char *))
	{
		cli_output_text("| ");
		cli_output_text(cli_markdown_escape(cell));
		cli_output_text(" ");
	}
	va_end(cells);
	cli_output_text("|\n");
}

void
cli_markdown_code(const char *summary, const char *language, const char *code)
{
	char		fence[32] = "```";

	while (strstr(code, fence) && strlen(fence) + 1 < sizeof(fence))
		strcat(fence, "`");
	/* summaries are our own words */
	cli_output_print("\n<details><summary>%s</summary>\n\n%s%s\n", summary, fence, language);
	cli_output_text(code);
	cli_output_print("%s%s\n\n</details>\n",
					 code[0] && code[strlen(code) - 1] != '\n' ? "\n" : "", fence);
}

void
cli_markdown_result(const PGresult *result, const char *column,...)
{
	const char *names[32];
	int			count = 0;
	va_list		columns;

	va_start(columns, column);
	for (; column && count < lengthof(names); column = va_arg(columns, const char *))
		names[count++] = column;
	va_end(columns);
	for (int i = 0; i < count; i++)
		cli_output_print("| %s ", names[i]);
	cli_output_text("|\n");
	for (int i = 0; i < count; i++)
		cli_output_text("|---");
	cli_output_text("|\n");
	for (int row = 0; row < PQntuples(result); row++)
	{
		for (int i = 0; i < count; i++)
		{
			cli_output_text("| ");
			cli_output_text(cli_markdown_escape(cli_query_column(result, row, names[i])));
			cli_output_text(" ");
		}
		cli_output_text("|\n");
	}
}
