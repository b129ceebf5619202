#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

struct app;
struct arena;
struct buffer;

/* OpenAPI 3.1 of every route, generated from the route tables and the field tables of their forms.
 */
void openapi_write(const struct app *app, struct arena *arena, struct buffer *out);

#endif
