/*
 * Tables written in YAML, in memory: what `letan ask --tables` and talks look things up in instead
 * of the store. Changes of rows and new cases are carried out on them, so that a talk can see what
 * it did. One thread.
 */
#ifndef CONTENT_TABLES_H
#define CONTENT_TABLES_H

#include "dialogue/yaml.h"
#include "model/effect.h"
#include "model/record.h"

enum { TABLES_MAX = 16, TABLE_ROWS_MAX = 500 };

struct tables {
    struct arena *arena;
    struct record *rows; /* of all tables, in the order they are written */
    size_t count, capacity;
    int64_t version;
    bool is_down; /* every look-up is LOOKUP_UNAVAILABLE */
};

/* Adds the rows of a map {orders: [{code: …}, …], …}; mistakes are reported. Rows live in arena. */
void tables_read(struct tables *tables, const struct yaml_file *file, const struct yaml *map);

/* Looks into the tables; ctx is struct tables. */
struct lookup tables_lookup(struct tables *tables);

/* Carries out what concerns tables: row updates, cases opened (a row of "cases") and updated. */
void tables_apply(struct tables *tables, const struct effect *effects, size_t count);

#endif
