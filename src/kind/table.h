/*-------------------------------------------------------------------------
 *
 * table.h
 *	  Tables, partitioned tables and foreign tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_TABLE_H
#define SV_KIND_TABLE_H

/*
 * The properties of sv_kind_table, which catalog/fast_table.c reads, too.
 */
typedef enum SvTableProperty
{
	SV_TABLE_PERSISTENCE,
	SV_TABLE_FOREIGN,
	SV_TABLE_OF_TYPE,
	SV_TABLE_INHERITS,
	SV_TABLE_PARTITION_KEY,
	SV_TABLE_SERVER,
	SV_TABLE_FOREIGN_OPTIONS,
	SV_TABLE_OPTIONS,
	SV_TABLE_ACCESS_METHOD,
	SV_TABLE_TABLESPACE,
	SV_TABLE_REPLICA_IDENTITY,
	SV_TABLE_CLUSTERED,
	SV_TABLE_ROW_SECURITY,
	SV_TABLE_FORCE_ROW_SECURITY,
	SV_TABLE_USUAL_ACCESS_METHOD,
	SV_TABLE_PROPERTIES
} SvTableProperty;

#endif							/* SV_KIND_TABLE_H */
