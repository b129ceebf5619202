#include "modules/assets/asset_field.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/work.h"
static const struct {
    const char *code;
    char prefix;
} kinds[ASSET_KINDS] = {
    [ASSET_INFORMATION] = {"information", 'I'},
    [ASSET_SYSTEM] = {"system", 'S'},
    [ASSET_NETWORK] = {"network", 'N'},
    [ASSET_HARDWARE] = {"hardware", 'H'},
    [ASSET_SOFTWARE] = {"software", 'W'},
    [ASSET_OFFICE_EQUIPMENT] = {"office_equipment", 'O'},
    [ASSET_MEDIA] = {"media", 'M'},
    [ASSET_FACILITY] = {"facility", 'F'},
    [ASSET_SYSTEM_DOCUMENT] = {"system_document", 'D'},
};

const char *asset_kind_code(enum asset_kind kind)
{
    return kinds[kind].code;
}

enum asset_kind asset_kind_of(const char *code)
{
    int kind = 0;

    while (kind < ASSET_KINDS && (!code || strcmp(kinds[kind].code, code) != 0))
        kind++;
    return (enum asset_kind)kind;
}

char asset_kind_prefix(enum asset_kind kind)
{
    return kinds[kind].prefix;
}

/* ---- what is entered --------------------------------------------------------------------------
 */
static const struct choice segments[] = {{"mynumber", 1},   {"lgwan", 2}, {"internet", 3},
                                         {"standalone", 4}, {"none", 5},  {NULL, 0}};
static const struct choice personal_infos[] = {
    {"none", 1}, {"personal", 2}, {"sensitive", 3}, {"specific", 4}, {NULL, 0}};
static const struct choice scope_statuses[] = {
    {"in_scope", 1}, {"excluded_appendix1", 2}, {NULL, 0}};
static const struct choice forms[] = {{"electronic", 1}, {"paper", 2}, {"both", 3}, {NULL, 0}};
static const struct choice hostings[] = {{"onsite", 1}, {"datacenter", 2}, {"lgwan_asp", 3},
                                         {"cloud", 4},  {"gov_cloud", 5},  {NULL, 0}};
static const struct choice registrations[] = {
    {"ismap", 1}, {"ismap_liu", 2}, {"dmp", 3}, {"none", 4}, {NULL, 0}};
static const struct choice auth_methods[] = {
    {"id_password", 1}, {"two_factor", 2}, {"ad", 3}, {"other", 4}, {NULL, 0}};
static const struct choice hardware_types[] = {
    {"server", 1}, {"terminal", 2}, {"network_device", 3}, {"storage", 4}, {"mobile", 5},
    {"other", 6},  {NULL, 0}};
static const struct choice tenures[] = {{"lease", 1}, {"own", 2}, {NULL, 0}};
static const struct choice licence_kinds[] = {
    {"per_device", 1}, {"per_user", 2}, {"site", 3}, {"subscription", 4},
    {"bundled", 5},    {"free", 6},     {NULL, 0}};
static const struct choice permissions[] = {
    {"standard", 1}, {"permitted", 2}, {"forbidden", 3}, {NULL, 0}};
static const struct choice equipment_types[] = {{"mfp", 1},   {"printer", 2}, {"scanner", 3},
                                                {"phone", 4}, {"fax", 5},     {"copier", 6},
                                                {"other", 7}, {NULL, 0}};
static const struct choice media_types[] = {
    {"usb", 1}, {"external_hdd", 2}, {"optical", 3}, {"tape", 4},
    {"sd", 5},  {"built_in", 6},     {"other", 7},   {NULL, 0}};
static const struct choice publicities[] = {{"public", 1}, {"non_public", 2}, {NULL, 0}};
static const struct choice law_field_codes[] = {{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}, {"5", 5},
                                                {"6", 6}, {"7", 7}, {"8", 8}, {NULL, 0}};

