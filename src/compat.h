/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between PostgreSQL 13 and 18.
 *
 * The newest interface is what the code is written to; older servers get a
 * wrapper of the same name here.  No other file asks for PG_VERSION_NUM.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMPAT_H
#define SV_COMPAT_H

#include "executor/executor.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#if PG_VERSION_NUM < 130000
#error "schemaver needs PostgreSQL 13 or later"
#endif

/* Names of OIDs, which not every version has for all types. */
#ifndef BOOLARRAYOID
#define BOOLARRAYOID 1000
#endif
#ifndef TIMESTAMPTZARRAYOID
#define TIMESTAMPTZARRAYOID 1185
#endif

#if PG_VERSION_NUM < 180000
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#define ExecutorRun(query, direction, count) \
	ExecutorRun(query, direction, count, true)
#endif

#if PG_VERSION_NUM < 170000
/* What RestrictSearchPath() does from 17 on. */
static inline void
RestrictSearchPath(void)
{
	set_config_option("search_path", "pg_catalog, pg_temp",
					  PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
					  true, 0, false);
}
#endif

#if PG_VERSION_NUM < 150000
#define pg_analyze_and_rewrite_fixedparams pg_analyze_and_rewrite
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
#endif

#if PG_VERSION_NUM < 140000
#define HASH_STRINGS 0			/* the default then */
#define ROLE_PG_READ_SERVER_FILES DEFAULT_ROLE_READ_SERVER_FILES
#define pg_encoding_verifymbchar pg_encoding_verifymb
#define ProcessUtility(stmt, text, read_only, context, params, env, dest, qc) \
	ProcessUtility(stmt, text, context, params, env, dest, qc)
#endif

#endif							/* SV_COMPAT_H */
