/*-------------------------------------------------------------------------
 *
 * created.c
 *	  What a statement creates, by its parse tree.
 *
 * Names are as they are written; none is looked up.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/created.h"

/*
 * The relation that a statement creates or, for an index, the relation in
 * whose schema it is created; NULL if it creates none.
 */
const RangeVar *
sv_created_relation(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateStmt:
			return ((const CreateStmt *) node)->relation;
		case T_CreateForeignTableStmt:
			return ((const CreateForeignTableStmt *) node)->base.relation;
		case T_CreateTableAsStmt:
			return ((const CreateTableAsStmt *) node)->into->rel;
		case T_ViewStmt:
			return ((const ViewStmt *) node)->view;
		case T_CreateSeqStmt:
			return ((const CreateSeqStmt *) node)->sequence;
		case T_CompositeTypeStmt:
			return ((const CompositeTypeStmt *) node)->typevar;
		case T_IndexStmt:
			return ((const IndexStmt *) node)->relation;
		default:
			return NULL;
	}
}

/*
 * The name, as a list of strings, of an object other than a relation that a
 * statement creates in a schema; NIL if it creates none.
 */
List *
sv_created_names(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateFunctionStmt:
			return ((const CreateFunctionStmt *) node)->funcname;
		case T_CreateEnumStmt:
			return ((const CreateEnumStmt *) node)->typeName;
		case T_CreateRangeStmt:
			return ((const CreateRangeStmt *) node)->typeName;
		case T_CreateDomainStmt:
			return ((const CreateDomainStmt *) node)->domainname;
		case T_DefineStmt:
			return ((const DefineStmt *) node)->defnames;
		case T_CreateOpClassStmt:
			return ((const CreateOpClassStmt *) node)->opclassname;
		case T_CreateOpFamilyStmt:
			return ((const CreateOpFamilyStmt *) node)->opfamilyname;
		case T_CreateConversionStmt:
			return ((const CreateConversionStmt *) node)->conversion_name;
		case T_CreateStatsStmt:
			return ((const CreateStatsStmt *) node)->defnames;
		default:
			return NIL;
	}
}

/*
 * The name, without schema, by which other statements may refer to what a
 * statement creates; NULL if there is none.
 */
const char *
sv_created_name(const Node *node)
{
	const RangeVar *relation = sv_created_relation(node);
	List	   *names = sv_created_names(node);

	if (IsA(node, IndexStmt))
		return ((const IndexStmt *) node)->idxname;
	if (relation != NULL)
		return relation->relname;
	if (names != NIL)
		return strVal(llast(names));
	switch (nodeTag(node))
	{
		case T_CreateSchemaStmt:
			return ((const CreateSchemaStmt *) node)->schemaname;
		case T_CreateExtensionStmt:
			return ((const CreateExtensionStmt *) node)->extname;
		case T_CreateFdwStmt:
			return ((const CreateFdwStmt *) node)->fdwname;
		case T_CreateForeignServerStmt:
			return ((const CreateForeignServerStmt *) node)->servername;
		case T_CreatePLangStmt:
			return ((const CreatePLangStmt *) node)->plname;
		default:
			return NULL;
	}
}
