/*-------------------------------------------------------------------------
 *
 * preflight_commits.c
 *	  What a preflight says about scripts that need a commit on the way.
 *
 * Some statements work only if an earlier one was committed: a label of an
 * enumerated type can be used after that, and a table can be altered when the
 * checks of deferred constraints are done.  If the two are in different
 * revisions, a deploy runs them, as it commits after each revision, and
 * schemaver_upgrade() does not.  If they are in one, neither does.  And a block
 * that commits by itself must not be in a transaction at all.
 *
 * Only texts and parse trees are looked at, and names without their schemas, so
 * what is found is told with care, and nothing is refused for it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"

#include "compat.h"
#include "deploy/preflight_commits.h"
#include "file/statement.h"
#include "file/tokens.h"
#include "model/identifiers.h"
#include "server/query.h"
#include "server/statement_locks.h"
#include "strings.h"

/* Something that takes effect with the commit. */
typedef struct Uncommitted
{
	char	   *name;			/* a label, or the table */
	char	   *revision;
	int			number;			/* of the statement */
} Uncommitted;

/* A statement that is looked at. */
typedef struct Look
{
	SvPreflightCommits *commits;
	const SvStep *step;
	const SvScript *script;
	int			number;
	const RawStmt *raw;
	List	   *findings;
} Look;

static void look_at(Look *look);
static void check_commit(Look *look);
static bool has_commit(const char *body);
static void check_labels(Look *look);
static bool has_string(const Look *look, const char *value);
static void check_pending(Look *look);
static void note_label(Look *look);
static void note_deferred(Look *look);
static void note_deferred_constraint(Look *look, const RangeVar *relation,
									 const Node *element);
static void note_written(Look *look);
static bool has_deferred_trigger(const RangeVar *relation);
static void ignore_row(const SvRow *row, void *arg);
static bool needs_unused_table(const Node *node);
static List *append_uncommitted(Look *look, List *list, const char *name);
static void append_finding(Look *look, const Uncommitted *earlier,
						   int sqlstate, const char *finding,
						   const char *within, const char *across);

/*
 * Findings about a step of a plan, in the current memory context.  The steps
 * before it must have been checked with the same commits.
 */
List *
sv_preflight_commits_check(SvPreflightCommits *commits, const SvStep *step,
						   const SvScript *script)
{
	Look		look = {commits, step, script};
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		look.number++;
		look.raw = lfirst_node(RawStmt, lc);
		look_at(&look);
	}
	if (!step->transactional)
		commits->labels = commits->pending = NIL;
	return look.findings;
}

static void
look_at(Look *look)
{
	const Node *node = look->raw->stmt;

	if (look->step->transactional)
	{
		check_commit(look);
		check_labels(look);
		check_pending(look);
	}
	if (IsA(node, ConstraintsSetStmt))
		look->commits->pending = NIL;
	note_label(look);
	note_deferred(look);
	note_written(look);
}

/*
 * A DO block that commits or rolls back.
 */
static void
check_commit(Look *look)
{
	const DoStmt *block = (const DoStmt *) look->raw->stmt;
	ListCell   *lc;

	if (!IsA(block, DoStmt))
		return;
	foreach(lc, block->args)
	{
		const DefElem *option = lfirst_node(DefElem, lc);

		if (strcmp(option->defname, "as") == 0 &&
			has_commit(strVal(option->arg)))
			append_finding(look, NULL, ERRCODE_INVALID_TRANSACTION_TERMINATION,
						   psprintf(_("statement %d of revision \"%s\" seems to end the transaction"),
									look->number, look->step->id),
						   psprintf(_("Mark the revision with schemaver_edit('%s', transactional => false), and run it with CALL schemaver_deploy()."),
									look->step->id), NULL);
	}
}

/*
 * True if COMMIT or ROLLBACK begins a statement of a block in PL/pgSQL.
 */
