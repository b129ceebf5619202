#include <stdio.h>
#include <string.h>

#include "cli/audit_verify.h"
#include "cli/backup.h"
#include "cli/doctor.h"
#include "cli/migrate.h"
#include "cli/policy_import.h"
#include "cli/restore.h"
#include "cli/sample.h"
#include "cli/serve.h"
#include "cli/user_add.h"
#include "cli/user_code.h"

struct command {
    const char *name;
    const char *second; /* NULL: a command of one word */
    int (*run)(int argc, char **argv);
    const char *purpose;
};

static const struct command commands[] = {
    {"serve", NULL, cli_serve, "serve the portal"},
    {"migrate", NULL, cli_migrate, "bring the database to the form this needs"},
    {"sample", NULL, cli_sample, "load the sample city into an empty database"},
    {"policy", "import", cli_policy_import, "read the text of a policy into clauses"},
    {"user", "add", cli_user_add, "add a person with an account"},
    {"user", "code", cli_user_code, "make a one-time code to choose a password"},
    {"audit", "verify", cli_audit_verify, "check the operation log against its seals"},
    {"backup", NULL, cli_backup, "write the whole database and its anchors to a file"},
    {"restore", NULL, cli_restore, "bring a backup into an empty database"},
    {"doctor", NULL, cli_doctor, "print and check the settings"},
};

static void print_help(FILE *out)
{
    fputs("usage: mamori COMMAND [--help]\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-8s%-8s %s\n", commands[i].name,
                commands[i].second ? commands[i].second : "", commands[i].purpose);
}

static const struct command *find(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        const struct command *command = &commands[i];

        if (argc < 2 || strcmp(command->name, argv[1]))
            continue;
        if (!command->second || (argc > 2 && !strcmp(command->second, argv[2])))
            return command;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const struct command *command = find(argc, argv);
    int words = command && command->second ? 2 : 1;

    if (command)
        return command->run(argc - words, argv + words);
    if (argc == 2 && !strcmp(argv[1], "--help")) {
        print_help(stdout);
        return 0;
    }
    print_help(stderr);
    return 2;
}
