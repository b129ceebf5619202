#include "base/work.h"
#include "core/access/permission.h"
#include "db/db.h"
#include "http/request.h"
#include "modules/assets/asset_page.h"

/* The page of one asset (domain 5.1), and the note that BR-AS-09 asks for. */

static bool show_asset(struct request *rq)
{
    struct view *v = view_new(rq->work);

    return asset_page_view(rq, v) && reply_view(rq, "assets/show", v);
}

struct note {
    const char *note;
};

static const struct field note_fields[] = {
    FIELD_LONG_TEXT(struct note, note, "意見", .required = true, .max = 400),
    FIELD_END,
};

static bool note_class(struct request *rq)
{
    struct asset asset;
    struct note form;

    return asset_of_path(rq, &asset) && read_form(rq, note_fields, &form) &&
           db_run(rq->work, SQL_ASSET_CLASS_NOTE_ADD, PARAMS(asset.id, form.note)) &&
           asset_reply_done(rq, &asset, "note");
}

static const char *const show_query[] = {"done", NULL};

const struct route asset_routes[] = {
    {GET, "/assets/{asset_no}", show_asset, MAY(ASSET_READ), .query = show_query,
     .summary = "One asset; addresses only for those who may see them"},
    {POST, "/assets/{asset_no}/class-notes", note_class, MAY(ASSET_WRITE_RESTRICTED),
     .form = "assets/show", .form_view = asset_page_view, .fields = note_fields, .creates = true,
     .summary =
         "The network security manager notes why a system may have a lower class (BR-AS-09)"},
    ROUTE_END,
};
