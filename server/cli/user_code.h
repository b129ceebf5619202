#ifndef CLI_USER_CODE_H
#define CLI_USER_CODE_H

/* `mamori user code …`: argv[0] is "code". Exit status. */
int cli_user_code(int argc, char **argv);

#endif
