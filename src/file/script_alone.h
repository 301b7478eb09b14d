/*-------------------------------------------------------------------------
 *
 * script_alone.h
 *	  A statement of a script as the server is to see it: alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_SCRIPT_ALONE_H
#define SV_FILE_SCRIPT_ALONE_H

#include "file/script.h"

extern const char *sv_script_alone_text(const SvScript *script,
										const RawStmt *statement);

#endif							/* SV_FILE_SCRIPT_ALONE_H */
