/*-------------------------------------------------------------------------
 *
 * config.c
 *	  The configuration of a project: schemaver.conf, and the environment.
 *
 * The file has lines "name = value", and sections, "[production]", whose values
 * replace those above the first section.  It is searched in the current folder
 * and upwards from there, as Git does; what it names is relative to where it is.
 * A value may contain ${NAME}, an environment variable.  SCHEMAVER_NAME in the
 * environment replaces what the file has as "name".
 *
 * The file may have a command, which prints the model, so one that somebody else
 * has put into a folder above must not be obeyed: it has to belong to the user,
 * to root, or to the owner of the current folder, unless it is named on the
 * command line.
 *
 * Which connection: that of the command line, SCHEMAVER_CONNECTION, that of the
 * environment that was asked for, DATABASE_URL, that of the file.  Who says "production" or "test" gets
 * that, whatever DATABASE_URL the shell has.
 *
 * Memory is never freed: it is read once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/config.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/url.h"
#include "pqexpbuffer.h"

#define CONFIG_NAME "schemaver.conf"

typedef struct Reader
{
	CliConfig  *config;
	const char *where;			/* of errors: "file:line", or a variable */
	const char *connection;		/* of the file, before variables are expanded */
	const char *connection_where;
	bool		chosen;			/* in the section that was asked for */
	bool		is_connection_chosen;
} Reader;

static CliConfig *present;

typedef void (*Setter) (Reader *reader, char *value);

static void set_connection(Reader *reader, char *value);
static void set_folder(Reader *reader, char *value);
static void set_model(Reader *reader, char *value);
static void set_privileges(Reader *reader, char *value);
static void set_schema_file(Reader *reader, char *value);
static void set_schemas(Reader *reader, char *value);

typedef struct KnownName
{
	const char *name;
	const char *variable;
	Setter		set;
} KnownName;

static const KnownName names[] = {
	{"connection", NULL, set_connection},
	{"environment", NULL, NULL},
	{"folder", "SCHEMAVER_FOLDER", set_folder},
	{"model", "SCHEMAVER_MODEL", set_model},
	{"privileges", "SCHEMAVER_PRIVILEGES", set_privileges},
	{"schema_file", "SCHEMAVER_SCHEMA_FILE", set_schema_file},
	{"schemas", "SCHEMAVER_SCHEMAS", set_schemas},
};

/* ----------
 * Values
 * ----------
 */

/* A path of the file, which is relative to where the file is. */
static char *
place_path(const Reader *reader, const char *path)
{
	if (is_absolute_path(path))
		return pg_strdup(path);
	return psprintf("%s%s", reader->config->directory, path);
}

static void
set_connection(Reader *reader, char *value)
{
	reader->connection = value;
	reader->connection_where = reader->where;
	reader->is_connection_chosen = reader->chosen;
}

static void
set_folder(Reader *reader, char *value)
{
	reader->config->folder = place_path(reader, value);
}

/* Several lines are several parts of the model. */
static void
set_model(Reader *reader, char *value)
{
	reader->config->model_directory = reader->config->directory;
	if (value[0] == '!' || strcmp(value, "-") == 0)
		simple_string_list_append(&reader->config->model, value);
	else
		simple_string_list_append(&reader->config->model,
								  place_path(reader, value));
}

static void
set_privileges(Reader *reader, char *value)
{
	static const char *const words[] = {"off", "on", "no", "yes", "false", "true", "0", "1"};

	for (int i = 0; i < lengthof(words); i++)
	{
		if (pg_strcasecmp(value, words[i]) == 0)
		{
			reader->config->privileges = i % 2;
			return;
		}
	}
	cli_report_fail(CLI_ERROR, "%s: \"privileges\" must be on or off", reader->where);
}

static void
set_schema_file(Reader *reader, char *value)
{
	reader->config->schema_file = place_path(reader, value);
}

/* Names with commas between them, as they are, without quotes. */
static void
set_schemas(Reader *reader, char *value)
{
	memset(&reader->config->schemas, 0, sizeof(SimpleStringList));
	for (char *name = value, *next; name; name = next)
	{
		char	   *end = strchr(name, ',');

		next = end ? end + 1 : NULL;
		if (!end)
			end = name + strlen(name);
		while (isspace((unsigned char) *name))
			name++;
		while (end > name && isspace((unsigned char) end[-1]))
			end--;
		if (end == name)
			cli_report_fail(CLI_ERROR, "%s: a name of \"schemas\" is empty", reader->where);
		*end = '\0';
		simple_string_list_append(&reader->config->schemas, name);
	}
}

