/*-------------------------------------------------------------------------
 *
 * rename_ranges.c
 *	  What is renamed and moved along with a range type.
 *
 * CREATE TYPE ... AS RANGE creates more than a type: a multirange type (from 14
 * on), and functions that have the names of these types and make values of them.
 * The server leaves them where they are when the type gets another name or
 * schema; but a new type of that name has them there, so they go along, before
 * the type itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "compat.h"
#include "model/rename_ranges.h"
#include "server/query.h"

/* What is being done. */
typedef struct Following
{
	const SvRenames *renames;
	SvMarkedRename *marked;
	const char *old_schema;
	const char *old_name;		/* of the range */
	const char *new_schema;
	const char *new_name;
	char	   *upgrade;
	char	   *downgrade;
} Following;

static void take_follower(const SvRow *row, void *arg);
static void follow(Following *following, const char *object,
				   const char *arguments, const char *old_name,
				   const char *new_name);
static char *multirange_name(const char *range);

/*
 * The functions and the multirange type that were created with a range type,
 * and are in its schema, each with its name and that of the multirange type if
 * it belongs to that.  The multirange type comes last, as its functions are
 * known by it.
 */
static SvQuery followers = {
	"SELECT f.classid, f.objid, f.name, f.of FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid"
	SV_SINCE_14(" LEFT JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid", "")
	" CROSS JOIN LATERAL"
	"  (SELECT d.classid, d.objid, p.proname::text, p.pronamespace, 1, "
	SV_SINCE_14("CASE d.refobjid WHEN m.oid THEN m.typname::text END", "NULL::text")
	"    FROM pg_catalog.pg_depend d"
	"    JOIN pg_catalog.pg_proc p ON p.oid = d.objid"
	"    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'i'"
	"     AND d.refclassid = 'pg_catalog.pg_type'::regclass"
	"     AND d.refobjid IN (t.oid" SV_SINCE_14(", m.oid", "") ")"
	SV_SINCE_14("   UNION ALL SELECT 'pg_catalog.pg_type'::regclass, m.oid,"
				"    m.typname::text, m.typnamespace, 2, m.typname::text"
				"    WHERE m.oid IS NOT NULL", "")
	"  ) AS f (classid, objid, name, namespace, place, of)"
	" WHERE t.oid = $1 AND f.namespace = t.typnamespace"
	" ORDER BY f.place, f.name, f.objid",
	1, {OIDOID}
};

/*
 * Adds what goes along with a range type to the rename of that.
 */
void
sv_rename_ranges_add(const SvRenames *renames, SvMarkedRename *marked,
					 Oid range, const char *old_schema, const char *old_name,
					 const char *schema, const char *name)
{
	Following	following = {renames, marked};
	Datum		value = ObjectIdGetDatum(range);

	following.old_schema = old_schema;
	following.old_name = old_name;
	following.new_schema = schema;
	following.new_name = name;
	following.upgrade = "";
	following.downgrade = "";
	sv_query_fetch(&followers, &value, NULL, take_follower, &following);
	marked->upgrade = psprintf("%s%s", following.upgrade, marked->upgrade);
	marked->downgrade = psprintf("%s%s", marked->downgrade,
								 following.downgrade);
}

static void
take_follower(const SvRow *row, void *arg)
{
	Following  *following = arg;
	Oid			classid = DatumGetObjectId(sv_row_datum(row, 1));
	Oid			oid = DatumGetObjectId(sv_row_datum(row, 2));
	char	   *name = sv_row_text(row, 3);
	char	   *multirange = sv_row_string(row, 4);
	const char *new_name = name;

	if (multirange == NULL && strcmp(name, following->old_name) == 0)
		new_name = following->new_name;
	/* one that was given a name keeps it */
	else if (multirange != NULL && strcmp(name, multirange) == 0 &&
			 strcmp(name, multirange_name(following->old_name)) == 0)
		new_name = multirange_name(following->new_name);

	if (strcmp(following->old_schema, following->new_schema) != 0)
	{
		SvShadowRename *moved;

		sv_renames_add_row(following->marked, classid, oid, 0, NULL);
		moved = llast(following->marked->renames);
		moved->schema = following->new_schema;
	}
	if (strcmp(name, new_name) != 0)
		sv_renames_add_row(following->marked, classid, oid, 0, new_name);
	if (classid == TypeRelationId)
		follow(following, "TYPE", "", name, new_name);
	else
		follow(following, "FUNCTION",
			   sv_renames_argument_types(following->renames, oid), name, new_name);
}

/*
 * Adds the statements that move and rename something: those of the upgrade
 * after the others, those of the downgrade before them.
 */
static void
follow(Following *following, const char *object, const char *arguments,
	   const char *old_name, const char *new_name)
{
	if (strcmp(following->old_schema, following->new_schema) != 0)
	{
		following->upgrade = psprintf("%sALTER %s %s%s SET SCHEMA %s;\n",
									  following->upgrade, object,
									  quote_qualified_identifier(following->old_schema, old_name),
									  arguments, quote_identifier(following->new_schema));
		following->downgrade = psprintf(";\nALTER %s %s%s SET SCHEMA %s%s", object,
										quote_qualified_identifier(following->new_schema, old_name),
										arguments, quote_identifier(following->old_schema),
										following->downgrade);
	}
	if (strcmp(old_name, new_name) != 0)
	{
		following->upgrade = psprintf("%sALTER %s %s%s RENAME TO %s;\n",
									  following->upgrade, object,
									  quote_qualified_identifier(following->new_schema, old_name),
									  arguments, quote_identifier(new_name));
		following->downgrade = psprintf(";\nALTER %s %s%s RENAME TO %s%s", object,
										quote_qualified_identifier(following->new_schema, new_name),
										arguments, quote_identifier(old_name),
										following->downgrade);
	}
}

/*
 * The name that the server gives to the multirange type of a range type.
 */
static char *
multirange_name(const char *range)
{
	const char *found = strstr(range, "range");
	char	   *name;

	if (found != NULL)
		name = psprintf("%.*smulti%s", (int) (found - range), range, found);
	else
		name = psprintf("%.*s_multirange",
						pg_mbcliplen(range, strlen(range), NAMEDATALEN - 12), range);
	name[pg_mbcliplen(name, strlen(name), NAMEDATALEN - 1)] = '\0';
	return name;
}
