/*-------------------------------------------------------------------------
 *
 * extension.h
 *	  The extension schemaver as an object.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_EXTENSION_H
#define SV_SERVER_EXTENSION_H

extern bool sv_extension_has_schema(const char *schema);

#endif							/* SV_SERVER_EXTENSION_H */
