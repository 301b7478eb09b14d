/*-------------------------------------------------------------------------
 *
 * config.h
 *	  The configuration of a project: schemaver.conf, and the environment.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "fe_utils/simple_list.h"

#include "cli/options.h"

/* A setting of the server, to be set in the session */
typedef struct CliSetting
{
	struct CliSetting *next;
	char	   *name;
	char	   *value;
} CliSetting;

typedef struct CliConfig
{
	char	   *file;			/* NULL: there is none */
	char	   *directory;		/* where it is, as a prefix: "", "../", "/x/" */
	char	   *environment;	/* NULL: none was chosen */
	char	   *connection;		/* for libpq; NULL: that of PGHOST and so on */
	char	   *folder;			/* NULL: not configured */
	char	   *schema_file;	/* kept up to date after upgrades; NULL: none */
	bool		privileges;		/* owners and privileges are declared, too */
	SimpleStringList model;		/* files, folders, commands ("!...") */
	char	   *model_directory;	/* where those commands run, as a prefix */
	SimpleStringList schemas;	/* those that are compared; empty: the model's */
	CliSetting *settings;
} CliConfig;

/*
 * Reads the configuration for a command line, whose options go first; it becomes
 * the default of --dbname and --dir.  An error ends the program.
 */
extern void cli_config_load(CliArguments *arguments);

/* The configuration; never NULL after it was loaded. */
extern const CliConfig *cli_config_get(void);

#endif							/* CLI_CONFIG_H */