static bool
has_commit(const char *body)
{
	SvTokens   *tokens;
	SvToken		token;
	bool		begins = false;
	bool		found = false;

	if (!sv_tokens_well_formed(body, &token))
		return false;
	tokens = sv_tokens_begin(body);
	while (!found && sv_tokens_next(tokens, &token))
	{
		const char *word = token.is_string ? NULL : token.value;

		found = begins && word != NULL &&
			(strcmp(word, "commit") == 0 || strcmp(word, "rollback") == 0);
		begins = token.kind == ';' ||
			(word != NULL &&
			 (strcmp(word, "begin") == 0 || strcmp(word, "then") == 0 ||
			  strcmp(word, "else") == 0 || strcmp(word, "loop") == 0));
	}
	sv_tokens_end(tokens);
	return found;
}

/*
 * A label that was added before, as a string of a statement.
 */
static void
check_labels(Look *look)
{
	ListCell   *lc;

	foreach(lc, look->commits->labels)
	{
		const Uncommitted *label = lfirst(lc);

		if (has_string(look, label->name))
			append_finding(look, label, ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE,
						   psprintf(_("statement %d of revision \"%s\" seems to use the label \"%s\", which is added by statement %d of \"%s\""),
									look->number, look->step->id, label->name,
									label->number, label->revision),
						   _("A new label can be used after a commit: add it in a revision of its own."),
						   _("A new label can be used after a commit: schemaver_upgrade() cannot run both revisions at once, and CALL schemaver_deploy() can."));
	}
}

/*
 * True if a string of the statement has this value, or is a text with this word.
 */
static bool
has_string(const Look *look, const char *value)
{
	SvTokens   *tokens = sv_tokens_begin(sv_script_statement_text(look->script,
																  look->raw));
	SvToken		token;
	bool		found = false;

	while (!found && sv_tokens_next(tokens, &token))
		found = token.is_string &&
			(strcmp(token.value, value) == 0 ||
			 (strchr(token.value, '\'') != NULL &&
			  sv_strings_member(sv_identifiers_find(token.value), value)));
	sv_tokens_end(tokens);
	return found;
}

/*
 * A table that must not have pending checks, and may have them.
 */
static void
check_pending(Look *look)
{
	ListCell   *lock;

	if (look->commits->pending == NIL || !needs_unused_table(look->raw->stmt))
		return;
	foreach(lock, sv_statement_locks_of(look->raw->stmt))
	{
		const SvStatementLock *demand = lfirst(lock);
		ListCell   *lc;

		foreach(lc, look->commits->pending)
		{
			const Uncommitted *write = lfirst(lc);

			if (strcmp(write->name, demand->relation->relname) == 0)
				append_finding(look, write, ERRCODE_OBJECT_IN_USE,
							   psprintf(_("statement %d of revision \"%s\" seems to change table \"%s\" while deferred constraints of rows that statement %d of \"%s\" has written are not checked"),
										look->number, look->step->id,
										write->name, write->number,
										write->revision),
							   _("They are checked by a commit, or by SET CONSTRAINTS ALL IMMEDIATE before the statement."),
							   _("They are checked by a commit: schemaver_upgrade() may not be able to run both revisions at once, and CALL schemaver_deploy() is."));
		}
	}
}

static void
note_label(Look *look)
{
	const AlterEnumStmt *alter = (const AlterEnumStmt *) look->raw->stmt;

	if (IsA(alter, AlterEnumStmt) && alter->oldVal == NULL)
		look->commits->labels = append_uncommitted(look, look->commits->labels,
												   alter->newVal);
}

/*
 * Notes the tables to which the statement gives constraints that are deferred.
 */
