/*-------------------------------------------------------------------------
 *
 * error.h
 *	  Which errors may be kept from the caller.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ERROR_H
#define SV_ERROR_H

extern bool sv_error_is_answer(int sqlerrcode);
extern void sv_error_forget(MemoryContext context);
extern ErrorData *sv_error_keep(MemoryContext context);
extern void sv_error_context_push(ErrorContextCallback *callback,
								  void (*function) (void *arg), void *arg);

#endif							/* SV_ERROR_H */
