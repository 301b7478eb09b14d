/*-------------------------------------------------------------------------
 *
 * user_code.h
 *	  Whether a model executes functions of users.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_USER_CODE_H
#define SV_MODEL_USER_CODE_H

#include "file/script.h"

extern bool sv_user_code_is_run(const SvScript *script);

#endif							/* SV_MODEL_USER_CODE_H */
