/*-------------------------------------------------------------------------
 *
 * type.c
 *	  Range types, base types and shell types.
 *
 * The functions of a base type have the type as their argument or result, and
 * so may the canonical function of a range type: such a type is created as a
 * shell first, then the functions, and then the type itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "compat.h"
#include "fact/aside.h"
#include "fact/operation.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/words.h"

static void put_range_aside(SvOperation *operation);
static char *unquote(const char *literal);
static void create_range(SvOperation *operation);
static void create_base(SvOperation *operation);
static bool needs_recreate_base(const SvFact *from, const SvFact *to);
static void alter_storage(SvOperation *operation, int property);
static void alter_columns(SvOperation *operation, const SvFact *type);

const SvKind sv_kind_shell_type = {
	.name = "shell type",
	.classid = TypeRelationId,
	.subtypes = "p",
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'p' AND NOT t.typisdefined",
	.phrase = "TYPE %i",
	.create = "CREATE TYPE %i",
	.flags = SV_KIND_IS_RELATION,
};

/*
 * The name of the multirange type, if it is not the default, as
 * makeMultirangeTypeName() makes it.
 */
#define MULTIRANGE \
	"  (SELECT format('multirange_type_name = %I.%I', mn.nspname, m.typname)"\
	"   FROM pg_catalog.pg_type m"\
	"   JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace"\
	"   WHERE m.oid = r.rngmultitypid AND (m.typnamespace <> t.typnamespace"\
	"    OR m.typname <> CASE WHEN t.typname LIKE '%range%'"\
	"     THEN regexp_replace(t.typname, 'range', 'multirange')"\
	"     ELSE t.typname || '_multirange' END)),"

/*
 * The objects that were created with a range type, as ALTER calls them, in a
 * list of literals, and in the same order their names, qualified and alone: lists
 * of options.h.
 */
#define FOLLOWERS(item) \
	"(SELECT string_agg(" item ", ', ' ORDER BY f.noun, f.name, f.arguments)"\
	" FROM (SELECT 'FUNCTION' AS noun, pn.nspname AS schema, p.proname AS name,"\
	"    format('(%s)', oidvectortypes(p.proargtypes)) AS arguments"\
	"   FROM pg_catalog.pg_depend d"\
	"   JOIN pg_catalog.pg_proc p ON p.oid = d.objid"\
	"   JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace"\
	"   WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'i'"\
	"   AND d.refclassid = 'pg_catalog.pg_type'::regclass"\
	"   AND d.refobjid IN (t.oid" SV_SINCE_14(", r.rngmultitypid", "") ")"\
	SV_SINCE_14("   UNION ALL SELECT 'TYPE', mn.nspname, m.typname, ''"\
				"   FROM pg_catalog.pg_type m"\
				"   JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace"\
				"   WHERE m.oid = r.rngmultitypid", "")\
	"  ) AS f)"

/* The properties of ranges. */
enum
{
	RANGE_DEFINITION,
	RANGE_FOLLOWERS,
	RANGE_IDENTITIES,
	RANGE_NAMES,
	RANGE_PROPERTIES
};

