#ifndef CLI_PG_PROGRAM_H
#define CLI_PG_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct database_address;

/*
 * pg_dump and pg_restore as child processes: started with an argument vector, never by a shell. The
 * connection string stands among the arguments without its password, which is handed over in a
 * password file that exists in memory only. What the program has to say goes to our standard error.
 */
enum pg_direction { PG_WRITES, PG_READS }; /* to or from us, by a pipe */

struct pg_program {
    const char *name;
    pid_t process;
    int pipe;
    int passfile; /* -1: none */
};

/* `arguments` end with NULL; the name and the connection string come before. Says what is wrong. */
bool pg_program_start(struct arena *arena, struct pg_program *program,
                      const struct database_address *address, enum pg_direction direction,
                      const char *const *arguments);

/* All of it; false: it no longer reads. */
bool pg_program_take(void *program, const void *bytes, size_t length);

/* As read(): 0 at the end. */
ssize_t pg_program_read(struct pg_program *program, void *room, size_t length);

/* Closes the pipe and waits. True: it ended with status 0. */
bool pg_program_end(struct pg_program *program);

/* A file in memory, of mode 0600, that children inherit; its path is /proc/self/fd/N. */
int memory_file(const void *bytes, size_t length);

#endif
