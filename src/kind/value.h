/*-------------------------------------------------------------------------
 *
 * value.h
 *	  What a conversion to another type does to values.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_VALUE_H
#define SV_KIND_VALUE_H

/* Effects on values: flags. */
#define SV_VALUE_LOSES	0x01	/* values may change */
#define SV_VALUE_FAILS	0x02	/* there may be values that are refused */

/* A type with its length. */
typedef struct SvValueType
{
	Oid			oid;
	int32		typmod;
} SvValueType;

extern int	sv_value_effects(SvValueType from, SvValueType to,
							 const char *using);

#endif							/* SV_KIND_VALUE_H */
