/*-------------------------------------------------------------------------
 *
 * default.h
 *	  Defaults of columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_DEFAULT_H
#define SV_KIND_DEFAULT_H

#include "fact/operation.h"

/*
 * The properties of sv_kind_default, which catalog/fast_column.c reads.
 */
typedef enum SvDefaultProperty
{
	SV_DEFAULT_EXPRESSION,
	SV_DEFAULT_VOLATILE,
	SV_DEFAULT_PROPERTIES
} SvDefaultProperty;

extern const SvFact *sv_default_of(const SvFact *column);
extern const char *sv_default_inherited(const SvFact *column);
extern bool sv_default_is_merged(const SvFact *column);

#endif							/* SV_KIND_DEFAULT_H */
