#ifndef CLI_MIGRATE_H
#define CLI_MIGRATE_H

/* `mamori migrate`: as the owner of the database. Exit status. */
int cli_migrate(int argc, char **argv);

#endif
