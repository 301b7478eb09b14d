/*-------------------------------------------------------------------------
 *
 * moment.c
 *	  Dates in revision files.
 *
 * What is written here is read here as the same date, whatever the settings of
 * the sessions are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "file/moment.h"

/*
 * Parse a date.  One without a time zone is in UTC, so that it is the same
 * everywhere.
 *
 * Errors: those of the server.
 */
TimestampTz
sv_moment_parse(const char *text)
{
	int			date_length = strspn(text, "0123456789-");
	const char *time = text + date_length;

	if (date_length > 0 && *time == '\0')
		text = psprintf("%s 00:00:00+00", text);
	else if (date_length > 0 && time[1 + strspn(time + 1, "0123456789:.")] == '\0')
		text = psprintf("%s+00", text);
	return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in,
												   CStringGetDatum(text),
												   ObjectIdGetDatum(InvalidOid),
												   Int32GetDatum(-1)));
}

/*
 * A date in UTC and in the ISO style, palloc'd.
 */
char *
sv_moment_text(TimestampTz moment)
{
	char		text[MAXDATELEN + 1];
	struct pg_tm tm;
	fsec_t		fsec;

	if (TIMESTAMP_NOT_FINITE(moment))
		strlcpy(text, TIMESTAMP_IS_NOBEGIN(moment) ? EARLY : LATE, sizeof(text));
	else
	{
		if (timestamp2tm(moment, NULL, &tm, &fsec, NULL, NULL) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
					 errmsg("timestamp out of range")));
		tm.tm_isdst = 0;		/* or the zone is left out */
		EncodeDateTime(&tm, fsec, true, 0, NULL, USE_ISO_DATES, text);
	}
	return pstrdup(text);
}