/* A setting of the server, which replaces one of the same name. */
static void
set_setting(CliConfig *config, const char *name, char *value)
{
	CliSetting **place = &config->settings;

	while (*place && pg_strcasecmp((*place)->name, name) != 0)
		place = &(*place)->next;
	if (*place == NULL)
	{
		*place = pg_malloc0(sizeof(CliSetting));
		(*place)->name = pg_strdup(name);
	}
	(*place)->value = value;
}

/* The value with the environment variables that it names */
static char *
expand_variables(Reader *reader, const char *value)
{
	char	   *result = pg_strdup("");

	for (;;)
	{
		const char *begin = strstr(value, "${");
		const char *end = begin ? strchr(begin, '}') : NULL;
		char	   *name;

		if (!end)
			return psprintf("%s%s", result, value);
		name = pnstrdup(begin + 2, end - begin - 2);
		if (getenv(name) == NULL)
			cli_report_fail(CLI_ERROR, "%s: environment variable \"%s\" is not set", reader->where, name);
		result = psprintf("%s%.*s%s", result, (int) (begin - value), value,
						  getenv(name));
		value = end + 1;
	}
}

/* ----------
 * The file
 * ----------
 */

/* A line: a value, or the beginning of a section, which has no name */
typedef struct Entry
{
	struct Entry *next;
	char	   *section;		/* NULL: above the first one */
	char	   *name;
	char	   *value;
	int			line;
} Entry;

/* The text without whitespace around it; it is cut off in place. */
static char *
trim(char *text)
{
	char	   *end = text + strlen(text);

	while (end > text && isspace((unsigned char) end[-1]))
		end--;
	*end = '\0';
	while (isspace((unsigned char) *text))
		text++;
	return text;
}

/* A value that begins and ends with a double quote is what is between them. */
static char *
unquote(char *value)
{
	size_t		length = strlen(value);

	if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
	{
		value[length - 1] = '\0';
		value++;
	}
	return value;
}

/* The place of a name in names[]; -1: it has none. */
static int
find_name(const char *name)
{
	for (int i = 0; i < lengthof(names); i++)
	{
		if (strcmp(name, names[i].name) == 0)
			return i;
	}
	return -1;
}

/* The entry of a line; NULL if it has none. */
static Entry *
read_line(Reader *reader, char *line, const char *section)
{
	Entry	   *entry;
	char	   *equals;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return NULL;
	entry = pg_malloc0(sizeof(Entry));
	if (line[0] == '[' && line[strlen(line) - 1] == ']')
	{
		line[strlen(line) - 1] = '\0';
		entry->section = trim(line + 1);
		return entry;
	}
	equals = strchr(line, '=');
	if (!equals)
		cli_report_fail(CLI_ERROR, "%s: expected \"name = value\" or \"[section]\"", reader->where);
	*equals = '\0';
	entry->section = unconstify(char *, section);
	entry->name = trim(line);
	entry->value = unquote(trim(equals + 1));
	if (strchr(entry->name, '.') == NULL && find_name(entry->name) < 0)
		cli_report_fail(CLI_ERROR, "%s: unrecognized name \"%s\"", reader->where, entry->name);
	if (section && strcmp(entry->name, "environment") == 0)
		cli_report_fail(CLI_ERROR, "%s: \"environment\" cannot be in a section", reader->where);
	return entry;
}

/* The lines of the text, which is divided in place. */
static Entry *
read_entries(Reader *reader, char *text)
{
	Entry	   *first = NULL;
	Entry	  **last = &first;
	const char *section = NULL;
	int			number = 1;

	for (char *line = text, *next; line; line = next, number++)
	{
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		reader->where = psprintf("%s:%d", reader->config->file, number);
		*last = read_line(reader, line, section);
		if (*last)
		{
			section = (*last)->section;
			(*last)->line = number;
			last = &(*last)->next;
		}
	}
	return first;
}

