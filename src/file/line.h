/*-------------------------------------------------------------------------
 *
 * line.h
 *	  Texts of users as a line that may be shown anywhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_LINE_H
#define SV_FILE_LINE_H

extern char *sv_line_of(const char *text);
extern char *sv_line_flat(const char *text);

#endif							/* SV_FILE_LINE_H */
