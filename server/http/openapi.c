#include "http/openapi.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/config.h"
#include "base/json.h"
#include "http/app.h"
#include "http/field.h"
#include "http/route.h"
#include "http/sheet.h"

static const char *const json_kinds[] = {
    [FIELD_KIND_TEXT] = "string",   [FIELD_KIND_LONG_TEXT] = "string",
    [FIELD_KIND_INT] = "integer",   [FIELD_KIND_BOOL] = "boolean",
    [FIELD_KIND_ENUM] = "string",   [FIELD_KIND_DATE] = "string",
    [FIELD_KIND_SECRET] = "string", [FIELD_KIND_LIST] = "array",
    [FIELD_KIND_NESTED] = "object",
};

/* A reply named by reference, so that each stands once. */
static json_t *reference(const char *kind, const char *name)
{
    return json_pack("{s:s+}", "$ref", kind, name);
}

static json_t *field_schema(const struct field *field)
{
    json_t *schema = json_pack("{s:s, s:s}", "type", json_kinds[field->kind], "description",
                               field->label ? field->label : "");

    if (field->kind == FIELD_KIND_DATE)
        json_object_set_new(schema, "format", json_string("date"));
    if (field->kind == FIELD_KIND_SECRET)
        json_object_set_new(schema, "format", json_string("password"));
    if (field->max)
        json_object_set_new(schema, "maxLength", json_integer((json_int_t)field->max));
    if (field->kind == FIELD_KIND_LIST)
        json_object_set_new(schema, "items", json_pack("{s:s}", "type", "string"));
    if (field->kind == FIELD_KIND_ENUM) {
        json_t *codes = json_array();

        for (const struct choice *choice = field->choices; choice->code; choice++)
            json_array_append_new(codes, json_string(choice->code));
        json_object_set_new(schema, "enum", codes);
    }
    return schema;
}

static json_t *body_schema(const struct field *fields)
{
    json_t *properties = json_object(), *required = json_array();

    for (const struct field *field = fields; field->kind != FIELD_KIND_END; field++) {
        json_object_set_new(properties, field->name, field_schema(field));
        if (field->required)
            json_array_append_new(required, json_string(field->name));
    }
    return json_pack("{s:s, s:o, s:o}", "type", "object", "properties", properties, "required",
                     required);
}

static json_t *request_body(const struct route *route)
{
    json_t *schema = body_schema(route->fields);

    return json_pack("{s:b, s:{s:{s:O}, s:{s:o}}}", "required", true, "content", "application/json",
                     "schema", schema, "application/x-www-form-urlencoded", "schema", schema);
}

static void add_parameter(json_t *parameters, const char *name, const char *where, bool required)
{
    json_array_append_new(parameters,
                          json_pack("{s:s, s:s, s:b, s:{s:s}}", "name", name, "in", where,
                                    "required", required, "schema", "type", "string"));
}

static json_t *parameters_of(struct arena *arena, const struct route *route)
{
    json_t *parameters = json_array();

    for (const char *p = strchr(route->pattern, '{'); p; p = strchr(p + 1, '{'))
        add_parameter(parameters, arena_strndup(arena, p + 1, strcspn(p + 1, "}")), "path", true);
    for (const char *const *name = route->query; name && *name; name++)
        add_parameter(parameters, *name, "query", false);
    for (const char *const *name = sheet_query; (route->formats & FORMAT_CSV) && *name; name++)
        add_parameter(parameters, *name, "query", false);
    return parameters;
}

static void add_content(json_t *content, const struct route *route, unsigned format,
                        const char *type)
{
    unsigned formats = route->formats ? route->formats : FORMAT_HTML | FORMAT_JSON;

    if (formats & format)
        json_object_set_new(
            content, type,
            json_pack("{s:{s:s}}", "schema", "type", format == FORMAT_JSON ? "object" : "string"));
}