/*
 * Take the values of a section, or those above the first one.  False if there is
 * no such section.
 */
static bool
apply_section(Reader *reader, const Entry *entries, const char *section)
{
	bool		found = section == NULL;
	bool		has_model = false;

	for (const Entry *entry = entries; entry; entry = entry->next)
	{
		char	   *value;

		if (section ? !entry->section || strcmp(entry->section, section) != 0
			: entry->section != NULL)
			continue;
		found = true;
		if (!entry->name)
			continue;
		reader->where = psprintf("%s:%d", reader->config->file, entry->line);
		/* a connection that is not used may name what does not exist */
		if (strcmp(entry->name, "connection") == 0)
			value = entry->value;
		else
			value = expand_variables(reader, entry->value);
		if (strchr(entry->name, '.'))
		{
			set_setting(reader->config, entry->name, value);
			continue;
		}
		/* the models of a section are in place of the others */
		if (strcmp(entry->name, "model") == 0)
		{
			if (!has_model)
				memset(&reader->config->model, 0, sizeof(SimpleStringList));
			has_model = true;
		}
		if (names[find_name(entry->name)].set)
			names[find_name(entry->name)].set(reader, value);
	}
	return found;
}

/* The environment that the file has as the default */
static char *
default_environment(Reader *reader, const Entry *entries)
{
	for (const Entry *entry = entries; entry; entry = entry->next)
	{
		if (!entry->section && strcmp(entry->name, "environment") == 0)
			return expand_variables(reader, entry->value);
	}
	return NULL;
}

/* The content of the file */
static char *
read_text(Reader *reader, FILE *file)
{
	PQExpBufferData text;
	char		buffer[8192];
	size_t		count;

	initPQExpBuffer(&text);
	while ((count = fread(buffer, 1, sizeof(buffer), file)) > 0)
		appendBinaryPQExpBuffer(&text, buffer, count);
	if (ferror(file))
		cli_report_fail(CLI_ERROR, "could not read file \"%s\": %m", reader->config->file);
	else if (PQExpBufferDataBroken(text))
		cli_report_fail(CLI_ERROR, "file \"%s\" is too large", reader->config->file);
	else if (strlen(text.data) != text.len)
		cli_report_fail(CLI_ERROR, "file \"%s\" contains a null byte", reader->config->file);
	return text.data;
}

/* True if the file is one to be obeyed, though nobody has named it. */
static bool
is_trusted(FILE *file)
{
	struct stat of_file;
	struct stat of_folder;

	return fstat(fileno(file), &of_file) == 0 && stat(".", &of_folder) == 0 &&
		(of_file.st_uid == geteuid() || of_file.st_uid == 0 ||
		 of_file.st_uid == of_folder.st_uid);
}

/* The file in the current folder, or in the next above it that has one. */
static FILE *
find_file(Reader *reader)
{
	CliConfig  *config = reader->config;
	struct stat here;
	struct stat above;

	for (char *directory = pg_strdup("");; directory = psprintf("../%s", directory))
	{
		char	   *path = psprintf("%s" CONFIG_NAME, directory);
		FILE	   *file = fopen(path, "r");

		if (file && !is_trusted(file))
		{
			cli_output_message("file \"%s\" belongs to another user, and is ignored; --config=%s uses it\n",
							   path, path);
			fclose(file);
		}
		else if (file || (errno != ENOENT && access(directory[0] ? directory : ".", X_OK) == 0))
		{
			config->file = path;
			config->directory = directory;
			if (!file)
				cli_report_fail(CLI_ERROR, "could not open file \"%s\": %m", path);
			return file;
		}
		/* at the top, or where we may not go on */
		if (stat(psprintf("%s.", directory), &here) != 0 ||
			stat(psprintf("%s..", directory), &above) != 0 ||
			(here.st_dev == above.st_dev && here.st_ino == above.st_ino))
			return NULL;
	}
}

/* The file that was named, and its folder */
static FILE *
open_file(Reader *reader, const char *name)
{
	CliConfig  *config = reader->config;
	const char *slash = strrchr(name, '/');
	FILE	   *file = fopen(name, "r");

	config->file = pg_strdup(name);
	config->directory = slash ? pnstrdup(name, slash + 1 - name) : pg_strdup("");
	if (!file)
		cli_report_fail(CLI_ERROR, "could not open file \"%s\": %m", name);
	return file;
}

