/*
 * What a shop knows about things outside the conversation, as a turn may look it up: rows of
 * imported tables, and this visitor's own cases.
 *
 * The turn stays a pure function: it is handed a look-up that answers from ONE read-only snapshot,
 * taken before the turn began. In `letan serve` that is a read transaction on the worker's own
 * connection; in `letan ask` and `letan test` a table of rows written in YAML.
 *
 * Tables and the columns that flows rely on (a shop may have more; all values are text):
 *   orders      code, phone, name, state (new packed shipped delivered cancelled returned),
 *               ordered_on, deliver_on, delivered_on (YYYY-MM-DD), carrier, tracking, address,
 *               product, serial, total (đồng, digits only)
 *   warranties  serial, phone, product, bought_on, until (YYYY-MM-DD)
 *   products    code, name, kind, price (đồng, digits only), stock (pieces), article, note
 *   branches    code, name, address, city, district, phone, hours, map
 *   cases       the visitor's own only: code, kind, state, title, opened_on, due_on, note
 * Nothing else about the visitor is looked up: what is known of them is in struct turn_input.
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum {
    RECORD_KEYS_MAX = 4,      /* conditions of one look-up */
    RECORD_FIELDS_MAX = 40,   /* columns of a table */
    RECORD_ROWS_MAX = 50,     /* rows one look-up may ask for */
    RECORD_NAME_MAX = 40,     /* bytes of a table's or column's name: a-z 0-9 _ */
    RECORD_VALUE_MAX = 1000,  /* bytes of a value */
    LOOKUPS_PER_TURN_MAX = 16 /* then a turn gets LOOKUP_UNAVAILABLE */
};

struct field {
    struct str name, value;
};

struct record {
    struct str table;
    struct str id; /* the row's own name within its table, for struct row_update; opaque */
    int64_t ver;   /* raised by every change of the row; what row_update compares */
    const struct field *fields;
    size_t field_count;
};

/* How a condition compares. */
enum record_match {
    RECORD_IS,   /* equal in canonical form, see record_canonical() */
    RECORD_ENDS, /* the canonical value ends with the canonical key of at least 4 characters: "last
                    4 digits of the phone". Never the only condition of a look-up */
    RECORD_WORDS /* value is folded words (bare lower-case letters, one space between): rows whose
                    folded column holds at least half of them, and as many as the best such row
                    that satisfies the other keys: who asks for "Quận 1" is not told of Quận 3 */
};

struct record_key {
    struct str column, value;
    enum record_match match;
};

enum lookup_status {
    LOOKUP_OK,         /* *count rows, perhaps none */
    LOOKUP_NO_TABLE,   /* nothing of this name was ever imported, or it lacks a column asked for */
    LOOKUP_UNAVAILABLE /* cannot be read now: the flow says so honestly */
};

/*
 * find: the rows of a table that satisfy every key (none: all rows), at most max, in the order of
 * their import. What it returns lives in arena. Called on the thread
 * that runs the turn, any number of times up to LOOKUPS_PER_TURN_MAX, always answering from the
 * same snapshot. It never waits for another process.
 */
struct lookup {
    void *ctx;
    enum lookup_status (*find)(void *ctx, struct str table, const struct record_key *keys,
                               size_t key_count, struct arena *arena, struct record *out,
                               size_t max, size_t *count);
};

/* The value of a column, or the empty text. */
struct str record_value(const struct record *record, struct str name);

/* The form in which codes, serials and phone numbers are compared: ASCII letters upper case,
 * without spaces . - _ / ( ); +84 or 84 before nine or ten digits becomes 0. "dh 123-456" equals
 * "DH123456". Other bytes stay. Both sides of RECORD_IS and RECORD_ENDS go through it; an import
 * stores it beside the value so that it can be indexed. */
struct str record_canonical(struct arena *arena, struct str value);

#endif
