/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between PostgreSQL 13 and 19.
 *
 * The newest interface is what the code is written to; older servers get a
 * wrapper of the same name here.  No other file asks for PG_VERSION_NUM.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMPAT_H
#define SV_COMPAT_H

#include "access/tableam.h"
#include "catalog/objectaddress.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_language.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_subscription.h"
#include "executor/executor.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/regproc.h"
#include "utils/timeout.h"
#include "utils/tuplestore.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#endif

#if PG_VERSION_NUM < 130000
#error "schemaver needs PostgreSQL 13 or later"
#endif

/*
 * Pieces of text that differ: SV_SINCE_14(there, before).
 */
#if PG_VERSION_NUM >= 140000
#define SV_SINCE_14(there, before) there
#else
#define SV_SINCE_14(there, before) before
#endif
#if PG_VERSION_NUM >= 150000
#define SV_SINCE_15(there, before) there
#else
#define SV_SINCE_15(there, before) before
#endif
#if PG_VERSION_NUM >= 160000
#define SV_SINCE_16(there, before) there
#else
#define SV_SINCE_16(there, before) before
#endif
#if PG_VERSION_NUM >= 170000
#define SV_SINCE_17(there, before) there
#else
#define SV_SINCE_17(there, before) before
#endif
#if PG_VERSION_NUM >= 180000
#define SV_SINCE_18(there, before) there
#else
#define SV_SINCE_18(there, before) before
#endif
#if PG_VERSION_NUM >= 190000
#define SV_SINCE_19(there, before) there
#else
#define SV_SINCE_19(there, before) before
#endif

/*
 * Scans of tables have flags from 19 on.
 */
#if PG_VERSION_NUM >= 190000
#define table_beginscan(rel, snapshot, nkeys, key) \
	table_beginscan(rel, snapshot, nkeys, key, 0)
#endif

/*
 * CLUSTER, which is a kind of REPACK from 19 on, where that can be concurrent.
 */
#if PG_VERSION_NUM >= 190000
#define repack_relation(stmt) \
	((stmt)->relation == NULL ? NULL : (stmt)->relation->relation)
#define repack_options(stmt) ((stmt)->params)
#define repack_columns(stmt) ((stmt)->relation->va_cols)
#define repack_is_by_index(stmt) \
	((stmt)->usingindex || (stmt)->command == REPACK_COMMAND_CLUSTER)
#define repack_at_once(stmt) \
	((stmt)->params = sv_statement_without_option((stmt)->params, "concurrently"))
#define repack_only(stmt) \
	((stmt)->params = sv_statement_without_option((stmt)->params, "analyze"))
#else
#define T_RepackStmt T_ClusterStmt
typedef ClusterStmt RepackStmt;
#define repack_relation(stmt) ((stmt)->relation)
#define repack_options(stmt) ((void) (stmt), NIL)
#define repack_columns(stmt) ((void) (stmt), NIL)
#define repack_is_by_index(stmt) ((void) (stmt), true)
#define repack_at_once(stmt) ((void) (stmt))
#define repack_only(stmt) ((void) (stmt))
#endif

/*
 * The kinds of ALTER SUBSCRIPTION.  SET, ADD and DROP PUBLICATION stand one
 * after the other, and are one before 14.
 */
#if PG_VERSION_NUM < 190000
#define ALTER_SUBSCRIPTION_REFRESH_PUBLICATION ALTER_SUBSCRIPTION_REFRESH
#endif
#if PG_VERSION_NUM < 140000
#define ALTER_SUBSCRIPTION_SET_PUBLICATION ALTER_SUBSCRIPTION_PUBLICATION
#define ALTER_SUBSCRIPTION_DROP_PUBLICATION ALTER_SUBSCRIPTION_PUBLICATION
#endif

/*
 * REINDEX CONCURRENTLY is an option of REINDEX from 14 on.
 */
#if PG_VERSION_NUM >= 140000
#define reindex_options(stmt) ((stmt)->params)
#define reindex_at_once(stmt) \
	((stmt)->params = sv_statement_without_option((stmt)->params, "concurrently"))
#else
#define reindex_options(stmt) \
	((stmt)->concurrent ? list_make1(makeDefElem("concurrently", NULL, -1)) : NIL)
