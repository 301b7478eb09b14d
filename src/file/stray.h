/*-------------------------------------------------------------------------
 *
 * stray.h
 *	  What has got into a script by mistake: hints for errors.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_STRAY_H
#define SV_FILE_STRAY_H

extern char *sv_stray_syntax(const char *text, int start, int location);
extern char *sv_stray_unseen(const char *text, int start, int end);
extern char *sv_stray_comment(const char *text, int start, int end);
extern void sv_stray_explain(const char *hint);

#endif							/* SV_FILE_STRAY_H */
