/*-------------------------------------------------------------------------
 *
 * url.c
 *	  Connection URLs as other tools write them, for libpq.
 *
 * Frameworks add a driver to the scheme (postgresql+psycopg2://), and parameters
 * for their pools.  libpq would take the former for the name of a database and
 * refuse the latter.  Only parameters that are known to be of another tool, and
 * to mean nothing for us, are left out: a misspelled sslmode must stay an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <ctype.h>

#include "libpq-fe.h"
#include "pqexpbuffer.h"
#include "cli/url.h"

/* Schemes of PostgreSQL, without a driver */
static const char *const schemes[] = {
	"postgresql", "postgres", "postgis", "pgsql", "psql", "ecto"
};

/*
 * Parameters about pools and caches of SQLAlchemy's drivers, Prisma, Rails, Go
 * and JDBC
 */
static const char *const foreign_parameters[] = {
	"async_fallback", "binary_parameters", "command_timeout", "connection_limit",
	"default_query_exec_mode", "checkout_timeout", "idle_timeout", "max_inactive_connection_lifetime",
	"max_queries", "max_size", "min_size", "pgbouncer", "pool", "pool_max_conn_idle_time",
	"pool_max_conn_lifetime", "pool_max_conns", "pool_min_conns", "pool_size", "pool_timeout",
	"prepared_statement_cache_size", "prepared_statement_name_func", "prepared_statements",
	"prepareThreshold", "reaping_frequency", "reWriteBatchedInserts", "socket_timeout",
	"statement_cache_capacity", "statement_cache_size", "use_native_uuid"
};

static bool
is_word(const char *word, size_t length, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
			return true;
	}
	return false;
}

/*
 * The place after the "://" of a URL, and where its scheme begins and ends,
 * without the driver.  NULL if the text is no URL.
 */
static const char *
find_scheme(const char *text, const char **begin, const char **end)
{
	const char *place = text;

	if (strncmp(place, "jdbc:", 5) == 0)
		place += 5;
	*begin = place;
	while (isalnum((unsigned char) *place))
		place++;
	*end = place;
	while (isalnum((unsigned char) *place) || (*place && strchr("+-._", *place)))
		place++;
	return *end > *begin && strncmp(place, "://", 3) == 0 ? place + 3 : NULL;
}

/* Add a value, as it is in a URL, to one of options. */
static void
append_option_value(PQExpBuffer options, const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (value[i] == '%' && i + 2 < length &&
			(strncmp(value + i, "%20", 3) == 0 || pg_strncasecmp(value + i, "%5C", 3) == 0))
			appendPQExpBufferStr(options, "%5C");
		appendPQExpBufferChar(options, value[i]);
	}
}

static void
append_search_path(PQExpBuffer options, const char *value, size_t length, bool quoted)
{
	if (options->len > 0)
		appendPQExpBufferStr(options, "%20");
	appendPQExpBufferStr(options, "-csearch_path%3D");
	if (quoted)
		appendPQExpBufferStr(options, "%22");
	append_option_value(options, value, length);
	if (quoted)
		appendPQExpBufferStr(options, "%22");
}

/* Add a parameter, if libpq is to get it. */
static void
append_parameter(PQExpBuffer url, PQExpBuffer options, const char *name, size_t name_length,
				 const char *value, size_t length)
{
	static const char *const modes[] = {
		"disable", "allow", "prefer", "require", "verify-ca", "verify-full"
	};
	const char *const schema[] = {"schema"};
	const char *const path[] = {"search_path", "currentSchema"};
	const char *const option[] = {"options"};
	const char *const ssl[] = {"ssl"};

	if (is_word(name, name_length, foreign_parameters, lengthof(foreign_parameters)))
		return;
	if (is_word(name, name_length, schema, 1))
		append_search_path(options, value, length, true);
	else if (is_word(name, name_length, path, 2))
		append_search_path(options, value, length, false);
	else if (is_word(name, name_length, option, 1))
		appendPQExpBuffer(options, "%s%.*s", options->len > 0 ? "%20" : "", (int) length, value);
	else if (is_word(name, name_length, ssl, 1) && is_word(value, length, modes, lengthof(modes)))
		appendPQExpBuffer(url, "&sslmode=%.*s", (int) length, value);
	else
		appendPQExpBuffer(url, "&%.*s=%.*s", (int) name_length, name, (int) length, value);
}

/*
 * A connection string for libpq: URLs of PostgreSQL in its own form, all else
 * as it is.  NULL, with an error, if it is a URL of another sort; passwords are
 * in no message.
 */
char *
cli_url_normalize(const char *connection, char **error)
{
	PQExpBufferData url;
	PQExpBufferData options;
	const char *begin;
	const char *end;
	const char *rest = find_scheme(connection, &begin, &end);
	const char *query;

	*error = NULL;
	if (!rest)
		return pg_strdup(connection);
	if (!is_word(begin, end - begin, schemes, lengthof(schemes)))
	{
		*error = psprintf("\"%.*s://\" is not a URL of PostgreSQL",
						  (int) (rest - 3 - connection), connection);
		return NULL;
	}
	initPQExpBuffer(&url);
	initPQExpBuffer(&options);
	query = strchr(rest, '?');
	appendPQExpBuffer(&url, "postgresql://%.*s",
					  query ? (int) (query - rest) : (int) strlen(rest), rest);
	for (const char *name = query ? query + 1 : NULL; name;)
	{
		const char *next = strchr(name, '&');
		size_t		length = next ? next - name : strlen(name);
		const char *equals = memchr(name, '=', length);

		if (equals)
			append_parameter(&url, &options, name, equals - name,
							 equals + 1, name + length - equals - 1);
		else if (length > 0)
			appendPQExpBuffer(&url, "&%.*s", (int) length, name);
		name = next ? next + 1 : NULL;
	}
	if (options.len > 0)
		appendPQExpBuffer(&url, "&options=%s", options.data);
	/* the first parameter comes after a question mark */
	if (query && url.len > strlen("postgresql://") + (query - rest))
		url.data[strlen("postgresql://") + (query - rest)] = '?';
	return url.data;
}