#define reindex_at_once(stmt) ((stmt)->concurrent = false)
#endif

/* from 19 on, each type of process has its own */
#if PG_VERSION_NUM >= 190000
#define own_log_min_messages (log_min_messages[MyBackendType])
#else
#define own_log_min_messages log_min_messages
#endif

/* until 13, labels of enumerated types were on a blacklist */
#if PG_VERSION_NUM < 140000
#define EstimateUncommittedEnumsSpace EstimateEnumBlacklistSpace
#define SerializeUncommittedEnums SerializeEnumBlacklist
#define RestoreUncommittedEnums RestoreEnumBlacklist
#endif

/*
 * Until 18 the lexer warns of backslashes in strings, and reads them as
 * standard_conforming_strings has it.
 */
#if PG_VERSION_NUM >= 190000
#define scanner_be_silent(extra) ((void) 0)
#define scanner_be_standard(extra) ((void) 0)
#else
#define scanner_be_silent(extra) ((extra).escape_string_warning = false)
#define scanner_be_standard(extra) ((extra).standard_conforming_strings = true)
#endif

/*
 * parseTypeString() that leaves InvalidOid where there is no such type.
 */
#if PG_VERSION_NUM >= 160000
#define parse_type_missing_ok(name, type, typmod) \
	do { \
		ErrorSaveContext parse_type_context = {T_ErrorSaveContext}; \
		if (!parseTypeString(name, type, typmod, \
							 (Node *) &parse_type_context)) \
			*(type) = InvalidOid; \
	} while (0)
#else
#define parse_type_missing_ok(name, type, typmod) \
	parseTypeString(name, type, typmod, true)
#endif

#if PG_VERSION_NUM >= 150000
#include "catalog/pg_publication_namespace.h"
#else
/* A kind whose catalog this is has no objects. */
#define PublicationNamespaceRelationId InvalidOid
#endif

/* Names of OIDs, which not every version has for all types. */
#ifndef BOOLARRAYOID
#define BOOLARRAYOID 1000
#endif
#ifndef PG_LSNOID
#define PG_LSNOID LSNOID
#endif
#ifndef TIMESTAMPTZARRAYOID
#define TIMESTAMPTZARRAYOID 1185
#endif
#ifndef XID8ARRAYOID
#define XID8ARRAYOID 271
#endif

#ifndef CONSTRAINT_NOTNULL
#define CONSTRAINT_NOTNULL 'n'	/* from 18 on */
#endif
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#define ExecutorRun(query, direction, count) \
	ExecutorRun(query, direction, count, true)
#endif

/*
 * The first lock of this process in a partition of the lock table, and the next
 * one; NULL at the end.
 */
#if PG_VERSION_NUM >= 160000
static inline PROCLOCK *
first_own_proclock(int partition)
{
	dlist_head *locks = &MyProc->myProcLocks[partition];

	return dlist_is_empty(locks) ? NULL :
		dlist_head_element(PROCLOCK, procLink, locks);
}

static inline PROCLOCK *
next_own_proclock(int partition, PROCLOCK *proclock)
{
	dlist_head *locks = &MyProc->myProcLocks[partition];

	return dlist_has_next(locks, &proclock->procLink) ?
		dlist_container(PROCLOCK, procLink,
						dlist_next_node(locks, &proclock->procLink)) : NULL;
}
#else
static inline PROCLOCK *
next_own_proclock(int partition, PROCLOCK *proclock)
{
	SHM_QUEUE  *locks = &MyProc->myProcLocks[partition];

	return (PROCLOCK *) SHMQueueNext(locks, proclock == NULL ? locks :
									 &proclock->procLink,
									 offsetof(PROCLOCK, procLink));
}

#define first_own_proclock(partition) next_own_proclock(partition, NULL)
#endif

/*
 * Files of relations: what they are called, and who closes them.
 */
#if PG_VERSION_NUM < 160000
#define RelationAssumeNewRelfilelocator RelationAssumeNewRelfilenode
#define rd_newRelfilelocatorSubid rd_newRelfilenodeSubid
#define rd_firstRelfilelocatorSubid rd_firstRelfilenodeSubid
#endif
#if PG_VERSION_NUM >= 170000
#define RelationCloseSmgrByOid(relation) ((void) (relation))
#endif

