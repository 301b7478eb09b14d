/*-------------------------------------------------------------------------
 *
 * foreign.c
 *	  Foreign data wrappers, servers and user mappings.
 *
 * Options of user mappings that are named like secrets are not read: they are
 * neither compared nor written.  A user mapping that is created has to be
 * given its secrets by hand, and one that exists keeps them.  Options that
 * the caller may not see are not compared either: the view has NULL then, on
 * both sides.
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

static void create_with_options(SvOperation *operation);
static void alter_options(SvOperation *operation, int property);
static void create_user_mapping(SvOperation *operation);

/* The place of the options among the properties of each kind. */
#define OPTIONS 0

static const SvProperty wrapper_properties[] = {
	{"options", SV_PROPERTY_INLINE},
	{"handler", SV_PROPERTY_INLINE,
		"ALTER FOREIGN DATA WRAPPER %i HANDLER %v",
	"ALTER FOREIGN DATA WRAPPER %i NO HANDLER"},
	{"validator", SV_PROPERTY_INLINE,
		"ALTER FOREIGN DATA WRAPPER %i VALIDATOR %v",
	"ALTER FOREIGN DATA WRAPPER %i NO VALIDATOR"},
	{"connection", SV_PROPERTY_INLINE,
		"ALTER FOREIGN DATA WRAPPER %i CONNECTION %v",
	"ALTER FOREIGN DATA WRAPPER %i NO CONNECTION"},
	{NULL}
};

const SvKind sv_kind_foreign_data_wrapper = {
	.name = "foreign data wrapper",
	.classid = ForeignDataWrapperRelationId,
	.query =
	"SELECT f.oid, 0, 0::oid, 0, quote_ident(f.fdwname), quote_ident(f.fdwname),"
	" quote_ident(pg_get_userbyid(f.fdwowner)), f.fdwacl::text,"
	SV_SQL_OPTIONS("f.fdwoptions", "") ","
	SV_SQL_FUNCTION("f.fdwhandler") ","
	SV_SQL_FUNCTION("f.fdwvalidator") ","
	SV_SINCE_19(SV_SQL_FUNCTION("f.fdwconnection"), "NULL::text")
	" FROM pg_catalog.pg_foreign_data_wrapper f",
	.properties = wrapper_properties,
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
	{"options", SV_PROPERTY_INLINE},
	{"type", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"version", SV_PROPERTY_INLINE, "ALTER SERVER %i VERSION %v",
	"ALTER SERVER %i VERSION NULL"},
	{"wrapper", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

const SvKind sv_kind_server = {
	.name = "server",
	.classid = ForeignServerRelationId,
	.query =
	"SELECT s.oid, 0, 0::oid, 0, quote_ident(s.srvname), quote_ident(s.srvname),"
	" quote_ident(pg_get_userbyid(s.srvowner)), s.srvacl::text,"
	SV_SQL_OPTIONS("s.srvoptions", "") ","
	" quote_literal(s.srvtype), quote_literal(s.srvversion),"
	" quote_ident(f.fdwname)"
	" FROM pg_catalog.pg_foreign_server s"
	" JOIN pg_catalog.pg_foreign_data_wrapper f ON f.oid = s.srvfdw",
	.properties = server_properties,
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

static const SvProperty mapping_properties[] = {
	{"options", SV_PROPERTY_INLINE},
	{"secrets", SV_PROPERTY_HIDDEN},
	{NULL}
};

/* An option of which even the value is none of our business. */
#define SECRET \
	"o.option_name ~* '(pass|pwd|secret|token|credential|api_?key|access_?key|private_?key)'"\
	" AND o.option_name <> 'password_required'"

const SvKind sv_kind_user_mapping = {
	.name = "user mapping",
	.classid = UserMappingRelationId,
	.query =
	"SELECT m.umid, 0, 0::oid, 0,"
	" format('FOR %s SERVER %I', m.role, m.srvname), m.role, NULL::text,"
	" NULL::text,"
	SV_SQL_OPTIONS("m.umoptions", " WHERE NOT (" SECRET ")") ","
	" (SELECT string_agg(quote_ident(o.option_name), ', ' ORDER BY o.option_name)"
	"  FROM pg_options_to_table(m.umoptions) o"
	"  WHERE m.umoptions IS NOT NULL AND " SECRET ")"
	" FROM (SELECT m.*, CASE WHEN m.umuser = 0 THEN 'PUBLIC'"
	"  ELSE quote_ident(m.usename) END AS role"
	"  FROM pg_catalog.pg_user_mappings m) m",
	.properties = mapping_properties,
	.phrase = "USER MAPPING %i",
	.create = "CREATE USER MAPPING %i",
	.flags = SV_KIND_GLOBAL,
	.create_hook = create_user_mapping,
	.alter = alter_options,
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
	create_with_options(operation);
	if (sv_fact_value(operation->to, "secrets") != NULL)
		sv_operation_warn(operation, "secret");
}
