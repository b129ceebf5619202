#ifndef DB_CANCEL_H
#define DB_CANCEL_H

#include <libpq-fe.h>

/*
 * Ask the server to stop what the connection runs, without waiting: PQcancel() opens a connection
 * of its own and may hang with a frozen server, so a helper thread does it. At most 4 are under
 * way; beyond that the server's statement_timeout has to do. The connection may be closed at once.
 */
void cancel_in_background(PGconn *pg);

#endif
