/*-------------------------------------------------------------------------
 *
 * sqitch.c
 *	  Sqitch: a plan, and scripts in deploy/, revert/ and verify/.
 *
 * A line of the plan is a pragma (%name=value), a tag (@name ...) or a change:
 * name [requires !conflicts] time planner <email> # note.  A name that appears
 * again is a change that was reworked; the names of the scripts of the earlier
 * one contain the tag between the two.
 *
 * The changes that a change requires become the revisions that its revision
 * depends on; a conflict becomes a statement that fails if the other change is
 * applied, and the verify script a statement that runs it after the change and
 * undoes its effects.  As Sqitch can verify a change at any time, the script is a
 * check besides, unless the change was reworked later.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "graph/name.h"
#include "import/import.h"
#include "strings.h"

/* A change of the plan. */
typedef struct Change
{
	char	   *name;
	int			instance;		/* number among those of this name, from 1 */
	List	   *requires;		/* of char * */
	List	   *conflicts;		/* of char * */
	char	   *time;
	char	   *note;
	List	   *tags;			/* of char *: up to the next change */
	const SvImported *imported;
} Change;

typedef struct SqitchPlan
{
	SvImport   *import;
	char	   *folder;			/* of the plan, with a slash at the end, or "" */
	char	   *project;
	List	   *changes;		/* of Change */
} SqitchPlan;

static const SvFile *find_plan(const SvImport *import);
static void read_line(SqitchPlan *plan, char *line);
static void read_change(SqitchPlan *plan, char *line);
static char *cut_note(char *line);
static char *cut_word(char **line);
static void add_change(SqitchPlan *plan, Change *change);
static const SvFile *find_script(const SqitchPlan *plan, int number,
								 const char *kind);
static const Change *find_change(const SqitchPlan *plan, const char *name,
								 int before);
static void append_conflicts(StringInfo up, const SqitchPlan *plan,
							 const Change *change);
static bool is_reworked(const SqitchPlan *plan, int number);
static void append_verify(StringInfo up, const SvFile *verify);
static void add_check(SqitchPlan *plan, const Change *change,
					  const SvFile *verify);
static void add_dependencies(const SqitchPlan *plan, const Change *change,
							 SvImported *imported);

void
sv_import_read_sqitch(SvImport *import)
{
	SqitchPlan	plan = {.import = import};
	const char *rest;
	ListCell   *lc;

	import->file = find_plan(import);
	plan.folder = pnstrdup(import->file->name,
						   sv_import_base_name(import->file->name) - import->file->name);
	plan.project = "";
	for (rest = import->file->text; *rest != '\0';)
	{
		int			length = strcspn(rest, "\r\n");

		read_line(&plan, pnstrdup(rest, length));
		rest += length;
		rest += strspn(rest, "\r\n");
	}
	foreach(lc, plan.changes)
		add_change(&plan, lfirst(lc));
}

static const SvFile *
find_plan(const SvImport *import)
{
	const SvFile *found = NULL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (!sv_import_ends_with(file->name, ".plan"))
			continue;
		if (found != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_FILE),
					 errmsg("more than one plan found: \"%s\" and \"%s\"",
							found->name, file->name)));
		found = file;
		sv_import_use(file);
	}
	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("no plan found"),
				 errhint("A plan is a file such as \"sqitch.plan\".")));
	return found;
}

static void
read_line(SqitchPlan *plan, char *line)
{
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return;
	if (*line == '%')
	{
		char	   *value = strchr(line, '=');

		if (value != NULL && strncmp(line, "%project", strlen("%project")) == 0)
		{
			value += 1 + strspn(value + 1, " \t");
			plan->project = pnstrdup(value, strcspn(value, " \t"));
		}
	}
	else if (*line == '@')
	{
		if (plan->changes != NIL)
		{
			Change	   *change = llast(plan->changes);

			line++;
			change->tags = lappend(change->tags, cut_word(&line));
		}
	}
	else
		read_change(plan, line);
}

static void
read_change(SqitchPlan *plan, char *line)
{
	Change	   *change = palloc0(sizeof(Change));
	ListCell   *lc;

	change->note = cut_note(line);
	if (*line == '+')
		line += 1 + strspn(line + 1, " \t");
	change->name = cut_word(&line);
	if (*line == '[')
	{
		char	   *end = strchr(line, ']');
		char	   *list = line + 1;

		if (end == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("change \"%s\" of the plan has a \"[\" without \"]\"",
							change->name)));
		*end = '\0';
		line = end + 1 + strspn(end + 1, " \t");
		for (list += strspn(list, " \t"); *list != '\0';)
		{
			char	   *word = cut_word(&list);

			if (word[0] == '!')
				change->conflicts = lappend(change->conflicts, word + 1);
			else
				change->requires = lappend(change->requires, word);
		}
	}
	change->time = cut_word(&line);
	change->instance = 1;
	foreach(lc, plan->changes)
	{
		if (strcmp(((Change *) lfirst(lc))->name, change->name) == 0)
			change->instance++;
	}
	plan->changes = lappend(plan->changes, change);
}