#if PG_VERSION_NUM < 170000
#define LockHeldByMe(tag, mode, or_stronger) LockHeldByMe(tag, mode)
#define ACL_MAINTAIN ACL_NO_RIGHTS	/* owners only */

/* What RestrictSearchPath() does from 17 on. */
static inline void
RestrictSearchPath(void)
{
	set_config_option("search_path", "pg_catalog, pg_temp",
					  PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
					  true, 0, false);
}
#endif

#if PG_VERSION_NUM < 160000
/* A member can, whatever it inherits. */
#define member_can_set_role(member, role) is_member_of_role(member, role)
#define get_guc_variables(count) \
	(*(count) = GetNumConfigOptions(), get_guc_variables())

/* Of what we ask for: relations, and objects that have a name and no schema. */
static inline bool
object_ownercheck(Oid classid, Oid objid, Oid role)
{
	switch (classid)
	{
		case RelationRelationId:
			return pg_class_ownercheck(objid, role);
		case ExtensionRelationId:
			return pg_extension_ownercheck(objid, role);
		case NamespaceRelationId:
			return pg_namespace_ownercheck(objid, role);
		case EventTriggerRelationId:
			return pg_event_trigger_ownercheck(objid, role);
		case ForeignDataWrapperRelationId:
			return pg_foreign_data_wrapper_ownercheck(objid, role);
		case ForeignServerRelationId:
			return pg_foreign_server_ownercheck(objid, role);
		case LanguageRelationId:
			return pg_language_ownercheck(objid, role);
		case PublicationRelationId:
			return pg_publication_ownercheck(objid, role);
		default:
			return superuser_arg(role);
	}
}

#define sv_name_list(text) stringToQualifiedNameList(text)

#define object_aclcheck_ok(classid, objid, role, mode) \
	(((classid) == NamespaceRelationId ? \
	  pg_namespace_aclcheck(objid, role, mode) : \
	  pg_database_aclcheck(objid, role, mode)) == ACLCHECK_OK)
#else
#define sv_name_list(text) stringToQualifiedNameList(text, NULL)
#define object_aclcheck_ok(classid, objid, role, mode) \
	(object_aclcheck(classid, objid, role, mode) == ACLCHECK_OK)
#endif

/* True if a type is a domain with constraints, its own or of those below it. */
#if PG_VERSION_NUM >= 190000
#define domain_has_constraints(type) DomainHasConstraints(type, NULL)
#else
#define domain_has_constraints(type) DomainHasConstraints(type)
#endif

/* The string of a constant in a raw parse tree; "" if it is none. */
#if PG_VERSION_NUM >= 150000
#define sv_const_string(constant) \
	(IsA(&(constant)->val, String) ? strVal(&(constant)->val) : "")
#else
#define sv_const_string(constant) \
	(IsA(&(constant)->val, String) ? (constant)->val.val.str : "")
#endif

/*
 * The text of a constant in a raw parse tree that is a string or a number; NULL
 * for a null.
 */
static inline const char *
sv_const_text(const A_Const *constant)
{
#if PG_VERSION_NUM >= 150000
	if (constant->isnull)
		return NULL;
	if (IsA(&constant->val, Float))
		return constant->val.fval.fval;
#else
	if (IsA(&constant->val, Null))
		return NULL;
	if (IsA(&constant->val, Float))
		return constant->val.val.str;
#endif
	if (IsA(&constant->val, Integer))
		return psprintf("%d", intVal(&constant->val));
	return sv_const_string(constant);
}

/* True if an UPDATE of a raw parse tree has RETURNING. */
#if PG_VERSION_NUM >= 180000
#define sv_update_returns(stmt) ((stmt)->returningClause != NULL)
#else
#define sv_update_returns(stmt) ((stmt)->returningList != NIL)
#endif

/*
 * In raw parse trees: true of a statement that reads or writes rows, and columns
 * that a clause of MERGE writes, a list of ResTarget.
 */
static inline bool
sv_is_rows_statement(const Node *statement)
{
#if PG_VERSION_NUM >= 150000
	if (IsA(statement, MergeStmt))
		return true;
#endif
	return IsA(statement, SelectStmt) || IsA(statement, InsertStmt) ||
		IsA(statement, UpdateStmt) || IsA(statement, DeleteStmt);
}

