/*-------------------------------------------------------------------------
 *
 * form.h
 *	  What a step of a deploy runs: its script, or the online form of that.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_FORM_H
#define SV_DEPLOY_FORM_H

#include "deploy/deploy_state.h"
#include "online/script.h"
#include "store/store.h"

/* A text, and what of it is run as a transaction. */
typedef struct SvForm
{
	SvScript   *script;
	List	   *units;			/* of SvOnlineStatement */
	bool		online;
	const char *plain;			/* the script that is recorded as run */
} SvForm;

extern bool sv_form_is_online(const SvStored *stored, const SvStep *step,
							  bool allowed);
extern SvForm *sv_form_make(const SvStored *stored, const SvStep *step,
							bool online);

#endif							/* SV_DEPLOY_FORM_H */