/*
 * Cut the note off a line, and return it without its escapes.
 */
static char *
cut_note(char *line)
{
	char	   *note = strchr(line, '#');
	StringInfoData buf;

	initStringInfo(&buf);
	if (note == NULL)
		return buf.data;
	*note++ = '\0';
	for (note += strspn(note, " \t"); *note != '\0'; note++)
	{
		if (note[0] == '\\' && (note[1] == 'n' || note[1] == '\\'))
		{
			note++;
			appendStringInfoChar(&buf, *note == 'n' ? '\n' : '\\');
		}
		else
			appendStringInfoChar(&buf, *note);
	}
	while (buf.len > 0 && strchr(" \t", buf.data[buf.len - 1]) != NULL)
		buf.data[--buf.len] = '\0';
	return buf.data;
}

static char *
cut_word(char **line)
{
	int			length = strcspn(*line, " \t");
	char	   *word = pnstrdup(*line, length);

	*line += length;
	*line += strspn(*line, " \t");
	return word;
}

static void
add_change(SqitchPlan *plan, Change *change)
{
	int			number = 0;
	const SvFile *deploy;
	const SvFile *revert;
	const SvFile *verify;
	SvMigration migration = {0};
	SvScriptUse use = {0};
	SvImported *imported;
	StringInfoData up;

	while (list_nth(plan->changes, number) != change)
		number++;
	plan->import->file = find_plan(plan->import);
	deploy = find_script(plan, number, "deploy");
	revert = find_script(plan, number, "revert");
	verify = find_script(plan, number, "verify");
	if (deploy == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("file \"%sdeploy/%s.sql\" does not exist",
						plan->folder, change->name)));
	initStringInfo(&up);
	append_conflicts(&up, plan, change);
	plan->import->file = deploy;
	appendStringInfoString(&up, sv_import_take_script(plan->import, deploy,
													  deploy->text, &use));
	if (verify != NULL)
		append_verify(&up, verify);

	migration.name = change->name;
	migration.key = psprintf("%s\n%s\n%d", plan->project, change->name,
							 change->instance);
	migration.message = change->note[0] ? change->note : change->name;
	migration.upgrade = up.data;
	migration.is_taken = true;
	migration.no_transaction = use.alone;
	migration.downgrade = revert ? revert->text : NULL;
	migration.down_file = revert;
	imported = sv_import_add(plan->import, &migration);
	if (verify != NULL && !is_reworked(plan, number))
		add_check(plan, change, verify);
	plan->import->file = find_plan(plan->import);
	add_dependencies(plan, change, imported);
	if (change->time[0] != '\0')
		imported->document.revision.created_at =
			DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in,
													CStringGetDatum(change->time),
													ObjectIdGetDatum(InvalidOid),
													Int32GetDatum(-1)));
	change->imported = imported;
}

/*
 * The script of a change; NULL if there is none.  If the change is reworked
 * later, a tag between the two is in the name of its script.
 */
static const SvFile *
find_script(const SqitchPlan *plan, int number, const char *kind)
{
	const Change *change = list_nth(plan->changes, number);
	bool		reworked = is_reworked(plan, number);

	for (int i = number; reworked && i < list_length(plan->changes); i++)
	{
		const Change *other = list_nth(plan->changes, i);
		ListCell   *lc;

		if (i > number && strcmp(other->name, change->name) == 0)
			break;
		foreach(lc, other->tags)
		{
			char	   *name = psprintf("%s%s/%s@%s.sql", plan->folder, kind,
										change->name, (char *) lfirst(lc));
			const SvFile *file = sv_import_find_file(plan->import, name);

			if (file != NULL)
				return file;
		}
	}
	return sv_import_find_file(plan->import,
							   psprintf("%s%s/%s.sql", plan->folder, kind, change->name));
}

/*
 * True if a change has the name of a later one.
 */
static bool
is_reworked(const SqitchPlan *plan, int number)
{
	const Change *change = list_nth(plan->changes, number);

	for (int i = number + 1; i < list_length(plan->changes); i++)
		if (strcmp(((Change *) list_nth(plan->changes, i))->name, change->name) == 0)
			return true;
	return false;
}