static void
note_deferred(Look *look)
{
	const Node *node = look->raw->stmt;
	ListCell   *lc;

	if (IsA(node, CreateStmt))
	{
		const CreateStmt *create = (const CreateStmt *) node;

		foreach(lc, create->tableElts)
		{
			const Node *element = lfirst(lc);
			ListCell   *constraint;

			note_deferred_constraint(look, create->relation, element);
			if (!IsA(element, ColumnDef))
				continue;
			foreach(constraint, ((const ColumnDef *) element)->constraints)
				note_deferred_constraint(look, create->relation,
										 lfirst(constraint));
		}
	}
	else if (IsA(node, AlterTableStmt))
	{
		const AlterTableStmt *alter = (const AlterTableStmt *) node;

		foreach(lc, alter->cmds)
			note_deferred_constraint(look, alter->relation,
									 lfirst_node(AlterTableCmd, lc)->def);
	}
}

static void
note_deferred_constraint(Look *look, const RangeVar *relation,
						 const Node *element)
{
	const Constraint *constraint = (const Constraint *) element;
	MemoryContext oldcontext;

	/* in a column, being deferred is an element of its own */
	if (element == NULL || !IsA(element, Constraint) ||
		(constraint->contype != CONSTR_ATTR_DEFERRED &&
		 !constraint->initdeferred))
		return;
	oldcontext = MemoryContextSwitchTo(look->commits->context);
	look->commits->deferred = sv_strings_append_unique(look->commits->deferred,
													   relation->relname);
	MemoryContextSwitchTo(oldcontext);
}

static void
note_written(Look *look)
{
	const RangeVar *relation = sv_statement_written_relation(look->raw->stmt);

	if (relation != NULL &&
		(sv_strings_member(look->commits->deferred, relation->relname) ||
		 has_deferred_trigger(relation)))
		look->commits->pending = append_uncommitted(look, look->commits->pending,
													relation->relname);
}

/*
 * True if a relation exists and has triggers that are deferred, as those of
 * constraints are.
 */
static bool
has_deferred_trigger(const RangeVar *relation)
{
	static SvQuery query = {
		"SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = $1"
		" AND t.tginitdeferred LIMIT 1",
		1, {OIDOID}, true
	};
	Oid			oid = RangeVarGetRelid(relation, NoLock, true);
	Datum		value = ObjectIdGetDatum(oid);

	return OidIsValid(oid) && sv_query_fetch(&query, &value, NULL, ignore_row,
											 NULL) > 0;
}

static void
ignore_row(const SvRow *row, void *arg)
{
}

/*
 * True if the server refuses the statement for a table with pending checks.
 */
static bool
needs_unused_table(const Node *node)
{
	return IsA(node, AlterTableStmt) || IsA(node, DropStmt) ||
		IsA(node, TruncateStmt) || IsA(node, IndexStmt);
}

static List *
append_uncommitted(Look *look, List *list, const char *name)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(look->commits->context);
	Uncommitted *uncommitted = palloc(sizeof(Uncommitted));

	uncommitted->name = pstrdup(name);
	uncommitted->revision = pstrdup(look->step->id);
	uncommitted->number = look->number;
	list = lappend(list, uncommitted);
	MemoryContextSwitchTo(oldcontext);
	return list;
}

/*
 * Appends a finding: a warning if a deploy cannot run the revision as it is, with
 * a hint for that ("within"), and a note if only schemaver_upgrade() cannot
 * ("across").  There is one for each revision and reason.
 */
static void
append_finding(Look *look, const Uncommitted *earlier, int sqlstate,
			   const char *finding, const char *within, const char *across)
{
	SvFinding  *result;
	bool		one = earlier == NULL ||
	strcmp(earlier->revision, look->step->id) == 0;
	ListCell   *lc;

	foreach(lc, look->findings)
	{
		if (((const SvFinding *) lfirst(lc))->sqlstate == sqlstate)
			return;
	}
	result = palloc0(sizeof(SvFinding));
	result->severity = one ? SV_FINDING_WARNING : SV_FINDING_NOTE;
	result->subject = "transaction";
	result->revision = look->step->id;
	result->sqlstate = sqlstate;
	result->finding = finding;
	result->hint = one ? within : across;
	look->findings = lappend(look->findings, result);
}
