/*-------------------------------------------------------------------------
 *
 * alembic.c
 *	  Alembic's offline output, and its history.
 *
 * "alembic upgrade base:heads --sql" writes a comment "-- Running upgrade a, b
 * -> c" before the statements of each revision, and its own bookkeeping in
 * between: a table with one column version_num, which is created, changed and
 * dropped, and transactions.  Statements outside a transaction come from an
 * autocommit block.
 *
 * "alembic history" has a line for each revision, newest first:
 * "a, b (dependencies) -> c (labels) (head) ..., message".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "error.h"
#include "file/comment_lines.h"
#include "graph/name.h"
#include "import/import.h"
#include "strings.h"

/* The text after "Running upgrade" or "Running downgrade". */
typedef struct Step
{
	char	   *id;
	List	   *parents;		/* of char * */
	char	   *script;
	char	   *failure;		/* why it could not be rendered; NULL: it was */
	char	   *filename;		/* then: of the migration */
	bool		transactional;
} Step;

typedef struct Alembic
{
	const char *table;			/* Alembic's */
	const char *schema;			/* of it; NULL: none is written */
	List	   *warned;			/* of char *: of whose downgrades */
	SvImport	import;
} Alembic;

static List *read_steps(Alembic *alembic, const char *text,
						const char *direction);
static Step *begin_step(const char *comment, const char *direction);
static void end_step(Alembic *alembic, Step *step, char *text, int line);
static void find_failure(Step *step, const char *text);
static void find_table(Alembic *alembic, const char *text);
static List *split_names(const char *text);
static void add_upgrade(Alembic *alembic, const Step *step);
static void add_downgrade(Alembic *alembic, const Step *step);
static void warn_of_table(const Alembic *alembic, const Step *step);
static void warn_of_step(const Step *step, const char *message);
static SvImported *find_imported(const Alembic *alembic, const char *id);
static void read_history(Alembic *alembic, const char *history);
static void read_history_line(Alembic *alembic, char *line);
static char *cut_group(char *text);
static void drop_inherited_labels(Alembic *alembic);

/*
 * The revisions of Alembic's output, as a list of SvImported, and Alembic's
 * table, as it is in the output.  Downgrade and history may be NULL; messages,
 * labels and dependencies are known from the history only.
 *
 * Errors: output that is not of this form, or not SQL; ids that are not valid
 * names.
 */
List *
sv_import_read_alembic(const char *upgrade, const char *downgrade,
					   const char *history, SvImportTool *tool)
{
	Alembic		alembic = {.table = "alembic_version"};
	ListCell   *lc;

	alembic.import.format = "Alembic";
	foreach(lc, read_steps(&alembic, upgrade, "upgrade"))
		add_upgrade(&alembic, lfirst(lc));
	if (alembic.import.imported == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("output has no line \"-- Running upgrade ... -> ...\""),
				 errhint("Pass the output of \"alembic upgrade base:heads --sql\".")));
	if (downgrade != NULL)
	{
		foreach(lc, read_steps(&alembic, downgrade, "downgrade"))
			add_downgrade(&alembic, lfirst(lc));
	}
	if (history != NULL)
		read_history(&alembic, history);
	*tool = *sv_import_tool("alembic");
	tool->schema = alembic.schema;
	tool->tables[0] = alembic.table;
	return alembic.import.imported;
}

/*
 * The steps of a text, as a list of Step.
 */
static List *
read_steps(Alembic *alembic, const char *text, const char *direction)
{
	SvCommentLines *reader = sv_comment_lines_begin(text);
	char	   *begin = psprintf("Running %s ", direction);
	List	   *steps = NIL;
	Step	   *step = palloc0(sizeof(Step));
	int			start = 0;

	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		const char *comment = reader->kind == SV_ITEM_COMMENT ?
		sv_comment_lines_comment(reader) : "";

		if (strncmp(comment, begin, strlen(begin)) != 0)
			continue;
		end_step(alembic, step, pnstrdup(text + start, reader->start - start),
				 sv_comment_lines_line(reader, start));
		step = begin_step(comment + strlen(begin), direction);
		steps = lappend(steps, step);
		start = sv_comment_lines_next_line(reader, reader->start);
	}
	end_step(alembic, step, pstrdup(text + start), sv_comment_lines_line(reader, start));
	return steps;
}

/*
 * Parse "a, b -> c", or for a downgrade "c -> a, b".
 */
