#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/log.h"

enum { BACKLOG = 1024, SPARE_DESCRIPTORS = 256 };

void listen_allow(int connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + SPARE_DESCRIPTORS;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < wanted)
        log_warning("only %llu file descriptors for %d connections: raise the limit (nofile)",
                    (unsigned long long)limit.rlim_cur, connections);
}

static int bind_socket(const struct addrinfo *address)
{
    int one = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (!bind(fd, address->ai_addr, address->ai_addrlen) && !listen(fd, BACKLOG))
        return fd;
    one = errno;
    close(fd);
    errno = one;
    return -1;
}

/* Why bind_socket() failed, from errno. */
static const char *bind_problem(struct arena *arena, const struct config *config)
{
    if (errno == EADDRINUSE)
        return arena_printf(arena,
                            "%s is taken by another program: stop it, or set MAMORI_LISTEN to "
                            "another port",
                            config->listen);
    return arena_printf(arena, "cannot listen on %s: %s", config->listen, strerror(errno));
}

int listen_open(const struct config *config, struct arena *arena, const char **problem)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV | AI_NUMERICHOST};
    struct addrinfo *address = NULL;
    const char *port = arena_printf(arena, "%d", config->listen_port);
    int fd;

    if (getaddrinfo(config->listen_address, port, &hints, &address)) {
        *problem = arena_printf(arena, "MAMORI_LISTEN: %s is no address of this machine",
                                config->listen_address);
        return -1;
    }
    fd = bind_socket(address);
    if (fd < 0)
        *problem = bind_problem(arena, config);
    freeaddrinfo(address);
    return fd;
}

int listen_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &length))
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}
