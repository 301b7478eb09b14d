/*-------------------------------------------------------------------------
 *
 * online_form.h
 *	  Online forms of scripts, and the scripts that they belong to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_ONLINE_FORM_H
#define SV_STORE_ONLINE_FORM_H

#include "file/document.h"
#include "store/bookkeeping.h"

/* What an online form is to the scripts of its revision. */
typedef enum SvOnlineState
{
	SV_ONLINE_NONE,				/* there is none */
	SV_ONLINE_CURRENT,			/* it belongs to them */
	SV_ONLINE_OUTDATED			/* it belongs to others */
} SvOnlineState;

extern bool sv_online_form_is_current(const SvStored *stored);
extern SvOnlineState sv_online_form_state(const SvStored *stored, bool upgrade);
extern const char *sv_online_form_state_name(SvOnlineState state);
extern void sv_online_form_write(const char *revision, const SvStored *stored);
extern ErrorData *sv_online_form_check(const char *revision, bool upgrade,
									   const char *text);
extern void sv_online_form_warn(const char *revision, const SvStored *stored);
extern void sv_online_form_document(const SvStored *stored, SvDocument *document);
extern const char *sv_online_form_direction(bool upgrade);
extern const char *sv_online_form_origin(const SvStored *stored);

#endif							/* SV_STORE_ONLINE_FORM_H */