static Step *
begin_step(const char *comment, const char *direction)
{
	Step	   *step = palloc0(sizeof(Step));
	const char *arrow = strstr(comment, "->");
	char	   *left;
	char	   *right;

	if (arrow == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("\"->\" is missing in \"-- Running %s %s\"",
						direction, comment)));
	left = pnstrdup(comment, arrow - comment);
	right = pstrdup(arrow + 2);
	if (strcmp(direction, "upgrade") != 0)
	{
		char	   *swap = left;

		left = right;
		right = swap;
	}
	step->parents = split_names(left);
	right += strspn(right, " ");
	step->id = pnstrdup(right, strcspn(right, " ,"));
	sv_name_check(step->id);
	return step;
}

/*
 * Set the script of a step: the statements of the text up to the next step,
 * without the bookkeeping.
 */
static void
end_step(Alembic *alembic, Step *step, char *text, int line)
{
	find_table(alembic, text);
	find_failure(step, text);
	step->transactional = true;
	step->script = sv_import_rendered(&alembic->import, "Alembic", text, line,
									  list_make1(unconstify(char *, alembic->table)),
									  true, &step->transactional);
}

/*
 * Find the mark that the client makes in the output where a migration cannot be
 * rendered: a comment "Not rendered (<file>): <error>".
 */
static void
find_failure(Step *step, const char *text)
{
	SvCommentLines *reader = sv_comment_lines_begin(text);

	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		const char *comment;
		const char *end;

		if (reader->kind != SV_ITEM_COMMENT)
			continue;
		comment = sv_comment_lines_comment(reader);
		end = strstr(comment, "): ");
		if (strncmp(comment, "Not rendered (", strlen("Not rendered (")) != 0 ||
			end == NULL)
			continue;
		comment += strlen("Not rendered (");
		step->filename = pnstrdup(comment, end - comment);
		step->failure = pstrdup(end + strlen("): "));
		return;
	}
}

/*
 * Find the name of Alembic's table, which can be configured: it is the table
 * that has no column but version_num.
 */
static void
find_table(Alembic *alembic, const char *text)
{
	ListCell   *lc;

	if (strstr(text, "version_num") == NULL || !sv_import_parses(text))
		return;
	foreach(lc, pg_parse_query(text))
	{
		const CreateStmt *create = (CreateStmt *) lfirst_node(RawStmt, lc)->stmt;
		int			columns = 0;
		bool		found = false;
		ListCell   *lc2;

		if (!IsA(create, CreateStmt))
			continue;
		foreach(lc2, create->tableElts)
		{
			const ColumnDef *column = lfirst(lc2);

			if (!IsA(column, ColumnDef))
				continue;
			columns++;
			found |= strcmp(column->colname, "version_num") == 0;
		}
		if (found && columns == 1)
		{
			alembic->table = create->relation->relname;
			alembic->schema = create->relation->schemaname;
		}
	}
}

static List *
split_names(const char *text)
{
	List	   *names = NIL;

	for (text += strspn(text, " ,"); *text != '\0'; text += strspn(text, " ,"))
	{
		int			length = strcspn(text, " ,");

		names = lappend(names, pnstrdup(text, length));
		text += length;
	}
	return names;
}

/*
 * Add the revision of a step.  One that could not be rendered refuses to run.
 */
static void
add_upgrade(Alembic *alembic, const Step *step)
{
	SvImported *imported = palloc0(sizeof(SvImported));
	SvRevision *revision = &imported->document.revision;

	revision->id = step->id;
	revision->message = "empty message";
	revision->created_at = list_length(alembic->import.imported) * USECS_PER_SEC;
	revision->down_revisions = step->parents;
	revision->transactional = step->transactional;
	revision->reversible = step->script[0] == '\0';
	imported->document.upgrade = step->script;
	imported->key = step->id;
	if (step->failure != NULL)
	{
		imported->document.upgrade = sv_import_refusal(step->filename, step->failure,
													   step->script);
		revision->transactional = true;
		revision->reversible = false;
		warn_of_step(step, psprintf(_("its upgrade cannot be rendered (%s), so revision \"%s\" refuses to run until its upgrade script is written"),
									step->failure, step->id));
	}
	warn_of_table(alembic, step);
	alembic->import.imported = lappend(alembic->import.imported, imported);
}

/*
 * Add the way back of a step, if it could be rendered, to its revision.
 */
