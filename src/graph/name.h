/*-------------------------------------------------------------------------
 *
 * name.h
 *	  The names that revisions and branches may have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_NAME_H
#define SV_GRAPH_NAME_H

/* A name has up to 255 bytes; with the zero byte: */
#define SV_NAME_SIZE 256

extern void sv_name_check(const char *name);
extern bool sv_name_is_reserved(const char *name);
extern char *sv_name_from(const char *text);
extern char *sv_name_make(void);

#endif							/* SV_GRAPH_NAME_H */
