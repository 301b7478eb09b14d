/*-------------------------------------------------------------------------
 *
 * preview.h
 *	  Revisions as they would be if files were loaded.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_PREVIEW_H
#define SV_STORE_PREVIEW_H

#include "file/verdict_line.h"
#include "graph/name.h"
#include "store/bookkeeping.h"

/* A revision of which not all would be as it is stored. */
typedef struct SvPreviewed
{
	char		id[SV_NAME_SIZE];
	SvStored   *stored;			/* as it would be; NULL: as it is */
	bool		accepted;		/* it is applied, and the difference is one
								 * that does not count */
	bool		moved;			/* verdicts about it would be deleted */
	const SvVerdictLine *verdict;	/* what its file says; NULL: nothing */
} SvPreviewed;

typedef struct SvPreview SvPreview;

extern SvPreview *sv_preview_make(const SvGraph *graph);
extern SvPreviewed *sv_preview_add(SvPreview *preview, const char *id);
extern void sv_preview_replace(SvPreview *preview, const char *name,
							   const char *id);
extern void sv_preview_set_repeatables(SvPreview *preview, List *repeatables);
extern void sv_preview_put(const char *id, const SvStored *stored);
extern void sv_preview_enter(SvPreview *preview);
extern MemoryContext sv_preview_context(void);

extern bool sv_preview_suspend(void);
extern void sv_preview_resume(bool before);

extern bool sv_preview_in_effect(void);
extern const SvGraph *sv_preview_graph(void);
extern const SvPreviewed *sv_preview_find(const char *id);
extern const char *sv_preview_replacement(const char *name);
extern bool sv_preview_repeatables(List **repeatables);

#endif							/* SV_STORE_PREVIEW_H */
