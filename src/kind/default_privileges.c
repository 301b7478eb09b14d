/*-------------------------------------------------------------------------
 *
 * default_privileges.c
 *	  Default privileges.
 *
 * Those of a schema are added to those of the whole database, which replace
 * the built-in ones.  No statement creates or drops them: the privileges are
 * granted and revoked that make the difference between the built-in and the
 * wanted ones.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_default_acl.h"
#include "catalog/pg_namespace.h"

#include "fact/acl.h"
#include "kind/kinds.h"

static void create_default_privileges(SvOperation *operation);
static void alter_default_privileges(SvOperation *operation, int property);
static void drop_default_privileges(SvOperation *operation);
static void emit_privileges(SvOperation *operation, const char *from, const char *to);

/* The properties. */
enum
{
	PRIVILEGES,
	BUILT_IN,
	ROLE,
	SCHEMA,
	OBJECTS,
	TYPE,
	PREFIX,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[PRIVILEGES] = {
		.name = "privileges",
		.item = "d.defaclacl::text",
		.flags = SV_PROPERTY_INLINE
	},
	[BUILT_IN] = {
		.name = "built_in",
		.item = "d.built_in::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[ROLE] = {
		.name = "role",
		.item = "d.role",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SCHEMA] = {
		.name = "schema",
		.item = "d.schema",
		.flags = SV_PROPERTY_HIDDEN
	},
	[OBJECTS] = {
		.name = "objects",
		.item = "d.objects",
		.flags = SV_PROPERTY_HIDDEN
	},
	[TYPE] = {
		.name = "type",
		.item = "d.type::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[PREFIX] = {
		.name = "prefix",
		.item = "concat('ALTER DEFAULT PRIVILEGES FOR ROLE ', d.role,"
		"  ' IN SCHEMA ' || d.schema, ' ')",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_default_privileges = {
	.name = "default privileges",
	.classid = DefaultAclRelationId,
	.parent_classid = NamespaceRelationId,
	.select_oid = "d.oid",
	.select_parent = "d.defaclnamespace",
	.select_identity = "concat('FOR ROLE ', d.role, ' IN SCHEMA ' || d.schema, ' ON ', d.objects)",
	.select_name = "d.objects",
	.from =
	" FROM (SELECT d.*, quote_ident(pg_get_userbyid(d.defaclrole)) AS role,"
	"  quote_ident(n.nspname) AS schema,"
	"  CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES'"
	"   WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'"
	"   WHEN 'L' THEN 'LARGE OBJECTS' END AS objects,"
	"  CASE WHEN d.defaclnamespace <> 0 THEN '{}'"
	"   ELSE acldefault(t.type, d.defaclrole) END AS built_in, t.type"
	"  FROM pg_catalog.pg_default_acl d"
	"  CROSS JOIN LATERAL (SELECT CASE d.defaclobjtype WHEN 'S' THEN 's'"
	"   ELSE d.defaclobjtype END AS type) t"
	"  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace"
	"  WHERE d.defaclnamespace = 0 OR d.defaclnamespace = ANY ($1)) d",
	SV_PROPERTIES(properties),
	.flags = SV_KIND_GLOBAL | SV_KIND_IS_PRIVILEGE,
	.create_hook = create_default_privileges,
	.alter = alter_default_privileges,
	.drop_hook = drop_default_privileges,
};

static void
create_default_privileges(SvOperation *operation)
{
	emit_privileges(operation, operation->to->values[BUILT_IN],
					operation->to->values[PRIVILEGES]);
}

static void
alter_default_privileges(SvOperation *operation, int property)
{
	emit_privileges(operation, operation->from->values[property],
					operation->to->values[property]);
}

static void
drop_default_privileges(SvOperation *operation)
{
	emit_privileges(operation, operation->from->values[PRIVILEGES],
					operation->from->values[BUILT_IN]);
}

static void
emit_privileges(SvOperation *operation, const char *from, const char *to)
{
	const SvFact *fact = sv_operation_fact(operation);
	SvAclObject object = {0};

	object.prefix = fact->values[PREFIX];
	object.name = sv_fact_value(fact, "objects");
	object.owner = sv_fact_value(fact, "role");
	object.type = sv_fact_value(fact, "type")[0];
	sv_acl_emit_object(operation, &object, from, to);
}
