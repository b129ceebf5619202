#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

struct exchange;

/*
 * From a reply, or a recorded error, to bytes and headers. Runs after the transaction ended, so a
 * slow template holds no connection.
 */
void answer_reply(struct exchange *exchange);

/* The error of the work: problem+json, the form again, an error page, or the sign-in page. */
void answer_error(struct exchange *exchange);

/* A file of static/. */
void answer_static(struct exchange *exchange, const char *name);

#endif
