/*-------------------------------------------------------------------------
 *
 * name.h
 *	  The names that revisions and branches may have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_NAME_H
#define SV_NAME_H

extern void sv_name_check(const char *name);
extern char *sv_name_make(void);

#endif							/* SV_NAME_H */