/*
 * The change that name[@tag] names, among the first ones of this project: the
 * last one of the name, or the last one up to the tag.  NULL if there is none.
 */
static const Change *
find_change(const SqitchPlan *plan, const char *name, int before)
{
	char	   *plain = pnstrdup(name, strcspn(name, "@"));
	const char *tag = strchr(name, '@');
	const char *project = strchr(plain, ':');
	const Change *found = NULL;

	if (project != NULL)
	{
		if (strncmp(plain, plan->project, project - plain) != 0 ||
			strlen(plan->project) != project - plain)
			return NULL;
		plain = plain + (project - plain) + 1;
	}
	for (int i = 0; i < before; i++)
	{
		const Change *change = list_nth(plan->changes, i);

		if (strcmp(change->name, plain) == 0)
			found = change;
		if (tag == NULL)
			continue;
		if (sv_strings_member(change->tags, tag + 1))
			return found;
	}
	return found;
}

/*
 * Append statements that fail if a change that conflicts is applied.
 */
static void
append_conflicts(StringInfo up, const SqitchPlan *plan, const Change *change)
{
	ListCell   *lc;

	foreach(lc, change->conflicts)
	{
		const char *name = lfirst(lc);
		const Change *other = find_change(plan, name,
										  list_length(plan->changes));

		if (other == NULL || other->imported == NULL)
		{
			sv_import_warn(plan->import,
						   psprintf(_("conflict of change \"%s\" with \"%s\" is ignored, because that is not an earlier change"),
									change->name, name));
			continue;
		}
		appendStringInfo(up, "-- conflicts: %s\n"
						 "DO $conflict$\n"
						 "BEGIN\n"
						 "\tIF EXISTS (SELECT FROM schemaver.applied WHERE revision = %s) THEN\n"
						 "\t\tRAISE EXCEPTION 'this revision conflicts with one that is applied';\n"
						 "\tEND IF;\n"
						 "END\n"
						 "$conflict$;\n\n", name,
						 quote_literal_cstr(other->imported->document.revision.id));
	}
}

/*
 * Append a statement that runs the verify script, and undoes its effects.
 */
static void
append_verify(StringInfo up, const SvFile *verify)
{
	char	   *script = sv_import_unwrap_verify(verify->text);
	char	   *inner = sv_import_free_tag(script, "verify");
	char	   *outer = sv_import_free_tag(script, "do");

	if (!sv_import_parses(script))
	{
		sv_import_warn_of(verify, _("the verify script is ignored, because the server cannot parse it"));
		return;
	}
	if (!sv_import_has_statements(script))
		return;
	appendStringInfo(up, "%s\n-- verify\n"
					 "DO $%s$\n"
					 "BEGIN\n"
					 "EXECUTE $%s$\n%s$%s$;\n"
					 "RAISE SQLSTATE 'SVOK0';\n"
					 "EXCEPTION WHEN SQLSTATE 'SVOK0' THEN\n"
					 "END\n"
					 "$%s$;\n",
					 up->len > 0 && up->data[up->len - 1] == '\n' ? "" : "\n",
					 outer, inner, script, inner, outer);
}

/*
 * Add the verify script as a check.
 */
static void
add_check(SqitchPlan *plan, const Change *change, const SvFile *verify)
{
	char	   *script = sv_import_unwrap_verify(verify->text);

	if (sv_import_parses(script) && sv_import_has_statements(script))
		sv_import_add_repeatable(plan->import, psprintf("checks/%s.sql", change->name),
								 script, NULL);
}

static void
add_dependencies(const SqitchPlan *plan, const Change *change,
				 SvImported *imported)
{
	SvRevision *revision = &imported->document.revision;
	int			number = 0;
	ListCell   *lc;

	while (list_nth(plan->changes, number) != change)
		number++;
	foreach(lc, change->requires)
	{
		const Change *other = find_change(plan, lfirst(lc), number);
		const char *id;
		bool		is_parent;

		if (other == NULL)
		{
			sv_import_warn(plan->import,
						   psprintf(_("requirement of change \"%s\" for \"%s\" is ignored, because that is not an earlier change"),
									change->name, (char *) lfirst(lc)));
			continue;
		}
		id = other->imported->document.revision.id;
		is_parent = strcmp(linitial(revision->down_revisions), id) == 0;
		if (!is_parent && !sv_strings_member(revision->depends_on, id))
			revision->depends_on = lappend(revision->depends_on, pstrdup(id));
	}
}
