/*-------------------------------------------------------------------------
 *
 * code.h
 *	  Whether a model runs code of users.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CODE_H
#define SV_CODE_H

#include "pure/script.h"

extern bool sv_code_is_run(const SvScript *script);

#endif							/* SV_CODE_H */