#define TEXT(member, label, most) FIELD_TEXT(struct asset_form, member, label, .max = (most))
#define LINES(member, label, most) FIELD_LONG_TEXT(struct asset_form, member, label, .max = (most))
#define DAY(member, label) FIELD_DATE(struct asset_form, member, label)
#define NUMBER(member, label)                                                                      \
    FIELD_INT(struct asset_form, member, label, .maximum = 999999999, .fallback = -1)
#define YES(member, label) FIELD_BOOL(struct asset_form, member, label)
#define CHOICE(member, label, of) FIELD_ENUM(struct asset_form, member, label, .choices = (of))

const struct field asset_fields[] = {
    FIELD_TEXT(struct asset_form, name, "名称", .required = true, .max = 100),
    LINES(description, "概要・用途", 400),
    TEXT(business, "業務分類", 60),
    TEXT(operator_no, "担当者の職員番号", 20),
    TEXT(user_scope, "利用者範囲", 100),
    TEXT(location, "設置・保管場所", 100),
    CHOICE(segment, "ネットワーク区分", segments),
    TEXT(preset, "どのような情報ですか", 20),
    TEXT(confidentiality, "機密性", 20),
    TEXT(integrity, "完全性", 20),
    TEXT(availability, "可用性", 20),
    TEXT(grade, "重要性分類", 20),
    LINES(classification_reason, "選択肢と異なる分類にする理由", 400),
    FIELD_ENUM(struct asset_form, personal_info, "個人情報", .choices = personal_infos,
               .fallback = 1),
    NUMBER(subject_count, "本人の数"),
    LINES(measures_human, "人的対策", 1000),
    LINES(measures_physical, "物理的対策", 1000),
    LINES(measures_technical, "技術的対策", 1000),
    LINES(handling, "取扱制限", 1000),
    TEXT(retention, "保存期間", 40),
    TEXT(contractor, "委託先", 20),
    FIELD_ENUM(struct asset_form, scope_status, "適用範囲", .choices = scope_statuses,
               .fallback = 1),
    TEXT(exclusion_ref, "別表1の該当", 100),
    FIELD_LIST(struct asset_form, law_fields, "8分野", .choices = law_field_codes),
    TEXT(former_no, "旧管理番号", 40),
    DAY(acquired_on, "取得日"),
    LINES(note, "備考", 2000),
    CHOICE(form, "形態", forms),
    TEXT(stored_in, "保存先", 100),
    TEXT(personal_file, "個人情報ファイル簿の名称", 100),
    NUMBER(item_count, "件数"),
    TEXT(source, "取得元", 100),
    TEXT(provision, "提供先", 200),
    CHOICE(hosting, "設置形態", hostings),
    TEXT(service_name, "サービスの名称", 100),
    TEXT(provider, "提供事業者・回線事業者", 100),
    TEXT(vendor, "保守事業者", 100),
    TEXT(data_country, "データの所在国", 40),
    CHOICE(cloud_registration, "クラウドの登録", registrations),
    DAY(in_service_on, "稼働開始日"),
    DAY(contract_end, "契約終了日"),
    DAY(maintenance_end, "保守終了日"),
    NUMBER(user_count, "利用者数"),
    CHOICE(auth_method, "認証方法", auth_methods),
    TEXT(backup_method, "バックアップの方法", 200),
    TEXT(backup_place, "バックアップの保管場所", 100),
    DAY(backup_tested_on, "復元を確認した日"),
    NUMBER(recovery_hours, "復旧目標（時間）"),
    YES(is_standardised, "標準準拠システム"),
    TEXT(emergency_contact, "緊急連絡先", 100),
    DAY(vulnerability_checked_on, "脆弱性を点検した日"),
    TEXT(line_kind, "回線の種類", 60),
    TEXT(circuit_no, "回線番号", 60),
    LINES(sites, "接続拠点", 400),
    LINES(external_connections, "外部接続", 400),
    TEXT(address_range, "アドレスの範囲", 100),
    CHOICE(hardware_type, "機器の種類", hardware_types),
    TEXT(maker, "メーカー", 60),
    TEXT(model, "型番", 100),
    TEXT(serial_no, "製造番号", 100),
    FIELD_INT(struct asset_form, quantity, "台数", .minimum = 1, .maximum = 999999999,
              .fallback = 1),
    TEXT(os, "ＯＳ", 60),
    DAY(os_support_end, "ＯＳのサポート終了日"),
    LINES(cabling, "配線", 400),
    TEXT(rack, "ラック", 60),
    CHOICE(tenure, "調達の形態", tenures),
    DAY(lease_end, "リース終了日"),
    YES(is_jc_star, "ＪＣ－ＳＴＡＲの適合"),
    YES(is_encrypted, "暗号化"),
    TEXT(main_user, "主な利用者", 60),
    TEXT(host_address, "ホスト名・アドレス", 200),
    TEXT(product, "製品名", 100),
    TEXT(product_version, "バージョン", 40),
    TEXT(publisher, "発行元", 100),
    CHOICE(licence_kind, "ライセンスの種類", licence_kinds),
    NUMBER(licence_count, "契約数"),
    TEXT(licence_key_ref, "ライセンスキーの保管場所", 100),
    TEXT(contract_no, "契約番号", 60),
    DAY(licence_from, "ライセンスの開始日"),
    DAY(licence_to, "ライセンスの終了日"),
    DAY(support_end, "サポート終了日"),
    CHOICE(permission, "利用の許可", permissions),
    CHOICE(equipment_type, "機器の種類", equipment_types),
    YES(has_storage, "記憶装置の内蔵"),
    YES(is_networked, "ネットワークへの接続"),
    DAY(address_book_checked_on, "宛先表を点検した日"),
    CHOICE(media_type, "媒体の種類", media_types),
    TEXT(capacity, "容量", 40),
    TEXT(keeper, "保管者", 60),
    TEXT(storage_place, "保管庫（施錠）", 100),
    TEXT(sticker_no, "登録番号", 40),
    DAY(loan_from, "貸与の開始日"),
    DAY(loan_to, "貸与の終了日"),
    LINES(contents, "収容するもの", 400),
    YES(is_controlled_area, "管理区域"),
    TEXT(document_kind, "文書の種類", 60),
    TEXT(document_version, "版", 40),
    CHOICE(publicity, "公開・非公開", publicities),
    FIELD_END,
};

