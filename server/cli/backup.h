#ifndef CLI_BACKUP_H
#define CLI_BACKUP_H

int cli_backup(int argc, char **argv);

#endif
