/*-------------------------------------------------------------------------
 *
 * updates.c
 *	  The recipe for UPDATE: a backfill.
 *
 * A backfill does in batches what one UPDATE does, if each row can be changed
 * without the others: there is no other table to join, nothing is returned, and
 * no subquery reads the table itself.
 *
 * The text of the assignments and of the condition is taken as it is written.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "nodes/nodeFuncs.h"

#include "compat.h"
#include "file/tokens.h"
#include "online/updates.h"

static bool update(SvOnlinePlan *plan, const Node *statement,
				   const SvOnlineSituation *situation);
static bool is_row_by_row(const UpdateStmt *stmt);
static bool reads(Node *node, void *arg);
static void take_texts(const char *text, char **assignments,
					   char **condition);

const SvOnlineStatementRecipe sv_updates_recipes[] = {
	{T_UpdateStmt, update},
	{0}
};

static bool
update(SvOnlinePlan *plan, const Node *statement,
	   const SvOnlineSituation *situation)
{
	const SvAddress address = {RelationRelationId, situation->target, 0};
	const SvFact *table = sv_facts_find_own(situation->start, address);
	char	   *assignments = NULL;
	char	   *condition = NULL;

	if (table == NULL || !sv_online_is_large(situation, table))
		return false;
	if (!is_row_by_row((const UpdateStmt *) statement))
	{
		sv_online_reason(plan,
						 psprintf(_("statement %d stays as it is: it updates table %s in one transaction"),
								  plan->statement, table->identity));
		return false;
	}
	take_texts(situation->text, &assignments, &condition);
	sv_online_backfill(plan, table->identity, assignments, condition);
	return true;
}

/*
 * True if a statement does to a row what it would do if there were no others.
 */
static bool
is_row_by_row(const UpdateStmt *stmt)
{
	UpdateStmt	parts = *stmt;

	if (stmt->fromClause != NIL || stmt->withClause != NULL ||
		sv_update_returns(stmt) || !stmt->relation->inh || stmt->relation->alias != NULL ||
		(stmt->whereClause != NULL && IsA(stmt->whereClause, CurrentOfExpr)))
		return false;
	parts.relation = NULL;
	return !raw_expression_tree_walker((Node *) &parts, reads,
									   stmt->relation->relname);
}

/*
 * Walker: true if a relation of a name is read, or rows are returned.
 */
static bool
reads(Node *node, void *arg)
{
	if (node == NULL)
		return false;
	if (IsA(node, RangeVar) &&
		strcmp(((const RangeVar *) node)->relname, (const char *) arg) == 0)
		return true;
	return raw_expression_tree_walker(node, reads, arg);
}

/*
 * The texts between SET and WHERE, and after it.  What is in parentheses is not
 * looked into.
 */
static void
take_texts(const char *text, char **assignments, char **condition)
{
	SvTokens   *tokens = sv_tokens_begin(text);
	SvToken		token;
	int			depth = 0;
	int			start = -1;
	int			end = 0;

	while (sv_tokens_next(tokens, &token) && token.kind != 0)
	{
		bool		is_word = token.value != NULL && !token.is_string &&
		text[token.start] != '"' && depth == 0;

		if (token.kind == '(')
			depth++;
		else if (token.kind == ')')
			depth--;
		else if (is_word && start < 0 && strcmp(token.value, "set") == 0)
			start = token.end;
		else if (is_word && start >= 0 && strcmp(token.value, "where") == 0)
		{
			*condition = pstrdup(text + token.end + strspn(text + token.end, " \t\r\n"));
			break;
		}
		end = token.end;
	}
	sv_tokens_end(tokens);
	start += strspn(text + start, " \t\r\n");
	*assignments = pnstrdup(text + start, end - start);
}
