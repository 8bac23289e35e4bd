/*
 * What the files about tables, cases and customers share. Internal to store/sqlite.
 */
#ifndef STORE_SQLITE_DATA_H
#define STORE_SQLITE_DATA_H

#include "model/data.h"
#include "store/sqlite/letter.h"

/* The table with its columns; false: there is none of this name. */
bool find_data_table(struct db *db, struct str name, struct arena *arena, struct data_table *out);

/* A row as it is stored, {"code":"HS10234",…}, and back: as many values as the table has columns.
 */
struct str data_values_text(const struct data_table *table, const struct str *values,
                            struct arena *arena);
struct str *data_values_read(const struct data_table *table, struct str text, struct arena *arena);

/* Writes the keys of a row anew. */
bool data_write_keys(struct db *db, const struct data_table *table, const struct str *values,
                     int64_t row, struct arena *arena);

#endif
