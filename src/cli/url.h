/*-------------------------------------------------------------------------
 *
 * url.h
 *	  Connection URLs as other tools write them, for libpq.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_URL_H
#define CLI_URL_H

extern char *cli_url_normalize(const char *connection, char **error);

#endif							/* CLI_URL_H */