static void
add_downgrade(Alembic *alembic, const Step *step)
{
	SvImported *imported = find_imported(alembic, step->id);
	SvRevision *revision;

	/* below a branch point, there are steps that come once for each branch */
	if (imported == NULL || imported->document.downgrade != NULL)
		return;
	if (step->failure != NULL)
	{
		if (!sv_strings_member(alembic->warned, step->id))
			warn_of_step(step, psprintf(_("its downgrade cannot be rendered (%s), so revision \"%s\" has no downgrade script"),
										step->failure, step->id));
		alembic->warned = sv_strings_append_unique(alembic->warned, step->id);
		return;
	}
	warn_of_table(alembic, step);
	revision = &imported->document.revision;
	imported->document.downgrade = step->script;
	revision->reversible = true;
	revision->transactional &= step->transactional;
}

static void
warn_of_table(const Alembic *alembic, const Step *step)
{
	const SvImportTool tool = {.tables = {alembic->table}};
	const char *name = sv_import_named_table(&tool, step->script);

	if (name != NULL)
		sv_import_warn_of(NULL, psprintf(_("a script of revision \"%s\" names table \"%s\", which is that of %s"),
										 step->id, name, alembic->import.format));
}

static void
warn_of_step(const Step *step, const char *message)
{
	const SvFile file = {.name = step->filename};

	sv_import_warn_of(&file, message);
}

static SvImported *
find_imported(const Alembic *alembic, const char *id)
{
	ListCell   *lc;

	foreach(lc, alembic->import.imported)
	{
		SvImported *imported = lfirst(lc);

		if (strcmp(imported->document.revision.id, id) == 0)
			return imported;
	}
	return NULL;
}

static void
read_history(Alembic *alembic, const char *history)
{
	while (*history != '\0')
	{
		int			length = strcspn(history, "\r\n");

		read_history_line(alembic, pnstrdup(history, length));
		history += length;
		history += strspn(history, "\r\n");
	}
	drop_inherited_labels(alembic);
}

/*
 * Lines that are not of the form are skipped: a message may have several lines,
 * and env.py may print others.
 */
static void
read_history_line(Alembic *alembic, char *line)
{
	char	   *arrow = strstr(line, " -> ");
	char	   *right;
	char	   *group;
	SvImported *imported;
	SvRevision *revision;

	if (arrow == NULL)
		return;
	*arrow = '\0';
	right = arrow + strlen(" -> ");
	imported = find_imported(alembic, pnstrdup(right, strcspn(right, " ,")));
	if (imported == NULL)
		return;
	revision = &imported->document.revision;
	if ((group = cut_group(line)) != NULL)
		revision->depends_on = split_names(group);
	for (right += strcspn(right, " ,"); strncmp(right, " (", 2) == 0;)
	{
		int			length = strcspn(right, ")");

		group = pnstrdup(right + 2, length - 2);
		right += length + (right[length] == ')');
		if (strcmp(group, "head") != 0 && strcmp(group, "effective head") != 0 &&
			strcmp(group, "current") != 0 && strcmp(group, "branchpoint") != 0 &&
			strcmp(group, "mergepoint") != 0)
			revision->branch_labels = split_names(group);
	}
	if (strncmp(right, ", ", 2) == 0 && right[2] != '\0')
		revision->message = pstrdup(right + 2);
}

/*
 * The text in the parentheses at the end of a text; NULL if there are none.
 */
static char *
cut_group(char *text)
{
	char	   *open = strstr(text, " (");

	if (open == NULL || text[strlen(text) - 1] != ')')
		return NULL;
	return pnstrdup(open + 2, strlen(open) - 3);
}

/*
 * Alembic shows a label with all revisions of its branch, but it is declared by
 * the first of them.  Those above come later in the list.
 */
static void
drop_inherited_labels(Alembic *alembic)
{
	List	   *seen = NIL;
	ListCell   *lc;

	foreach(lc, alembic->import.imported)
	{
		SvRevision *revision = &((SvImported *) lfirst(lc))->document.revision;
		List	   *own = NIL;
		ListCell   *lc2;

		foreach(lc2, revision->branch_labels)
		{
			if (!sv_strings_member(seen, lfirst(lc2)))
				own = lappend(own, lfirst(lc2));
		}
		seen = list_concat(seen, own);
		revision->branch_labels = own;
	}
}
