/*-------------------------------------------------------------------------
 *
 * default_privileges.c
 *	  Privileges that objects are created with.
 *
 * Those of a schema are added to those of the whole database, which take the
 * place of what the server has built in.  There is no statement that creates
 * or drops them: they go to and fro between what is built in and what is
 * wanted.
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
static void say(SvOperation *operation, const char *from, const char *to);

/* The places of properties that the hooks deal with. */
#define PRIVILEGES 0
#define BUILT_IN 1
#define PREFIX 6

static const SvProperty properties[] = {
	{"privileges", SV_PROPERTY_INLINE},
	{"built_in", SV_PROPERTY_HIDDEN},
	{"role", SV_PROPERTY_HIDDEN},
	{"schema", SV_PROPERTY_HIDDEN},
	{"objects", SV_PROPERTY_HIDDEN},
	{"type", SV_PROPERTY_HIDDEN},
	{"prefix", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_default_privileges = {
	.name = "default privileges",
	.classid = DefaultAclRelationId,
	.parent_classid = NamespaceRelationId,
	.query =
	"SELECT d.oid, 0, d.defaclnamespace, 0,"
	" concat('FOR ROLE ', d.role, ' IN SCHEMA ' || d.schema, ' ON ', d.objects),"
	" d.objects, NULL::text, NULL::text, d.defaclacl::text, d.built_in::text,"
	" d.role, d.schema, d.objects, d.type::text,"
	" concat('ALTER DEFAULT PRIVILEGES FOR ROLE ', d.role,"
	"  ' IN SCHEMA ' || d.schema, ' ')"
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
	.properties = properties,
	.create = "",
	.flags = SV_KIND_GLOBAL | SV_KIND_IS_PRIVILEGE,
	.create_hook = create_default_privileges,
	.alter = alter_default_privileges,
	.drop_hook = drop_default_privileges,
};

static void
create_default_privileges(SvOperation *operation)
{
	say(operation, operation->to->values[BUILT_IN],
		operation->to->values[PRIVILEGES]);
}

static void
alter_default_privileges(SvOperation *operation, int property)
{
	say(operation, operation->from->values[property],
		operation->to->values[property]);
}

static void
drop_default_privileges(SvOperation *operation)
{
	say(operation, operation->from->values[PRIVILEGES],
		operation->from->values[BUILT_IN]);
}

static void
say(SvOperation *operation, const char *from, const char *to)
{
	const SvFact *fact = sv_operation_fact(operation);
	SvAclObject object = {0};

	object.prefix = fact->values[PREFIX];
	object.name = sv_fact_value(fact, "objects");
	object.owner = sv_fact_value(fact, "role");
	object.type = sv_fact_value(fact, "type")[0];
	sv_acl_emit_object(operation, &object, from, to);
}
