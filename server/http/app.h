#ifndef HTTP_APP_H
#define HTTP_APP_H

#include <stdatomic.h>
#include <stdbool.h>

#include "view/view.h"

struct arena;
struct config;
struct db_pool;
struct request;
struct routes;
struct templates;
struct metrics;
struct static_files;

/*
 * What composition hands to the dispatcher. http/ knows no session and no permission: it calls the
 * gate, which core/ implements.
 *
 *   queue   notes the statement that finds the session and sets viewer and instant; called at the
 *           start of every transaction attempt of a request
 *   load    takes its row and fills work->actor; false: recorded
 *   permit  decides the route's access and, for unsafe methods, the CSRF token; false: recorded
 *   page    adds viewer, navigation and contacts to the `page` object of an HTML answer
 *   trace   writes request->trace to the operation log, in its own transaction, before the answer
 *           leaves; false: recorded, and the answer is not given
 *   refused writes a refusal, by the error recorded, to the operation log, in its own transaction
 *   after   what may follow once the reply is built: notes that the session was used
 */
struct gate {
    void (*queue)(struct request *request);
    bool (*load)(struct request *request);
    bool (*permit)(struct request *request);
    void (*page)(struct request *request, struct view *page);
    bool (*trace)(struct request *request);
    void (*refused)(struct request *request);
    void (*after)(struct request *request);
};

struct app {
    struct arena *arena; /* lives as long as the process */
    const struct config *config;
    const char *const *origins; /* as browsers send them in Origin, NULL-terminated */
    struct db_pool *pool;
    const struct templates *templates;
    const struct routes *routes;
    const struct gate *gate;
    struct static_files *files;
    struct metrics *metrics;
    atomic_bool is_stopping;
};

#endif
