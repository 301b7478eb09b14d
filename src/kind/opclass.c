/*-------------------------------------------------------------------------
 *
 * opclass.c
 *	  Operator families, their members, and operator classes.
 *
 * A class is created with the operators and functions that belong to it; what
 * was added to the family besides is a fact of its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_amop.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_opfamily.h"

#include "kind/kinds.h"

const SvKind sv_kind_operator_family = {
	.name = "operator family",
	.classid = OperatorFamilyRelationId,
	.select_oid = "f.oid",
	.select_identity = "format('%I.%I USING %I', n.nspname, f.opfname, m.amname)",
	.select_name = "quote_ident(f.opfname)",
	.select_owner = "quote_ident(pg_get_userbyid(f.opfowner))",
	.from =
	" FROM pg_catalog.pg_opfamily f"
	" JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace"
	" JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod"
	" WHERE f.opfnamespace = ANY ($1)",
	.phrase = "OPERATOR FAMILY %i",
	.create = "CREATE OPERATOR FAMILY %i",
	.rename = "ALTER OPERATOR FAMILY %i RENAME TO %v",
};

/* An operator as an item of a class or family; o is in pg_amop. */
#define OPERATOR_ITEM \
	"concat('OPERATOR ', o.amopstrategy, ' ', o.amopopr::regoperator,"\
	" (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname)"\
	"  FROM pg_catalog.pg_opfamily s"\
	"  JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace"\
	"  WHERE s.oid = o.amopsortfamily))"
/* A function as an item of a class or family; p is in pg_amproc. */
#define FUNCTION_ITEM \
	"format('FUNCTION %s (%s, %s) %s', p.amprocnum,"\
	" format_type(p.amproclefttype, NULL), format_type(p.amprocrighttype, NULL),"\
	" p.amproc::regprocedure)"

/* What the two kinds of members of families have in common. */
#define MEMBER_IDENTITY(name) \
	"format('%I.%I USING %I %s', n.nspname, f.opfname, m.amname, " name ")"
#define MEMBER_FROM(classid, member, family) \
	" FROM pg_catalog.pg_opfamily f"\
	" JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace"\
	" JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod"\
	" JOIN pg_catalog." classid " " member " ON " member "." family " = f.oid"\
	" WHERE f.opfnamespace = ANY ($1) AND EXISTS"\
	" (SELECT 1 FROM pg_catalog.pg_depend d"\
	"  WHERE d.classid = 'pg_catalog." classid "'::regclass"\
	"  AND d.objid = " member ".oid AND d.refobjid = f.oid"\
	"  AND d.refclassid = 'pg_catalog.pg_opfamily'::regclass)"

#define OPERATOR_NAME \
	"format('OPERATOR %s (%s, %s)', o.amopstrategy,"\
	" format_type(o.amoplefttype, NULL), format_type(o.amoprighttype, NULL))"
#define FUNCTION_NAME \
	"format('FUNCTION %s (%s, %s)', p.amprocnum,"\
	" format_type(p.amproclefttype, NULL), format_type(p.amprocrighttype, NULL))"

static const SvProperty operator_properties[] = {
	{
		.name = "definition",
		.item = OPERATOR_ITEM,
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_family_operator = {
	.name = "operator of operator family",
	.classid = AccessMethodOperatorRelationId,
	.parent_classid = OperatorFamilyRelationId,
	.select_oid = "o.oid",
	.select_parent = "f.oid",
	.select_identity = MEMBER_IDENTITY(OPERATOR_NAME),
	.select_name = OPERATOR_NAME,
	.from = MEMBER_FROM("pg_amop", "o", "amopfamily"),
	SV_PROPERTIES(operator_properties),
	.create = "ALTER OPERATOR FAMILY %p ADD %{definition}",
	.drop = "ALTER OPERATOR FAMILY %p DROP %n",
};

static const SvProperty function_properties[] = {
	{
		.name = "definition",
		.item = FUNCTION_ITEM,
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_family_function = {
	.name = "function of operator family",
	.classid = AccessMethodProcedureRelationId,
	.parent_classid = OperatorFamilyRelationId,
	.select_oid = "p.oid",
	.select_parent = "f.oid",
	.select_identity = MEMBER_IDENTITY(FUNCTION_NAME),
	.select_name = FUNCTION_NAME,
	.from = MEMBER_FROM("pg_amproc", "p", "amprocfamily"),
	SV_PROPERTIES(function_properties),
	.create = "ALTER OPERATOR FAMILY %p ADD %{definition}",
	.drop = "ALTER OPERATOR FAMILY %p DROP %n",
};

#define OF_CLASS(classid, member) \
	" FROM pg_catalog.pg_depend d"\
	" JOIN pg_catalog." classid " " member " ON " member ".oid = d.objid"\
	" WHERE d.classid = 'pg_catalog." classid "'::regclass"\
	" AND d.refclassid = 'pg_catalog.pg_opclass'::regclass"\
	" AND d.refobjid = c.oid"

/*
 * CREATE OPERATOR CLASS needs at least one item.  STORAGE with the type of
 * the class is the default, and serves for a class without others.
 */
static const SvProperty class_properties[] = {
	{
		.name = "type",
		.item = "format_type(c.opcintype, NULL)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "default",
		.item = "CASE WHEN c.opcdefault THEN 'DEFAULT' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "family",
		.item = "format('%I.%I', fn.nspname, f.opfname)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "items",
		.item = "coalesce(nullif(concat_ws(E',\\n    ',"
		"  CASE WHEN c.opckeytype <> 0"
		"   THEN 'STORAGE ' || format_type(c.opckeytype, NULL) END,"
		"  (SELECT string_agg(" OPERATOR_ITEM ", E',\\n    ' ORDER BY o.amopstrategy,"
		"    o.amoplefttype::regtype::text, o.amoprighttype::regtype::text)"
		OF_CLASS("pg_amop", "o") "),"
		"  (SELECT string_agg(" FUNCTION_ITEM ", E',\\n    ' ORDER BY p.amprocnum,"
		"    p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text)"
		OF_CLASS("pg_amproc", "p") ")), ''),"
		"  'STORAGE ' || format_type(c.opcintype, NULL))",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "method",
		.item = "quote_ident(m.amname)",
		.flags = SV_PROPERTY_HIDDEN
	},
	{
		.name = "class",
		.item = "format('%I.%I', n.nspname, c.opcname)",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_operator_class = {
	.name = "operator class",
	.classid = OperatorClassRelationId,
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I USING %I', n.nspname, c.opcname, m.amname)",
	.select_name = "quote_ident(c.opcname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.opcowner))",
	.from =
	" FROM pg_catalog.pg_opclass c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace"
	" JOIN pg_catalog.pg_am m ON m.oid = c.opcmethod"
	" JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily"
	" JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace"
	" WHERE c.opcnamespace = ANY ($1)",
	SV_PROPERTIES(class_properties),
	.phrase = "OPERATOR CLASS %i",
	.create = "CREATE OPERATOR CLASS %{class}[ %{default}] FOR TYPE %{type}"
	" USING %{method} FAMILY %{family} AS\n    %{items}",
	.rename = "ALTER OPERATOR CLASS %i RENAME TO %v",
};
