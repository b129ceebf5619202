#include "cli/pg_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/address.h"

enum { ARGUMENTS = 16, ENVIRONMENT = 1024 };

int memory_file(const void *bytes, size_t length)
{
    int file = memfd_create("mamori", 0);

    if (file >= 0 && (fchmod(file, 0600) || write(file, bytes, length) != (ssize_t)length)) {
        close(file);
        return -1;
    }
    return file;
}

/* Debian's own place comes first: what it has in /usr/bin chooses by clusters we do not use. */
static const char *path_of(struct arena *arena, const char *name)
{
    const char *path = arena_printf(arena, "/usr/lib/postgresql/15/bin/%s", name);

    return access(path, X_OK) ? name : path;
}

static bool is_variable(const char *entry, const char *name)
{
    size_t length = strlen(name);

    return !strncmp(entry, name, length) && entry[length] == '=';
}

/* Ours; with a password of the connection string nothing else may say another. */
static char **environment(struct arena *arena, int passfile)
{
    char **entries = arena_array(arena, ENVIRONMENT + 2, sizeof *entries);
    int count = 0;

    for (char **entry = environ; *entry && count < ENVIRONMENT; entry++)
        if (!is_variable(*entry, "MAMORI_DATABASE_URL") &&
            (passfile < 0 ||
             (!is_variable(*entry, "PGPASSFILE") && !is_variable(*entry, "PGPASSWORD"))))
            entries[count++] = *entry;
    if (passfile >= 0)
        entries[count] = arena_printf(arena, "PGPASSFILE=/proc/self/fd/%d", passfile);
    return entries;
}

static char **argument_list(struct arena *arena, const char *name,
                            const struct database_address *address, const char *const *arguments)
{
    char **list = arena_array(arena, ARGUMENTS + 4, sizeof *list);
    int count = 0;

    list[count++] = arena_strdup(arena, name);
    list[count++] = arena_strdup(arena, "--no-password");
    if (address)
        list[count++] = arena_printf(arena, "--dbname=%s", address->words);
    for (; *arguments && count < ARGUMENTS + 3; arguments++)
        list[count++] = arena_strdup(arena, *arguments);
    return list;
}

/* The child's end of the pipe becomes its standard output or input. */
static int spawn(struct arena *arena, struct pg_program *program, int child_end, int target,
                 char **arguments)
{
    posix_spawn_file_actions_t actions;
    int problem;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, child_end, target);
    if (target == STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    else
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    problem = posix_spawnp(&program->process, path_of(arena, program->name), &actions, NULL,
                           arguments, environment(arena, program->passfile));
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

static bool start(struct arena *arena, struct pg_program *program, enum pg_direction direction,
                  char **arguments)
{
    int ends[2], problem;
    int child = direction == PG_WRITES ? 1 : 0;

    if (pipe2(ends, O_CLOEXEC))
        return false;
    problem = spawn(arena, program, ends[child], child ? STDOUT_FILENO : STDIN_FILENO, arguments);
    close(ends[child]);
    program->pipe = ends[!child];
    if (problem) {
        close(program->pipe);
        errno = problem;
    }
    return !problem;
}

bool pg_program_start(struct arena *arena, struct pg_program *program,
                      const struct database_address *address, enum pg_direction direction,
                      const char *const *arguments)
{
    const char *line =
        address && address->password ? database_passfile(arena, address->password) : NULL;

    signal(SIGPIPE, SIG_IGN); /* a child that gave up shows in its status */
    program->passfile = line ? memory_file(line, strlen(line)) : -1;
    if ((!line || program->passfile >= 0) &&
        start(arena, program, direction, argument_list(arena, program->name, address, arguments)))
        return true;
    fprintf(stderr, "mamori: %s cannot be started: %s\n", program->name, strerror(errno));
    if (errno == ENOENT)
        fputs("  It is in the Debian package postgresql-client-15.\n", stderr);
    if (program->passfile >= 0)
        close(program->passfile);
    return false;
}

bool pg_program_take(void *context, const void *bytes, size_t length)
{
    struct pg_program *program = context;
    const char *at = bytes;

    while (length) {
        ssize_t written = write(program->pipe, at, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        length -= (size_t)written;
    }
    return true;
}

ssize_t pg_program_read(struct pg_program *program, void *room, size_t length)
{
    ssize_t got;

    do
        got = read(program->pipe, room, length);
    while (got < 0 && errno == EINTR);
    return got;
}

bool pg_program_end(struct pg_program *program)
{
    int status = 0;

    close(program->pipe);
    if (program->passfile >= 0)
        close(program->passfile);
    while (waitpid(program->process, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
