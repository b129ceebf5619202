#ifndef CLI_SERVE_H
#define CLI_SERVE_H

/* `mamori serve`: until SIGTERM or SIGINT. Exit status. */
int cli_serve(int argc, char **argv);

#endif
