/*
 * The company's own tables: orders, warranties, products, branches, and any other it imports.
 *
 * A table has named columns of a few kinds; a row is text by column name, cleaned when it was
 * imported (sheet/clean.h). Which columns flows rely on, and how a turn looks rows up, is said in
 * model/record.h. Columns marked as keys are indexed under record_canonical(). Pure.
 */
#ifndef MODEL_DATA_H
#define MODEL_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "model/record.h"

enum data_kind {
    DATA_TEXT,
    DATA_CODE,   /* order code, serial, IMEI: letters and digits count, nothing else */
    DATA_PHONE,  /* a Vietnamese number, stored as 0… */
    DATA_DATE,   /* stored as 2026-11-24 */
    DATA_MONEY,  /* đồng, whole; stored as digits */
    DATA_NUMBER, /* whole or with a decimal point */
    DATA_STATE   /* of an order: stored as new packed shipped delivered cancelled returned */
};

/* Limits of every table; an import that is over them is refused. */
enum {
    DATA_COLUMNS_MAX = RECORD_FIELDS_MAX,
    DATA_ROWS_MAX = 100000,
    DATA_CELL_MAX = RECORD_VALUE_MAX, /* bytes */
    DATA_NAME_MAX = RECORD_NAME_MAX   /* bytes of a table's or a column's name */
};

struct data_column {
    struct str name; /* [a-z][a-z0-9_]*, at most DATA_NAME_MAX */
    enum data_kind kind;
    bool is_key;         /* rows are found quickly by it */
    bool is_required;    /* no row without it */
    bool has_words;      /* rows are found by words of it (RECORD_WORDS) */
    struct str headings; /* of a known table: headings in files that mean this column, folded, with
                            '|' between: "ma don|so don"; else "" */
};

struct data_table {
    struct str name;
    /* The first column is the row's identity: required, a key, unique. */
    const struct data_column *columns;
    size_t column_count;
};

/* A row as it is stored. */
struct data_row {
    int64_t id;
    int64_t ver;              /* raised by every change; 1 when new */
    const struct str *values; /* parallel to the table's columns; "" where there is none */
};

/* A table the program knows (orders, warranties, products, branches), or NULL. */
const struct data_table *data_known(struct str name);
const struct data_table *data_known_at(size_t i); /* NULL past the last */

/* The index of the column of this name, or -1. */
ptrdiff_t data_column_find(const struct data_table *table, struct str name);

/* [a-z][a-z0-9_]*, 1..DATA_NAME_MAX bytes. */
bool data_name_is_good(struct str name);

/* "text" "code" "phone" "date" "money" "number" "state". */
const char *data_kind_name(enum data_kind kind);
bool data_kind_from_name(struct str name, enum data_kind *out);

#endif
