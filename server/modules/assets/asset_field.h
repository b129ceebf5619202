#ifndef MODULES_ASSETS_ASSET_FIELD_H
#define MODULES_ASSETS_ASSET_FIELD_H

#include <jansson.h>
#include <stdbool.h>

#include "http/field.h"

struct work;

/* 資産区分, in the order of lists and sheets. */
enum asset_kind {
    ASSET_INFORMATION,
    ASSET_SYSTEM,
    ASSET_NETWORK,
    ASSET_HARDWARE,
    ASSET_SOFTWARE,
    ASSET_OFFICE_EQUIPMENT,
    ASSET_MEDIA,
    ASSET_FACILITY,
    ASSET_SYSTEM_DOCUMENT,
    ASSET_KINDS
};

/* "information"; the reverse is ASSET_KINDS for a word that is none. */
const char *asset_kind_code(enum asset_kind kind);
enum asset_kind asset_kind_of(const char *code);

/* How a number of the kind begins: "S". */
char asset_kind_prefix(enum asset_kind kind);

/*
 * Everything that is kept of an asset (domain 3.3), as forms, JSON and sheets give it. A number
 * that was not given is -1, a choice 0, a text, day or reference NULL. Which kind has which field
 * is in the table of asset_field.c, and nowhere else.
 */
struct asset_form {
    const char *name, *description, *business, *operator_no, *user_scope, *location;
    int segment;
    const char *preset, *confidentiality, *integrity, *availability, *grade, *classification_reason;
    int personal_info;
    long subject_count;
    const char *measures_human, *measures_physical, *measures_technical, *handling, *retention,
        *contractor, *exclusion_ref, *former_no, *acquired_on, *note;
    const char *const *law_fields; /* "1" to "8" */
    int scope_status;

    int form; /* information */
    const char *stored_in, *personal_file, *source, *provision;
    long item_count;

    int hosting, cloud_registration, auth_method; /* system */
    const char *service_name, *provider, *vendor, *data_country, *in_service_on, *contract_end,
        *maintenance_end, *backup_method, *backup_place, *backup_tested_on, *emergency_contact,
        *vulnerability_checked_on;
    long user_count, recovery_hours;
    bool is_standardised;

    const char *line_kind, *circuit_no, *sites, *external_connections; /* network */
    const char *address_range;                                         /* restricted */

    int hardware_type, tenure; /* hardware */
    const char *maker, *model, *serial_no, *os, *os_support_end, *cabling, *rack, *lease_end,
        *main_user;
    const char *host_address; /* restricted */
    long quantity;
    bool is_jc_star, is_encrypted;

    int licence_kind, permission; /* software */
    const char *product, *product_version, *publisher, *licence_key_ref, *contract_no,
        *licence_from, *licence_to, *support_end;
    long licence_count;

    int equipment_type; /* office equipment */
    bool has_storage, is_networked;
    const char *address_book_checked_on;

    int media_type; /* media */
    const char *capacity, *keeper, *storage_place, *sticker_no, *loan_from, *loan_to;

    const char *contents; /* facility */
    bool is_controlled_area;

    const char *document_kind, *document_version; /* system document */
    int publicity;
};

/* For routes, forms and OpenAPI: all fields of all kinds. */
extern const struct field asset_fields[];

enum asset_part { ASSET_PART_COMMON, ASSET_PART_KIND, ASSET_PART_RESTRICTED };

/* What is known of a field beside its form. */
struct asset_column {
    const char *name;   /* of the field */
    const char *column; /* of the table: operator_no is operator_id there */
    unsigned kinds;     /* bits of enum asset_kind */
    enum asset_part part;
};

/* NULL: no field of an asset has that name. */
const struct asset_column *asset_column_of(const char *name);

bool asset_has_field(enum asset_kind kind, const char *name);

/*
 * What was entered as the two objects of asset_correction_row: {column: value} of the kind's
 * fields, the restricted ones apart. `operator_id` and `contractor_id` are looked up and entered by
 * the caller, who has a database; here the two members are left out. Both are on the work's arena.
 */
void asset_form_values(struct work *work, enum asset_kind kind, const struct asset_form *form,
                       json_t **fields, json_t **restricted);

#endif