/* ----------
 * The environment
 * ----------
 */

/* An environment variable that is not empty */
static char *
get_variable(const char *name)
{
	char	   *value = getenv(name);

	return value && value[0] ? pg_strdup(value) : NULL;
}

/* Variables are relative to the current folder. */
static void
apply_variables(Reader *reader)
{
	CliConfig  *config = reader->config;
	char	   *directory = config->directory;

	config->directory = pg_strdup("");
	for (int i = 0; i < lengthof(names); i++)
	{
		char	   *value = names[i].variable ? get_variable(names[i].variable) : NULL;

		if (!value || !names[i].set)
			continue;
		if (names[i].set == set_model)
			memset(&config->model, 0, sizeof(SimpleStringList));
		reader->where = names[i].variable;
		names[i].set(reader, value);
	}
	config->directory = directory;
}

/*
 * The connection for libpq: what was named, else by the rule on top of this
 * file.
 */
static void
choose_connection(Reader *reader, const char *connection)
{
	char	   *variable = get_variable("SCHEMAVER_CONNECTION");
	char	   *url = get_variable("DATABASE_URL");
	char	   *error = NULL;

	reader->where = NULL;
	if (!connection && variable)
	{
		connection = variable;
		reader->where = "SCHEMAVER_CONNECTION";
	}
	else if (!connection && url && !reader->is_connection_chosen)
	{
		connection = url;
		reader->where = "DATABASE_URL";
	}
	else if (!connection && reader->connection)
	{
		reader->where = reader->connection_where;
		connection = expand_variables(reader, reader->connection);
	}
	if (connection)
		reader->config->connection = cli_url_normalize(connection, &error);
	if (error)
		cli_report_fail(CLI_ERROR, "%s%s%s", reader->where ? reader->where : "", reader->where ? ": " : "", error);
}

/* The values above the first section, and those of the environment */
static void
apply_environment(Reader *reader, const Entry *entries, const char *environment)
{
	CliConfig  *config = reader->config;

	apply_section(reader, entries, NULL);
	config->environment = environment ? pg_strdup(environment) :
		default_environment(reader, entries);
	reader->chosen = environment != NULL;
	if (!config->environment || apply_section(reader, entries, config->environment))
		return;
	if (config->file)
		cli_report_fail(CLI_ERROR, "file \"%s\" has no section \"[%s]\"", config->file, config->environment);
	cli_report_fail(CLI_ERROR, "there is no environment \"%s\": no \"%s\" in this folder or above it", config->environment, CONFIG_NAME);
}

void
cli_config_load(CliArguments *arguments)
{
	CliConfig  *config = pg_malloc0(sizeof(CliConfig));
	Reader		reader = {config};
	const char *name = cli_options_value(arguments, CLI_CONFIG);
	const char *environment = cli_options_value(arguments, CLI_ENV);
	Entry	   *entries = NULL;
	FILE	   *file = NULL;

	/* help must be had whatever the file says */
	if (arguments->verb->hidden || strcmp(arguments->verb->name, "help") == 0)
		return;
	config->directory = pg_strdup("");
	config->model_directory = config->directory;
	if (!name)
		name = getenv("SCHEMAVER_CONFIG");
	if (!environment || !environment[0])
		environment = get_variable("SCHEMAVER_ENV");
	if (!name)
		file = find_file(&reader);
	else if (name[0])
		file = open_file(&reader, name);
	if (file)
	{
		entries = read_entries(&reader, read_text(&reader, file));
		fclose(file);
	}
	apply_environment(&reader, entries, environment);
	apply_variables(&reader);
	choose_connection(&reader, cli_options_value(arguments, CLI_DBNAME));
	present = config;
	if (cli_options_given(arguments, CLI_DBNAME))
		arguments->values[CLI_DBNAME][arguments->counts[CLI_DBNAME] - 1] = config->connection;
	else
		cli_options_set_default(CLI_DBNAME, config->connection);
	cli_options_set_default(CLI_DIR, config->folder);
}

const CliConfig *
cli_config_get(void)
{
	return present;
}