static json_t *responses_of(const struct route *route)
{
    json_t *responses = json_object();
    json_t *content = json_object();

    add_content(content, route, FORMAT_HTML, "text/html");
    add_content(content, route, FORMAT_JSON, "application/json");
    add_content(content, route, FORMAT_CSV, "text/csv");
    add_content(content, route, FORMAT_XLSX, XLSX_MEDIA);
    add_content(content, route, FORMAT_TEXT, "text/plain");
    add_content(content, route, FORMAT_SVG, "image/svg+xml");
    add_content(content, route, FORMAT_ICS, "text/calendar");
    json_object_set_new(responses, route->creates ? "201" : "200",
                        json_pack("{s:s, s:o}", "description", "As described", "content", content));
    if (!method_is_safe(route->method))
        json_object_set_new(responses, "303",
                            json_pack("{s:s}", "description", "Done; a browser goes on there"));
    json_object_set_new(responses, "default", reference("#/components/responses/", "Problem"));
    return responses;
}

/* "GET /policies/{code}" → "get_policies_code" */
static const char *operation_id(struct arena *arena, const struct route *route)
{
    struct buffer *id = buffer_new(arena, 200);
    const char *method = method_name(route->method);

    for (; *method; method++)
        buffer_char(id, (char)tolower((unsigned char)*method));
    for (const char *p = route->pattern; *p; p++) {
        bool is_word = isalnum((unsigned char)*p) != 0;

        if (is_word)
            buffer_char(id, *p);
        else if (id->data[id->length - 1] != '_')
            buffer_char(id, '_');
    }
    while (id->data[id->length - 1] == '_')
        id->data[--id->length] = '\0';
    return id->data;
}

static json_t *operation(struct arena *arena, const struct route *route)
{
    json_t *operation =
        json_pack("{s:s, s:s, s:o, s:o}", "operationId", operation_id(arena, route), "summary",
                  route->summary ? route->summary : route->pattern, "parameters",
                  parameters_of(arena, route), "responses", responses_of(route));

    if (route->fields && !method_is_safe(route->method))
        json_object_set_new(operation, "requestBody", request_body(route));
    json_object_set_new(operation, "security",
                        route->access.kind == ACCESS_PUBLIC ? json_array()
                                                            : json_pack("[{s:[]}]", "session"));
    return operation;
}

static json_t *components(void)
{
    return json_pack(
        "{s:{s:{s:s, s:s, s:s}}, s:{s:{s:s, s:{s:{s:o}}}}, s:{s:{s:s, s:{s:{s:s}, s:{s:s}, s:{s:s},"
        " s:{s:s}, s:{s:s}}}}}",
        "securitySchemes", "session", "type", "apiKey", "in", "cookie", "name", "mamori",
        "responses", "Problem", "description", "What went wrong (RFC 9457)", "content",
        "application/problem+json", "schema", reference("#/components/schemas/", "Problem"),
        "schemas", "Problem", "type", "object", "properties", "type", "type", "string", "title",
        "type", "string", "status", "type", "integer", "detail", "type", "string", "errors", "type",
        "array");
}

void openapi_write(const struct app *app, struct arena *arena, struct buffer *out)
{
    json_t *paths = json_object();
    json_t *document = json_on_arena(
        arena, json_pack("{s:s, s:{s:s, s:s}, s:[{s:s}], s:o, s:o}", "openapi", "3.1.0", "info",
                         "title", "mamori", "version", "1", "servers", "url",
                         app->config->public_url, "paths", paths, "components", components()));
    size_t count = routes_count(app->routes);
    char *text;

    for (size_t i = 0; i < count; i++) {
        const struct route *route = routes_at(app->routes, i);
        char method[8] = "";

        for (size_t c = 0; method_name(route->method)[c]; c++)
            method[c] = (char)tolower((unsigned char)method_name(route->method)[c]);
        if (!json_object_get(paths, route->pattern))
            json_object_set_new(paths, route->pattern, json_object());
        json_object_set_new(json_object_get(paths, route->pattern), method,
                            operation(arena, route));
    }
    text = json_dumps(document, JSON_COMPACT);
    buffer_text(out, text);
    free(text);
}