static const SvProperty range_properties[RANGE_PROPERTIES] = {
	[RANGE_DEFINITION] = {
		.name = "definition",
		.item = "concat_ws(E',\\n    ', 'subtype = ' || format_type(r.rngsubtype, NULL),"
		SV_SINCE_14(MULTIRANGE, "")
		"  (SELECT format('subtype_opclass = %I.%I', cn.nspname, c.opcname)"
		"   FROM pg_catalog.pg_opclass c"
		"   JOIN pg_catalog.pg_namespace cn ON cn.oid = c.opcnamespace"
		"   WHERE c.oid = r.rngsubopc AND NOT c.opcdefault),"
		"  (SELECT format('collation = %I.%I', cn.nspname, c.collname)"
		"   FROM pg_catalog.pg_collation c"
		"   JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace"
		"   WHERE c.oid = r.rngcollation AND c.oid <> s.typcollation),"
		SV_SQL_OPTION_UNLESS_0("canonical", "r.rngcanonical") ","
		SV_SQL_OPTION_UNLESS_0("subtype_diff", "r.rngsubdiff") ")",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[RANGE_FOLLOWERS] = {
		.name = "followers",
		.item = FOLLOWERS("quote_literal(format('%s %I.%I%s', f.noun, f.schema, f.name, f.arguments))"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[RANGE_IDENTITIES] = {
		.name = "identities",
		.item = FOLLOWERS("format('%I.%I', f.schema, f.name)"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[RANGE_NAMES] = {
		.name = "names",
		.item = FOLLOWERS("quote_ident(f.name)"),
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_range = {
	.name = "range type",
	.classid = TypeRelationId,
	.subtypes = "r",
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.select_acl = "t.typacl::text",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid"
	" JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype"
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'r'",
	SV_PROPERTIES(range_properties),
	.phrase = "TYPE %i",
	.rename = "ALTER TYPE %i RENAME TO %v",
	.grant = "TYPE %i",
	.acl_type = 'T',
	.flags = SV_KIND_IS_TYPE | SV_KIND_IS_RELATION | SV_KIND_HAS_STUB | SV_KIND_IS_SHELL,
	.aside_hook = put_range_aside,
	.create_hook = create_range,
};

/* The properties. */
enum
{
	DEFINITION,
	STORAGE,
	RECEIVE,
	SEND,
	TYPMOD_IN,
	TYPMOD_OUT,
	ANALYZE,
	SUBSCRIPT,
	BASE_PROPERTIES
};

static const SvProperty base_properties[BASE_PROPERTIES] = {
	[DEFINITION] = {
		.name = "definition",
		.item = "concat_ws(E',\\n    ', 'INPUT = ' || t.typinput,"
		"  'OUTPUT = ' || t.typoutput,"
		"  'INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'variable'"
		"   ELSE t.typlen::text END,"
		"  CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,"
		"  'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2'"
		"   WHEN 'i' THEN 'int4' ELSE 'double' END,"
		"  CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END,"
		"  'DEFAULT = ' || quote_literal(t.typdefault),"
		"  CASE WHEN t.typelem <> 0"
		"   THEN 'ELEMENT = ' || format_type(t.typelem, NULL) END,"
		"  CASE WHEN t.typcategory <> 'U'"
		"   THEN 'CATEGORY = ' || quote_literal(t.typcategory::text) END,"
		"  CASE WHEN t.typispreferred THEN 'PREFERRED = true' END,"
		"  CASE WHEN t.typdelim <> ','"
		"   THEN 'DELIMITER = ' || quote_literal(t.typdelim::text) END)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[STORAGE] = {
		.name = "storage",
		.item = "CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'"
		"  WHEN 'm' THEN 'main' ELSE 'extended' END",
		.flags = SV_PROPERTY_INLINE
	},
	[RECEIVE] = {
		.name = "receive",
		.item = SV_SQL_UNLESS_0("t.typreceive"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (RECEIVE = %v)",
		.unset = "ALTER TYPE %i SET (RECEIVE = NONE)"
	},
	[SEND] = {
		.name = "send",
		.item = SV_SQL_UNLESS_0("t.typsend"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (SEND = %v)",
		.unset = "ALTER TYPE %i SET (SEND = NONE)"
	},
	[TYPMOD_IN] = {
		.name = "typmod_in",
		.item = SV_SQL_UNLESS_0("t.typmodin"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (TYPMOD_IN = %v)",
		.unset = "ALTER TYPE %i SET (TYPMOD_IN = NONE)"
	},
	[TYPMOD_OUT] = {
		.name = "typmod_out",
		.item = SV_SQL_UNLESS_0("t.typmodout"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (TYPMOD_OUT = %v)",
		.unset = "ALTER TYPE %i SET (TYPMOD_OUT = NONE)"
	},
	[ANALYZE] = {
		.name = "analyze",
		.item = SV_SQL_UNLESS_0("t.typanalyze"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (ANALYZE = %v)",
		.unset = "ALTER TYPE %i SET (ANALYZE = NONE)"
	},
	[SUBSCRIPT] = {
		.name = "subscript",
		.item = SV_SINCE_14(SV_SQL_UNLESS_0("t.typsubscript"), " NULL::text"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TYPE %i SET (SUBSCRIPT = %v)",
		.unset = "ALTER TYPE %i SET (SUBSCRIPT = NONE)"
	}
};

const SvKind sv_kind_base_type = {
	.name = "base type",
	.classid = TypeRelationId,
	.subtypes = "b",
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.select_acl = "t.typacl::text",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'b' AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_type e"
	"  WHERE e.oid = t.typelem AND e.typarray = t.oid)",
	SV_PROPERTIES(base_properties),
	.phrase = "TYPE %i",
	.rename = "ALTER TYPE %i RENAME TO %v",
	.grant = "TYPE %i",
	.acl_type = 'T',
	.flags = SV_KIND_IS_RELATION | SV_KIND_HAS_STUB | SV_KIND_IS_SHELL,
	.needs_recreate = needs_recreate_base,
	.create_hook = create_base,
	.alter = alter_storage,
};

/*
 * What was created with a range type goes out of the way before it does.
 */
static void
put_range_aside(SvOperation *operation)
{
	char	  **values = operation->from->values;
	ListCell   *follower;
	ListCell   *identity;
	ListCell   *name;

	if (operation->from->drop == NULL)
		return;
	forthree(follower, sv_options_split(values[RANGE_FOLLOWERS]),
			 identity, sv_options_split(values[RANGE_IDENTITIES]),
			 name, sv_options_split(values[RANGE_NAMES]))
		sv_operation_emit_text(operation,
							   psprintf("ALTER %s RENAME TO %s",
										unquote(lfirst(follower)),
										sv_aside_name(operation->aside_names,
													  lfirst(identity), lfirst(name))));
}

/*
 * The content of a literal, palloc'd.
 */
static char *
unquote(const char *literal)
{
	const char *at = strchr(literal, '\'') + 1;
	char	   *content = pstrdup(at);
	char	   *end = content;

	/* quotes are doubled; so are backslashes, in a literal that begins with E */
	for (; *at != '\0'; at++)
	{
		if (*at == '\'' || (*at == '\\' && *literal != '\''))
			at++;
		if (*at == '\0')
			break;
		*end++ = *at;
	}
	*end = '\0';
	return content;
}

static void
create_range(SvOperation *operation)
{
	sv_operation_emit(operation, operation->stub ? "CREATE TYPE %i" :
					  "CREATE TYPE %i AS RANGE (\n    %{definition}\n)");
}

static void
create_base(SvOperation *operation)
{
	sv_operation_emit(operation, operation->stub ? "CREATE TYPE %i" :
					  "CREATE TYPE %i (\n    %{definition},\n    STORAGE = %{storage}"
					  "[,\n    RECEIVE = %{receive}][,\n    SEND = %{send}]"
					  "[,\n    TYPMOD_IN = %{typmod_in}]"
					  "[,\n    TYPMOD_OUT = %{typmod_out}]"
					  "[,\n    ANALYZE = %{analyze}]"
					  "[,\n    SUBSCRIPT = %{subscript}]\n)");
}

/*
 * A type whose values may be compressed or moved out of line can never
 * become plain again.
 */
static bool
needs_recreate_base(const SvFact *from, const SvFact *to)
{
	return strcmp(from->values[STORAGE], to->values[STORAGE]) != 0 &&
		(strcmp(from->values[STORAGE], "plain") == 0 ||
		 strcmp(to->values[STORAGE], "plain") == 0);
}

static void
alter_storage(SvOperation *operation, int property)
{
	sv_operation_emit(operation, "ALTER TYPE %i SET (STORAGE = %{storage})");
	alter_columns(operation, operation->to);
}

/*
 * Columns keep the storage that they got from their type.  Those that have
 * the default get the new default.
 */
static void
alter_columns(SvOperation *operation, const SvFact *type)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, type->needed_by)
	{
		const SvFact *user = ((SvNeed *) lfirst(lc))->fact;

		if ((user->kind != &sv_kind_column && user->kind != &sv_kind_domain) ||
			strcmp(sv_fact_value(user, "type"), type->identity) != 0)
			continue;
		if (user->kind == &sv_kind_domain)
			alter_columns(operation, user);
		else if (user->counterpart != NULL &&
				 user->counterpart->drop == NULL &&
				 sv_fact_value(user, "storage") == NULL &&
				 sv_fact_value(user->counterpart, "storage") == NULL)
			sv_operation_emit_text(operation,
								   psprintf("ALTER TABLE %s ALTER COLUMN %s SET STORAGE %s",
											user->parent->identity, user->name,
											operation->to->values[STORAGE]));
	}
}
