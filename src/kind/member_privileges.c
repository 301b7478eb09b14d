/*-------------------------------------------------------------------------
 *
 * member_privileges.c
 *	  Privileges on members of extensions.
 *
 * The members themselves are no facts, and neither are the privileges that their
 * extension has granted (pg_init_privs).  There is a fact for each member whose
 * privileges are others: no statement creates or drops it, but what makes the
 * difference is granted and revoked, as pg_dump has it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "catalog/pg_init_privs.h"

#include "compat.h"
#include "fact/acl.h"
#include "kind/kinds.h"
#include "kind/words.h"

static void create_privileges(SvOperation *operation);
static void alter_privileges(SvOperation *operation, int property);
static void drop_privileges(SvOperation *operation);
static void emit_privileges(SvOperation *operation, const SvFact *fact,
							const char *from, const char *to);

/* The properties. */
enum
{
	PRIVILEGES,
	INITIAL,
	ROLE,
	TYPE,
	OBJECT,
	COLUMN,
	OWNER,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[PRIVILEGES] = {
		.name = "privileges",
		.item = "m.acl::text",
		.flags = SV_PROPERTY_INLINE
	},
	[INITIAL] = {
		.name = "initial",
		.item = "m.initial::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	/* of default privileges: these are none */
	[ROLE] = {
		.name = "role",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[TYPE] = {
		.name = "type",
		.item = "m.type::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[OBJECT] = {
		.name = "object",
		.item = "m.object",
		.flags = SV_PROPERTY_HIDDEN
	},
	[COLUMN] = {
		.name = "column",
		.item = "m.column_name",
		.flags = SV_PROPERTY_HIDDEN
	},
	[OWNER] = {
		.name = "owner",
		.item = "quote_ident(pg_get_userbyid(m.owner))",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_member_privileges = {
	.name = "privileges of member",
	.classid = InitPrivsRelationId,
	.parent_classid = ExtensionRelationId,
	.select_oid = "m.objid",
	.select_subid = "m.subid",
	.select_parent = "m.extension",
	.select_identity = "concat_ws('.', m.object, m.column_name)",
	.select_name = "m.object",
	.from = " FROM (" SV_SQL_MEMBER_PRIVILEGES ") m",
	SV_PROPERTIES(properties),
	.flags = SV_KIND_GLOBAL | SV_KIND_IS_PRIVILEGE | SV_KIND_NO_SUBTYPE,
	.create_hook = create_privileges,
	.alter = alter_privileges,
	.drop_hook = drop_privileges,
};

static void
create_privileges(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	emit_privileges(operation, fact, fact->values[INITIAL],
					fact->values[PRIVILEGES]);
}

static void
alter_privileges(SvOperation *operation, int property)
{
	emit_privileges(operation, operation->to,
					operation->from->values[property],
					operation->to->values[property]);
}

static void
drop_privileges(SvOperation *operation)
{
	const SvFact *fact = operation->from;

	emit_privileges(operation, fact, fact->values[PRIVILEGES],
					fact->values[INITIAL]);
}

static void
emit_privileges(SvOperation *operation, const SvFact *fact, const char *from,
				const char *to)
{
	SvAclObject object = {""};

	object.name = fact->values[OBJECT];
	object.column = fact->values[COLUMN];
	object.owner = fact->values[OWNER];
	object.type = fact->values[TYPE][0];
	sv_acl_emit_object(operation, &object, from, to);
}
