/*-------------------------------------------------------------------------
 *
 * offline.h
 *	  Runs as scripts for psql.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_OFFLINE_H
#define SV_COMMAND_OFFLINE_H

extern char *sv_offline_upgrade(const char *range, bool bookkeeping);
extern char *sv_offline_downgrade(const char *range, bool bookkeeping);
extern char *sv_offline_stamp(const char *range);

#endif							/* SV_COMMAND_OFFLINE_H */
