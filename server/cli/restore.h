#ifndef CLI_RESTORE_H
#define CLI_RESTORE_H

int cli_restore(int argc, char **argv);

#endif
