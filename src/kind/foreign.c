/*-------------------------------------------------------------------------
 *
 * foreign.c
 *	  Foreign data wrappers, servers and user mappings.
 *
 * The values of options of user mappings that are named like secrets are not read:
 * of these only the names are compared and written, with an empty value that has
 * to be replaced by hand.  A secret that stays keeps its value.  Options that the
 * caller may not see are not compared either: pg_user_mappings has NULL then,
 * on both sides.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_user_mapping.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/words.h"
#include "strings.h"

static void create_with_options(SvOperation *operation);
static void alter_options(SvOperation *operation, int property);
static void create_user_mapping(SvOperation *operation);
static void alter_user_mapping(SvOperation *operation, int property);

/* The place of the options among the properties of each kind. */
enum
{
	OPTIONS,
	SECRETS						/* of user mappings */
};

static const SvProperty wrapper_properties[] = {
	[OPTIONS] = {
		.name = "options",
		.item = SV_SQL_OPTIONS("f.fdwoptions", ""),
		.flags = SV_PROPERTY_INLINE
	},
	{
		.name = "handler",
		.item = SV_SQL_FUNCTION("f.fdwhandler"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER FOREIGN DATA WRAPPER %i HANDLER %v",
		.unset = "ALTER FOREIGN DATA WRAPPER %i NO HANDLER"
	},
	{
		.name = "validator",
		.item = SV_SQL_FUNCTION("f.fdwvalidator"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER FOREIGN DATA WRAPPER %i VALIDATOR %v",
		.unset = "ALTER FOREIGN DATA WRAPPER %i NO VALIDATOR"
	},
	{
		.name = "connection",
		.item = SV_SINCE_19(SV_SQL_FUNCTION("f.fdwconnection"), "NULL::text"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER FOREIGN DATA WRAPPER %i CONNECTION %v",
		.unset = "ALTER FOREIGN DATA WRAPPER %i NO CONNECTION"
	}
};

const SvKind sv_kind_foreign_data_wrapper = {
	.name = "foreign data wrapper",
	.classid = ForeignDataWrapperRelationId,
	.select_oid = "f.oid",
	.select_identity = "quote_ident(f.fdwname)",
	.select_name = "quote_ident(f.fdwname)",
	.select_owner = "quote_ident(pg_get_userbyid(f.fdwowner))",
	.select_acl = "f.fdwacl::text",
	.from =
	" FROM pg_catalog.pg_foreign_data_wrapper f",
	SV_PROPERTIES(wrapper_properties),
	.phrase = "FOREIGN DATA WRAPPER %i",
	.create = "CREATE FOREIGN DATA WRAPPER %i[ HANDLER %{handler}]"
	"[ VALIDATOR %{validator}][ CONNECTION %{connection}]",
	.rename = "ALTER FOREIGN DATA WRAPPER %i RENAME TO %v",
	.grant = "FOREIGN DATA WRAPPER %i",
	.acl_type = 'F',
	.flags = SV_KIND_GLOBAL,
	.create_hook = create_with_options,
	.alter = alter_options,
};

static const SvProperty server_properties[] = {
	[OPTIONS] = {
		.name = "options",
		.item = SV_SQL_OPTIONS("s.srvoptions", ""),
		.flags = SV_PROPERTY_INLINE
	},
	{
		.name = "type",
		.item = "quote_literal(s.srvtype)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "version",
		.item = "quote_literal(s.srvversion)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER SERVER %i VERSION %v",
		.unset = "ALTER SERVER %i VERSION NULL"
	},
	{
		.name = "wrapper",
		.item = "quote_ident(f.fdwname)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_server = {
	.name = "server",
	.classid = ForeignServerRelationId,
	.select_oid = "s.oid",
	.select_identity = "quote_ident(s.srvname)",
	.select_name = "quote_ident(s.srvname)",
	.select_owner = "quote_ident(pg_get_userbyid(s.srvowner))",
	.select_acl = "s.srvacl::text",
	.from =
	" FROM pg_catalog.pg_foreign_server s"
	" JOIN pg_catalog.pg_foreign_data_wrapper f ON f.oid = s.srvfdw",
	SV_PROPERTIES(server_properties),
	.phrase = "SERVER %i",
	.create = "CREATE SERVER %i[ TYPE %{type}][ VERSION %{version}]"
	" FOREIGN DATA WRAPPER %{wrapper}",
	.rename = "ALTER SERVER %i RENAME TO %v",
	.grant = "FOREIGN SERVER %i",
	.acl_type = 'S',
	.flags = SV_KIND_GLOBAL,
	.create_hook = create_with_options,
	.alter = alter_options,
};

/* An option whose value is not read. */
#define SECRET \
	"o.option_name ~* '(pass|pwd|secret|token|credential|api_?key|access_?key|private_?key)'"\
	" AND o.option_name <> 'password_required'"

static const SvProperty mapping_properties[] = {
	[OPTIONS] = {
		.name = "options",
		.item = SV_SQL_OPTIONS("m.umoptions", " WHERE NOT (" SECRET ")"),
		.flags = SV_PROPERTY_INLINE
	},
	[SECRETS] = {
		.name = "secrets",
		.item = "(SELECT string_agg(quote_ident(o.option_name), ', ' ORDER BY o.option_name)"
		"  FROM pg_options_to_table(m.umoptions) o"
		"  WHERE m.umoptions IS NOT NULL AND " SECRET ")",
		.flags = SV_PROPERTY_INLINE
	}
};

const SvKind sv_kind_user_mapping = {
	.name = "user mapping",
	.classid = UserMappingRelationId,
	.select_oid = "m.umid",
	.select_identity = "format('FOR %s SERVER %I', m.role, m.srvname)",
	.select_name = "m.role",
	.from =
	" FROM (SELECT m.*, CASE WHEN m.umuser = 0 THEN 'PUBLIC'"
	"  ELSE quote_ident(m.usename) END AS role"
	"  FROM pg_catalog.pg_user_mappings m) m",
	SV_PROPERTIES(mapping_properties),
	.phrase = "USER MAPPING %i",
	.create = "CREATE USER MAPPING %i",
	.flags = SV_KIND_GLOBAL,
	.create_hook = create_user_mapping,
	.alter = alter_user_mapping,
};

static void
create_with_options(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	char	   *statement = sv_template_fill(fact->kind->create, fact, NULL, NULL);

	if (fact->values[OPTIONS] != NULL)
		statement = psprintf("%s\n    OPTIONS (%s)", statement,
							 sv_options_generic(fact->values[OPTIONS]));
	sv_operation_emit_text(operation, statement);
}

static void
alter_options(SvOperation *operation, int property)
{
	const SvFact *fact = operation->to;

	sv_options_alter_generic(operation, property,
							 psprintf("ALTER %s", fact->kind->phrase));
}

static void
create_user_mapping(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	List	   *options = NIL;
	ListCell   *lc;

	if (fact->values[OPTIONS] != NULL)
		options = lappend(options, sv_options_generic(fact->values[OPTIONS]));
	foreach(lc, sv_options_split(fact->values[SECRETS]))
		options = lappend(options, psprintf("%s ''", (char *) lfirst(lc)));
	sv_operation_emit_text(operation,
						   psprintf("CREATE USER MAPPING %s%s%s%s", fact->identity,
									options != NIL ? "\n    OPTIONS (" : "",
									sv_strings_join(options, ", "),
									options != NIL ? ")" : ""));
	if (fact->values[SECRETS] != NULL)
		sv_operation_warn(operation, "secret");
}

/*
 * Secrets are added with an empty value.
 */
static void
alter_user_mapping(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	List	   *actions = NIL;
	ListCell   *lc;

	if (property == OPTIONS)
	{
		alter_options(operation, property);
		return;
	}
	foreach(lc, old)
	{
		if (!sv_strings_member(new, lfirst(lc)))
			actions = lappend(actions, psprintf("DROP %s", (char *) lfirst(lc)));
	}
	foreach(lc, new)
	{
		if (sv_strings_member(old, lfirst(lc)))
			continue;
		actions = lappend(actions, psprintf("ADD %s ''", (char *) lfirst(lc)));
		sv_operation_warn(operation, "secret");
	}
	sv_operation_emit_text(operation,
						   psprintf("ALTER USER MAPPING %s OPTIONS (%s)",
									operation->to->identity,
									sv_strings_join(actions, ", ")));
}