/* ---- where it is kept -------------------------------------------------------------------------
 */

enum {
    ALL = (1 << ASSET_KINDS) - 1,
    PLACED = 1 << ASSET_INFORMATION | 1 << ASSET_HARDWARE | 1 << ASSET_OFFICE_EQUIPMENT |
             1 << ASSET_MEDIA | 1 << ASSET_FACILITY | 1 << ASSET_SYSTEM | 1 << ASSET_NETWORK |
             1 << ASSET_SYSTEM_DOCUMENT,
    CONNECTED = 1 << ASSET_SYSTEM | 1 << ASSET_NETWORK | 1 << ASSET_HARDWARE |
                1 << ASSET_OFFICE_EQUIPMENT | 1 << ASSET_INFORMATION,
};

static const struct asset_column columns[] = {
    {"name", "name", ALL, ASSET_PART_COMMON},
    {"description", "description", ALL, ASSET_PART_COMMON},
    {"business", "business", ALL, ASSET_PART_COMMON},
    {"operator_no", "operator_id", ALL, ASSET_PART_COMMON},
    {"user_scope", "user_scope", ALL, ASSET_PART_COMMON},
    {"location", "location", PLACED, ASSET_PART_COMMON},
    {"segment", "segment", CONNECTED, ASSET_PART_COMMON},
    {"preset", "preset", ALL, ASSET_PART_COMMON},
    {"confidentiality", "confidentiality", ALL, ASSET_PART_COMMON},
    {"integrity", "integrity", ALL, ASSET_PART_COMMON},
    {"availability", "availability", ALL, ASSET_PART_COMMON},
    {"grade", "grade", ALL, ASSET_PART_COMMON},
    {"classification_reason", "classification_reason", ALL, ASSET_PART_COMMON},
    {"personal_info", "personal_info", ALL, ASSET_PART_COMMON},
    {"subject_count", "subject_count", ALL, ASSET_PART_COMMON},
    {"measures_human", "measures_human", ALL, ASSET_PART_COMMON},
    {"measures_physical", "measures_physical", ALL, ASSET_PART_COMMON},
    {"measures_technical", "measures_technical", ALL, ASSET_PART_COMMON},
    {"handling", "handling", ALL, ASSET_PART_COMMON},
    {"retention", "retention", ALL, ASSET_PART_COMMON},
    {"contractor", "contractor_id", ALL, ASSET_PART_COMMON},
    {"scope_status", "scope_status", ALL, ASSET_PART_COMMON},
    {"exclusion_ref", "exclusion_ref", ALL, ASSET_PART_COMMON},
    {"law_fields", "law_fields", ALL, ASSET_PART_COMMON},
    {"former_no", "former_no", ALL, ASSET_PART_COMMON},
    {"acquired_on", "acquired_on", ALL, ASSET_PART_COMMON},
    {"note", "note", ALL, ASSET_PART_COMMON},
    {"form", "form", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"stored_in", "stored_in", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"personal_file", "personal_file", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"item_count", "item_count", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"source", "source", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"provision", "provision", 1 << ASSET_INFORMATION, ASSET_PART_KIND},
    {"hosting", "hosting", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"service_name", "service_name", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"provider", "provider", 1 << ASSET_SYSTEM | 1 << ASSET_NETWORK, ASSET_PART_KIND},
    {"vendor", "vendor", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"data_country", "data_country", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"cloud_registration", "cloud_registration", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"in_service_on", "in_service_on", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"contract_end", "contract_end", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"maintenance_end", "maintenance_end", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"user_count", "user_count", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"auth_method", "auth_method", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"backup_method", "backup_method", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"backup_place", "backup_place", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"backup_tested_on", "backup_tested_on", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"recovery_hours", "recovery_hours", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"is_standardised", "is_standardised", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"emergency_contact", "emergency_contact", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"vulnerability_checked_on", "vulnerability_checked_on", 1 << ASSET_SYSTEM, ASSET_PART_KIND},
    {"line_kind", "line_kind", 1 << ASSET_NETWORK, ASSET_PART_KIND},
    {"circuit_no", "circuit_no", 1 << ASSET_NETWORK, ASSET_PART_KIND},
    {"sites", "sites", 1 << ASSET_NETWORK, ASSET_PART_KIND},
    {"external_connections", "external_connections", 1 << ASSET_NETWORK, ASSET_PART_KIND},
    {"address_range", "address_range", 1 << ASSET_NETWORK, ASSET_PART_RESTRICTED},
    {"hardware_type", "hardware_type", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"maker", "maker", 1 << ASSET_HARDWARE | 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"model", "model", 1 << ASSET_HARDWARE | 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"serial_no", "serial_no", 1 << ASSET_HARDWARE | 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"quantity", "quantity", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"os", "os", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"os_support_end", "os_support_end", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"cabling", "cabling", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"rack", "rack", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"tenure", "tenure", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"lease_end", "lease_end", 1 << ASSET_HARDWARE | 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"is_jc_star", "is_jc_star", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"is_encrypted", "is_encrypted", 1 << ASSET_HARDWARE | 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"main_user", "main_user", 1 << ASSET_HARDWARE, ASSET_PART_KIND},
    {"host_address", "host_address", 1 << ASSET_HARDWARE, ASSET_PART_RESTRICTED},
    {"product", "product", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"product_version", "product_version", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"publisher", "publisher", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"licence_kind", "licence_kind", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"licence_count", "licence_count", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"licence_key_ref", "licence_key_ref", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"contract_no", "contract_no", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"licence_from", "licence_from", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"licence_to", "licence_to", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"support_end", "support_end", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"permission", "permission", 1 << ASSET_SOFTWARE, ASSET_PART_KIND},
    {"equipment_type", "equipment_type", 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"has_storage", "has_storage", 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"is_networked", "is_networked", 1 << ASSET_OFFICE_EQUIPMENT, ASSET_PART_KIND},
    {"address_book_checked_on", "address_book_checked_on", 1 << ASSET_OFFICE_EQUIPMENT,
     ASSET_PART_KIND},
    {"media_type", "media_type", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"capacity", "capacity", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"keeper", "keeper", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"storage_place", "storage_place", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"sticker_no", "sticker_no", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"loan_from", "loan_from", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"loan_to", "loan_to", 1 << ASSET_MEDIA, ASSET_PART_KIND},
    {"contents", "contents", 1 << ASSET_FACILITY, ASSET_PART_KIND},
    {"is_controlled_area", "is_controlled_area", 1 << ASSET_FACILITY, ASSET_PART_KIND},
    {"document_kind", "document_kind", 1 << ASSET_SYSTEM_DOCUMENT, ASSET_PART_KIND},
    {"document_version", "document_version", 1 << ASSET_SYSTEM_DOCUMENT, ASSET_PART_KIND},
    {"publicity", "publicity", 1 << ASSET_SYSTEM_DOCUMENT, ASSET_PART_KIND},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

const struct asset_column *asset_column_of(const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (!strcmp(columns[i].name, name))
            return &columns[i];
    return NULL;
}

bool asset_has_field(enum asset_kind kind, const char *name)
{
    const struct asset_column *column = asset_column_of(name);

    return column && column->kinds >> kind & 1;
}

/* ---- from one to the other --------------------------------------------------------------------
 */

static const char *code_of(const struct choice *choices, int value)
{
    while (choices->code && choices->value != value)
        choices++;
    return choices->code;
}

static json_t *joined(struct arena *arena, const char *const *items)
{
    const char *all = "";

    for (; *items; items++)
        all = arena_printf(arena, "%s%s%s", all, *all ? "," : "", *items);
    return json_string(all);
}

static json_t *text_or(const char *text, json_t *otherwise)
{
    if (!text)
        return otherwise;
    json_decref(otherwise);
    return json_string(text);
}

/* Texts that are not given are empty, but codes and days, which are not there. */
static json_t *value_of(struct arena *arena, const struct field *field, const void *member,
                        bool is_code)
{
    switch (field->kind) {
    case FIELD_KIND_INT:
        return *(const long *)member < 0 ? json_null() : json_integer(*(const long *)member);
    case FIELD_KIND_BOOL:
        return json_boolean(*(const bool *)member);
    case FIELD_KIND_ENUM:
        return text_or(code_of(field->choices, *(const int *)member), json_null());
    case FIELD_KIND_DATE:
        return text_or(*(const char *const *)member, json_null());
    case FIELD_KIND_LIST:
        return joined(arena, *(const char *const *const *)member);
    default:
        return text_or(*(const char *const *)member, is_code ? json_null() : json_string(""));
    }
}

/* Text fields that hold a code of the classification, which is data (domain 3.4). */
static bool is_code(const char *name)
{
    static const char *const codes[] = {"preset",       "confidentiality", "integrity",
                                        "availability", "grade",           NULL};
    const char *const *code = codes;

    while (*code && strcmp(*code, name) != 0)
        code++;
    return *code != NULL;
}

static bool is_reference(const char *name)
{
    return !strcmp(name, "operator_no") || !strcmp(name, "contractor");
}

void asset_form_values(struct work *work, enum asset_kind kind, const struct asset_form *form,
                       json_t **fields, json_t **restricted)
{
    *fields = json_on_arena(work->arena, json_object());
    *restricted = json_on_arena(work->arena, json_object());
    for (const struct field *f = asset_fields; f->kind != FIELD_KIND_END; f++) {
        const struct asset_column *column = asset_column_of(f->name);
        json_t *into = column->part == ASSET_PART_RESTRICTED ? *restricted : *fields;

        if (!is_reference(f->name) && column->kinds >> kind & 1)
            json_object_set_new(
                into, column->column,
                value_of(work->arena, f, (const char *)form + f->offset, is_code(f->name)));
    }
}
