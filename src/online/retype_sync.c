/*-------------------------------------------------------------------------
 *
 * retype_sync.c
 *	  The trigger that keeps two columns alike while a type changes.
 *
 * Before the swap, the second column is what the first one is converted to; after
 * it, until the old one is dropped, the old one is what the new one is cast to, so
 * that there is a way back.  A value that the old type does not have is no
 * reason to refuse a row: the old column has no value then.  If the conversion is
 * not a cast, nobody knows what it would be, and the trigger goes at the swap.
 *
 * The trigger fires before the row is written, as the last one: other triggers may
 * change the first column.  It fires for rows that a subscription brings, too
 * (ENABLE ALWAYS).
 *
 * It runs in the sessions of others.  What depends on settings depends on those
 * of whoever derives the online form, as it would in the plain script; what calls
 * functions does it with the rights of whoever deploys.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "kind/kinds.h"
#include "kind/whole.h"
#include "online/retype_children.h"
#include "online/retype_sync.h"

static bool has_later(const SvFact *table, const char *name);
static char *wrap(const SvRetype *retype, const SvFact *table,
				  const char *body, bool replace);
static char *settings_of(const SvRetype *retype, const SvFact *table);
static char *quote_body(const char *body);

/*
 * The name of the trigger and its function, quoted.  Triggers fire in the order of
 * their names: it comes after all that the table, its partitions and its child
 * tables have.
 */
char *
sv_retype_sync_name(const SvRetype *retype, const SvFact *table)
{
	char	   *name = sv_online_name("sync", table->identity);
	bool		later = has_later(table, name);
	ListCell   *lc;

	foreach(lc, sv_whole_attachments(NIL, table))
	{
		later = later || has_later(((const SvFact *) lfirst(lc))->parent, name);
	}
	foreach(lc, sv_retype_children_of(retype, table))
		later = later || has_later(lfirst(lc), name);
	return later ? psprintf("\"~%s\"", name) : name;
}

/*
 * True if a table has a trigger that fires after one of the name.
 */
static bool
has_later(const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *fact = ((const SvNeed *) lfirst(lc))->fact;
		const char *other = fact->name[0] == '"' ? fact->name + 1 : fact->name;

		if (fact->kind == &sv_kind_trigger && fact->parent == table &&
			strcmp(other, name) > 0)
			return true;
	}
	return false;
}

/*
 * The function of the trigger, with its schema.
 */
char *
sv_retype_sync_function(const SvRetype *retype, const SvFact *table)
{
	return psprintf("%.*s%s", (int) (strlen(table->identity) - strlen(table->name)),
					table->identity, sv_retype_sync_name(retype, table));
}

/*
 * Write the steps that create the trigger.
 */
void
sv_retype_sync_write(SvRetype *retype, const SvFact *table)
{
	int			group = sv_online_group(retype->plan);
	char	   *name = sv_retype_sync_name(retype, table);
	StringInfoData body;
	ListCell   *lc;

	initStringInfo(&body);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent == table)
			appendStringInfo(&body, "  NEW.%s := %s;\n", column->new_name,
							 column->conversion->of_new != NULL ?
							 column->conversion->of_new :
							 psprintf("NEW.%s", column->before->name));
	}
	sv_online_step(retype->plan, SV_PHASE_EXPAND, group,
				   wrap(retype, table, body.data, false));
	foreach(lc, lcons(unconstify(SvFact *, table), sv_retype_children_of(retype, table)))
	{
		const SvFact *each = lfirst(lc);

		sv_online_step(retype->plan, SV_PHASE_EXPAND, group,
					   psprintf("CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s\n"
								"  FOR EACH ROW EXECUTE FUNCTION %s()",
								name, each->identity, sv_retype_sync_function(retype, table)));
		sv_online_step(retype->plan, SV_PHASE_EXPAND, group,
					   psprintf("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s",
								each->identity, name));
	}
}

/*
 * Write the steps that drop the trigger.
 */
void
sv_retype_sync_drop(SvRetype *retype, const SvFact *table, SvPhase phase,
					int group)
{
	ListCell   *lc;

	foreach(lc, lcons(unconstify(SvFact *, table), sv_retype_children_of(retype, table)))
		sv_online_step(retype->plan, phase, group,
					   psprintf("DROP TRIGGER %s ON %s", sv_retype_sync_name(retype, table),
								((const SvFact *) lfirst(lc))->identity));
	sv_online_step(retype->plan, phase, group,
				   psprintf("DROP FUNCTION %s()", sv_retype_sync_function(retype, table)));
}

/*
 * The statement that lets the function do its work the other way round; NULL if
 * there is no way back for any column of the table.
 */
char *
sv_retype_sync_after(const SvRetype *retype, const SvFact *table)
{
	StringInfoData body;
	ListCell   *lc;

	initStringInfo(&body);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent == table && column->conversion->is_cast)
			appendStringInfo(&body,
							 "  BEGIN\n"
							 "    NEW.%s := NEW.%s;\n"
							 "  EXCEPTION WHEN others THEN\n"
							 "    NEW.%s := NULL;\n"
							 "  END;\n", column->old_name, column->after->name,
							 column->old_name);
	}
	return body.len == 0 ? NULL : wrap(retype, table, body.data, true);
}

/*
 * The statement that creates the function with some statements.
 */
static char *
wrap(const SvRetype *retype, const SvFact *table, const char *body,
	 bool replace)
{
	return psprintf("CREATE %sFUNCTION %s() RETURNS trigger LANGUAGE plpgsql%sAS %s",
					replace ? "OR REPLACE " : "", sv_retype_sync_function(retype, table),
					settings_of(retype, table),
					quote_body(psprintf("\nBEGIN\n%s  RETURN NEW;\nEND\n", body)));
}

/*
 * What the function needs besides its body.
 */
static char *
settings_of(const SvRetype *retype, const SvFact *table)
{
	static const char *const names[] = {"TimeZone", "DateStyle", "IntervalStyle"};
	bool		calls = false;
	bool		is_mutable = false;
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent != table)
			continue;
		calls = calls || column->conversion->calls;
		is_mutable = is_mutable || column->conversion->is_mutable;
	}
	if (calls)
		appendStringInfoString(&buf, " SECURITY DEFINER");
	if (calls || is_mutable)
		appendStringInfoString(&buf, "\n  SET search_path = pg_catalog, pg_temp");
	for (int i = 0; is_mutable && i < lengthof(names); i++)
		appendStringInfo(&buf, "\n  SET %s = %s", names[i],
						 quote_literal_cstr(GetConfigOption(names[i], false, false)));
	appendStringInfoChar(&buf, buf.len > 0 ? '\n' : ' ');
	return buf.data;
}

static char *
quote_body(const char *body)
{
	return strchr(body, '$') == NULL ? psprintf("$$%s$$", body) :
		quote_literal_cstr(body);
}
