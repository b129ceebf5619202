#ifndef CLI_USER_ADD_H
#define CLI_USER_ADD_H

/* `mamori user add …`: argv[0] is "add". Exit status. */
int cli_user_add(int argc, char **argv);

#endif
