#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Every maximum of what comes from outside, in one place. Bytes unless the name says otherwise. */
enum {
    LIMIT_URI = 2048, /* raw request target */
    LIMIT_PATH_SEGMENTS = 16,
    LIMIT_QUERY_FIELDS = 64,
    LIMIT_HEADERS = 100,          /* fields in a request */
    LIMIT_FORM_BODY = 256 * 1024, /* urlencoded or JSON, where the route says nothing else */
    LIMIT_LARGE_BODIES = 16,      /* requests with more than that at once */
    LIMIT_FORM_FIELDS = 512,
    LIMIT_JSON_DEPTH = 32,
    LIMIT_MULTIPART_PARTS = 64,
    LIMIT_MULTIPART_HEADER = 4096,
    LIMIT_PAGE = 16 * 1024 * 1024, /* a rendered reply */
    LIMIT_TEMPLATE_DEPTH = 48,     /* partials and sections within one another */
    LIMIT_PASSWORD = 1024,
    LIMIT_LOGIN = 60,
    LIMIT_POLICY_TEXT = 8 * 1024 * 1024,  /* a policy text file to import */
    LIMIT_POLICY_BODY = 12 * 1024 * 1024, /* with it: the reader says what is too large in words */
    LIMIT_POLICY_LINES = 200000,          /* with something on them */
    LIMIT_POLICY_CLAUSES = 20000,         /* footnotes and tables included */
    LIMIT_SEARCH_WORDS = 8,
    LIMIT_LIST = 200,                 /* rows of a list page */
    LIMIT_CSV_FILE = 4 * 1024 * 1024, /* a sheet to import */
    LIMIT_CSV_RECORDS = 20000,
    LIMIT_CSV_CELLS = 64, /* in a record */
    LIMIT_CSV_CELL = 16000,
    LIMIT_XLSX_ENTRIES = 1000, /* of the archive */
    LIMIT_XLSX_INFLATED = 64 * 1024 * 1024,
    LIMIT_XLSX_RATIO = 300,         /* inflated to packed, of an entry of more than a token */
    LIMIT_XLSX_TOKEN = 1024 * 1024, /* a tag that does not end */
    LIMIT_XLSX_DEPTH = 32,
    LIMIT_XLSX_SHEETS = 16,
    LIMIT_XLSX_LINES = 1048576, /* the last line a sheet can have */
    LIMIT_XLSX_STRINGS = 400000,
    LIMIT_XLSX_STYLES = 66000,
    LIMIT_XLSX_MERGED = 20000000, /* rows looked at for merged cells */
    LIMIT_XLSX_TEXT = 24 * 1024 * 1024,
    LIMIT_ASSET_FILE = 16 * 1024 * 1024, /* a sheet of assets, one way or the other */
    LIMIT_ASSET_EXPORT = 64 * 1024 * 1024,
    LIMIT_PASTE = 1024 * 1024,     /* rows pasted into a page */
    LIMIT_AUDIT_SHEET = 10000,     /* rows of the operation log that leave as one file */
    LIMIT_EXCEPTION_SHEET = 10000, /* exceptions that leave as one file */
};

#endif
