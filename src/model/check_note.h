/*-------------------------------------------------------------------------
 *
 * check_note.h
 *	  A note that the last check has found no difference.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_CHECK_NOTE_H
#define SV_MODEL_CHECK_NOTE_H

#include "model/model.h"

/* All that the outcome of a check depends on, at some time. */
typedef struct SvCheckNote
{
	char	   *state;			/* sealed; NULL: there can be no seal */
	char	   *model;			/* SV_MODEL_HASH */
	bool		holds;			/* the last check found no difference */
} SvCheckNote;

extern SvCheckNote *sv_check_note_read(void);
extern void sv_check_note_store(const SvCheckNote *then, const SvModel *model);

#endif							/* SV_MODEL_CHECK_NOTE_H */
