/*-------------------------------------------------------------------------
 *
 * old_name.c
 *	  Old names that stay for a while: whether they are in use.
 *
 * When something is renamed, its old name stays beside the new one until no
 * application uses it any more (proof/rename_views.c).  Since when uses count is
 * kept when the old name becomes one, and again whenever somebody wants to begin
 * anew: after the application that uses the new name was rolled out.  What
 * pg_stat_statements has counted since then tells who still uses the old one.
 *
 * In a copy there is nobody who uses anything.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/regproc.h"
#include "utils/timestamp.h"

#include "command/old_name.h"
#include "compat.h"
#include "file/line.h"
#include "schemaver.h"
#include "server/statement_counts.h"
#include "store/guard.h"
#include "strings.h"

/* How many statements are told, and how many bytes of each. */
#define MAX_STATEMENTS 5
#define MAX_STATEMENT_LENGTH 200

static void describe(SvOldNameUse *use, const SvOldName *name,
					 const SvCountedList *counted, List *found);
static char *list_uses(const SvCountedList *counted, const List *found);
static char *shortened(const char *query);
static char *call_of(const SvOldName *name);
static char *subject(const SvOldName *name, bool used);

/*
 * A name from the arguments of our functions.
 *
 * Errors: the relation is named without its schema.
 */
SvOldName *
sv_old_name_read(const char *relation, List *columns)
{
	RangeVar   *parsed = makeRangeVarFromNameList(sv_name_list(relation));
	SvOldName  *name = palloc0(sizeof(SvOldName));

	if (parsed->schemaname == NULL || parsed->catalogname != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("relation \"%s\" must be named with its schema, and no more",
						relation)));
	name->schema = parsed->schemaname;
	name->relation = parsed->relname;
	name->columns = columns;
	return name;
}

/*
 * Count the uses of a name from now on.
 */
void
sv_old_name_begin(const SvOldName *name)
{
	if (sv_guard_in_model())
		return;
	sv_old_name_mark(name, sv_statement_counts_missing() == NULL ?
					 sv_statement_counts_schema() : NULL);
}

/*
 * What is known of the uses of a name, in the current memory context.
 */
SvOldNameUse *
sv_old_name_look(const SvOldName *name)
{
	SvOldNameUse *use = palloc0(sizeof(SvOldNameUse));
	SvCountedList *counted;
	List	   *found = NIL;
	ListCell   *lc;

	if (sv_guard_in_model() || sv_old_names == SV_OLD_NAMES_OFF)
		return use;
	use->unknown_detail = sv_statement_counts_missing();
	if (use->unknown_detail != NULL)
	{
		use->unknown = subject(name, false);
		return use;
	}
	counted = sv_old_name_counted(name, sv_statement_counts_schema());
	foreach(lc, counted->statements)
	{
		CHECK_FOR_INTERRUPTS();
		if (sv_name_use_find(name, ((SvCounted *) lfirst(lc))->query))
			found = lappend(found, lfirst(lc));
	}
	describe(use, name, counted, found);
	return use;
}

static void
describe(SvOldNameUse *use, const SvOldName *name, const SvCountedList *counted,
		 List *found)
{
	if (found != NIL)
	{
		use->used = subject(name, true);
		use->detail = list_uses(counted, found);
		use->hint = psprintf(_("Apply the revisions below, and roll out what uses the new name.  Then let %s count anew, and try again when all that is run rarely had its turn.  schemaver.old_names = warn goes on all the same."),
							 call_of(name));
	}
	if (counted->hidden > 0)
	{
		use->unknown = subject(name, false);
		use->unknown_detail =
			psprintf(_("Of pg_stat_statements, " INT64_FORMAT " entries of other roles are hidden."),
					 counted->hidden);
		use->unknown_hint = psprintf(_("GRANT pg_read_all_stats TO %s"),
									 quote_identifier(GetUserNameFromId(GetUserId(), false)));
	}
}

static char *
list_uses(const SvCountedList *counted, const List *found)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	if (counted->since == 0)
		appendStringInfoString(&buf, _("Counted by pg_stat_statements:"));
	else
		appendStringInfo(&buf, _("Counted by pg_stat_statements since %s:"),
						 timestamptz_to_str(counted->since));
	foreach(lc, found)
	{
		const SvCounted *use = lfirst(lc);

		if (foreach_current_index(lc) == MAX_STATEMENTS)
		{
			appendStringInfo(&buf, _("\nand %d more"),
							 list_length(found) - MAX_STATEMENTS);
			break;
		}
		appendStringInfo(&buf, _("\nrole %s, " INT64_FORMAT " times: %s"),
						 quote_identifier(use->role), use->calls,
						 shortened(use->query));
	}
	return buf.data;
}

/*
 * The beginning of a statement, as one line.
 */
static char *
shortened(const char *query)
{
	int			length = strlen(query);
	int			clipped = pg_mbcliplen(query, length, MAX_STATEMENT_LENGTH);
	char	   *line;

	line = psprintf("%.*s%s", clipped, query, clipped < length ? " ..." : "");
	for (char *c = line; *c != '\0'; c++)
	{
		if (*c == '\n' || *c == '\r' || *c == '\t')
			*c = ' ';
	}
	return sv_line_flat(line);
}

/*
 * The call that counts anew.
 */
static char *
call_of(const SvOldName *name)
{
	char	   *relation = quote_literal_cstr(sv_old_name_identity(name));

	return name->columns == NIL ?
		psprintf("SELECT schemaver_old_name(%s)", relation) :
		psprintf("SELECT schemaver_old_name(%s, %s)", relation,
				 quote_literal_cstr(sv_strings_array(name->columns)));
}

static char *
subject(const SvOldName *name, bool used)
{
	char	   *relation = sv_old_name_identity(name);
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, name->columns)
		columns = lappend(columns, pstrdup(quote_identifier(lfirst(lc))));
	if (columns == NIL)
		return psprintf(used ? _("the old name \"%s\" is still in use") :
						_("it cannot be seen of all statements whether the old name \"%s\" is still in use"),
						relation);
	return psprintf(used ? _("old names of columns of \"%s\" are still in use: %s") :
					_("it cannot be seen of all statements whether old names of columns of \"%s\" are still in use: %s"),
					relation, sv_strings_join(columns, ", "));
}

/*
 * Refuse to go on as long as the name is in use, as far as schemaver.old_names
 * wants that.
 */
void
sv_old_name_require(const SvOldName *name)
{
	SvOldNameUse *use = sv_old_name_look(name);

	if (use->unknown != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_SV_OLD_NAME_IN_USE),
				 errmsg_internal("%s", use->unknown),
				 errdetail_internal("%s", use->unknown_detail),
				 use->unknown_hint != NULL ?
				 errhint("%s", use->unknown_hint) : 0));
	if (use->used != NULL)
		ereport(sv_old_names == SV_OLD_NAMES_ERROR ? ERROR : WARNING,
				(errcode(ERRCODE_SV_OLD_NAME_IN_USE),
				 errmsg_internal("%s", use->used),
				 errdetail_internal("%s", use->detail),
				 errhint("%s", use->hint)));
}
