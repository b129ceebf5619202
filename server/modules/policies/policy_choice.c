#include "modules/policies/policy_choice.h"

#include <string.h>

#include "base/error.h"
#include "http/body.h"
#include "http/request.h"
#include "view/view.h"

const struct choice policy_levels[] = {
    {"basic_policy", 1}, {"standard_basic", 2}, {"standard_detailed", 3},
    {"procedure", 4},    {"emergency_plan", 5}, {"related_regulation", 6},
    {NULL, 0},
};

const struct choice policy_publicities[] = {{"public", 1}, {"non_public", 2}, {NULL, 0}};

const struct choice policy_audiences[] = {{"all_staff", 1}, {"roles", 2}, {NULL, 0}};

const char *choice_code(const struct choice *choices, int value)
{
    for (; choices->code; choices++)
        if (choices->value == value)
            return choices->code;
    return NULL;
}

const char *policy_typed(const struct request *request, const char *name)
{
    const struct form_field *field = request->body ? body_field(request->body, name, NULL) : NULL;

    return field ? field->value : "";
}

void policy_add_choices(const struct request *request, struct view *view, const char *list,
                        const char *field, const struct choice *choices)
{
    const char *typed = policy_typed(request, field);

    view_list(view, list);
    for (; choices->code; choices++) {
        struct view *item = view_list_object(view, list);

        view_text(item, field, choices->code);
        view_boolean(item, "is_chosen", !strcmp(typed, choices->code));
    }
}

bool policy_may_be_new(struct work *work, const char *level, const char *publicity)
{
    bool is_secret = !strcmp(level, "standard_detailed") || !strcmp(level, "procedure");

    if (is_secret && !strcmp(publicity, "public"))
        return fail_field(work, "publicity",
                          "この区分の規程は、非公開で登録してください（第10条）。公開する場合は、"
                          "登録した後に、最高情報セキュリティ責任者の決定を記録して変更します。");
    return true;
}