static inline const List *
sv_merge_targets(const Node *clause)
{
#if PG_VERSION_NUM >= 150000
	if (IsA(clause, MergeWhenClause))
		return ((const MergeWhenClause *) clause)->targetList;
#endif
	return NIL;
}

#if PG_VERSION_NUM < 150000
/* Fires once only, until the handler says sv_timeout_again(). */
#define enable_timeout_every(id, at, delay) enable_timeout_at(id, at)
#define sv_timeout_again(id, delay) enable_timeout_after(id, delay)

#define pg_analyze_and_rewrite_fixedparams pg_analyze_and_rewrite
#define T_MergeStmt T_Invalid	/* there was none */
#define MarkGUCPrefixReserved EmitWarningsOnPlaceholders

/* What InitMaterializedSRF() does from 15 on, for a composite result. */
static inline void
InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext oldcontext;
	TupleDesc	desc;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	if (!(rsinfo->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("materialize mode required, but it is not allowed in this context")));

	oldcontext = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	if (flags != 0)
		desc = CreateTupleDescCopy(rsinfo->expectedDesc);
	else if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes &
											   SFRM_Materialize_Random) != 0,
											  false, work_mem);
	rsinfo->setDesc = desc;
	MemoryContextSwitchTo(oldcontext);
}
#define MAT_SRF_USE_EXPECTED_DESC 1
#else
#define sv_timeout_again(id, delay) ((void) (id), (void) (delay))
#endif

/*
 * What rows of catalogs have from some version on.
 */
#if PG_VERSION_NUM >= 180000
#define constraint_has_period(row) ((row)->conperiod)
#else
#define constraint_has_period(row) ((void) (row), false)
#endif
#if PG_VERSION_NUM >= 170000
#define attribute_has_statistics_target(tuple) \
	(!heap_attisnull(tuple, Anum_pg_attribute_attstattarget, NULL))
#else
#define attribute_has_statistics_target(tuple) \
	(((Form_pg_attribute) GETSTRUCT(tuple))->attstattarget >= 0)
#endif
#if PG_VERSION_NUM >= 150000
#define constraint_has_set_columns(tuple) \
	(!heap_attisnull(tuple, Anum_pg_constraint_confdelsetcols, NULL))
#define index_has_equal_nulls(row) ((row)->indnullsnotdistinct)
#else
#define constraint_has_set_columns(tuple) ((void) (tuple), false)
#define index_has_equal_nulls(row) ((void) (row), false)
#endif
#if PG_VERSION_NUM >= 140000
#define attribute_is_compressed(row) ((row)->attcompression != '\0')
#else
#define attribute_is_compressed(row) ((void) (row), false)
#define COERCE_SQL_SYNTAX COERCE_EXPLICIT_CALL	/* not known then */
#endif

/* ALTER COLUMN ... SET EXPRESSION */
#if PG_VERSION_NUM >= 170000
#define sv_sets_expression(cmd) ((cmd)->subtype == AT_SetExpression)
#else
#define sv_sets_expression(cmd) ((void) (cmd), false)
#endif

#if PG_VERSION_NUM < 140000
#define EVENT_TRIGGEROID EVTTRIGGEROID
#define getObjectIdentity(address, missing_ok) getObjectIdentity(address)
/* ordinary roles may not read the OIDs of subscriptions */
#define may_read_subscriptions() \
	(pg_class_aclcheck(SubscriptionRelationId, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
#else
#define may_read_subscriptions() true
#endif

/* The kind of relation was not a kind of object before 14. */
#define sv_creates_matview(stmt) \
	((stmt)->SV_SINCE_14(objtype, relkind) == OBJECT_MATVIEW)

#if PG_VERSION_NUM < 140000
/* The table was named by the state of the executor then. */
static inline void
sv_simple_relation_insert(ResultRelInfo *target, EState *estate,
						  TupleTableSlot *slot)
{
	estate->es_result_relations = target;
	estate->es_num_result_relations = 1;
	estate->es_result_relation_info = target;
	ExecSimpleRelationInsert(estate, slot);
}
#define ExecSimpleRelationInsert(target, estate, slot) \
	sv_simple_relation_insert(target, estate, slot)

#define sv_detach_is_concurrent(cmd) ((void) (cmd), false)
#define detach_at_once(cmd) ((void) (cmd))
#define get_partition_parent(partition, even_if_detached) \
	get_partition_parent(partition)
#define TYPTYPE_MULTIRANGE 'm'	/* not known then */
#define get_multirange_range(type) ((void) (type), InvalidOid)
#define HASH_STRINGS 0			/* the default then */
#define GetCachedPlan(source, params, owner, env) \
	GetCachedPlan(source, params, (owner) != NULL, env)
#define ReleaseCachedPlan(plan, owner) \
	ReleaseCachedPlan(plan, (owner) != NULL)
#define ROLE_PG_READ_SERVER_FILES DEFAULT_ROLE_READ_SERVER_FILES
#define ROLE_PG_STAT_SCAN_TABLES DEFAULT_ROLE_STAT_SCAN_TABLES
#define pg_encoding_verifymbchar pg_encoding_verifymb
#define ProcessUtility(stmt, text, read_only, context, params, env, dest, qc) \
	ProcessUtility(stmt, text, context, params, env, dest, qc)

/*
 * Of some catalogs, pg_default_acl among them, those before 14 know nothing
 * and say so by an error, where later ones say that there is no such column.
 */
static inline AttrNumber
sv_attnum_name(Oid classid)
{
	return is_objectclass_supported(classid) ?
		get_object_attnum_name(classid) : InvalidAttrNumber;
}

static inline AttrNumber
sv_attnum_namespace(Oid classid)
{
	return is_objectclass_supported(classid) ?
		get_object_attnum_namespace(classid) : InvalidAttrNumber;
}

static inline int
sv_catcache_oid(Oid classid)
{
	return is_objectclass_supported(classid) ?
		get_object_catcache_oid(classid) : -1;
}

#define get_object_attnum_name(classid) sv_attnum_name(classid)
#define get_object_attnum_namespace(classid) sv_attnum_namespace(classid)
#define get_object_catcache_oid(classid) sv_catcache_oid(classid)
#else
static inline bool
sv_detach_is_concurrent(const AlterTableCmd *cmd)
{
	return cmd->subtype == AT_DetachPartition &&
		((PartitionCmd *) cmd->def)->concurrent;
}

static inline void
detach_at_once(AlterTableCmd *cmd)
{
	if (sv_detach_is_concurrent(cmd))
		((PartitionCmd *) cmd->def)->concurrent = false;
}
#endif

/* MERGE, which there is from 15 on, and its target; the constant FALSE */
#if PG_VERSION_NUM >= 150000
#define sv_is_merge(statement) IsA(statement, MergeStmt)
#define sv_merge_relation(statement) (((const MergeStmt *) (statement))->relation)
#define sv_is_false(constant) \
	(!(constant)->isnull && IsA(&(constant)->val, Boolean) && \
	 !boolVal(&(constant)->val))
#else
#define sv_is_merge(statement) ((void) (statement), false)
#define sv_merge_relation(statement) ((const RangeVar *) NULL)
#define parse_analyze_varparams(parsetree, text, types, count, env) \
	parse_analyze_varparams(parsetree, text, types, count)
#define sv_is_false(constant) \
	(IsA(&(constant)->val, String) && strcmp(strVal(&(constant)->val), "f") == 0)
#endif

/*
 * An expression of PL/pgSQL, parsed; for files that include plpgsql.h.  Before
 * 14 it is a statement that begins with SELECT.
 */
#if PG_VERSION_NUM >= 140000
#define plpgsql_parse_expression(expr) raw_parser((expr)->query, (expr)->parseMode)
#else
#define plpgsql_parse_expression(expr) raw_parser((expr)->query)
#endif

/* What a compiled function of PL/pgSQL was made from, and how often it runs. */
#if PG_VERSION_NUM >= 180000
#define plpgsql_function_xmin(function) ((function)->cfunc.fn_xmin)
#define plpgsql_function_use_count(function) ((function)->cfunc.use_count)
#else
#define plpgsql_function_xmin(function) ((function)->fn_xmin)
#define plpgsql_function_use_count(function) ((function)->use_count)
#endif

#endif							/* SV_COMPAT_H */
