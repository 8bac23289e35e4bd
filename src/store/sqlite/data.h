/*
 * What the files about tables, cases and customers share. Internal to store/sqlite.
 */
#ifndef STORE_SQLITE_DATA_H
#define STORE_SQLITE_DATA_H

#include "model/case.h"
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

/* ---- what happens later (events.c) ---- */

/* One event of this kind and key waits for the conversation; a former one is replaced, with a new
 * id, so that a turn that was made for the former is too late. */
bool put_event(struct db *db, int64_t conversation, enum turn_event_kind kind, struct str key,
               int64_t at_ms, struct str payload);
bool drop_event(struct db *db, int64_t conversation, enum turn_event_kind kind, struct str key);

/* OK; DUPLICATE when it is not there any more. */
enum store_status consume_event(struct db *db, int64_t id);

/* ---- cases (cases.c) ---- */

bool add_case_entry(struct db *db, int64_t case_id, const struct case_entry *entry);

/* Opens, or changes for the customer; OK or CONFLICT (the code is taken). */
enum store_status open_case(struct db *db, const struct store_turn *turn,
                            const struct case_open *wish, int64_t now_ms, struct arena *arena);
enum store_status update_case(struct db *db, const struct store_turn *turn,
                              const struct case_update *wish, int64_t now_ms);

/* ---- customers (customers.c) ---- */

int64_t visitor_of(struct db *db, int64_t conversation);
bool set_customer(struct db *db, int64_t conversation, const struct customer_set *wish,
                  int64_t now_ms);
bool give_rating(struct db *db, int64_t conversation, const struct rating_give *wish,
                 int64_t now_ms);

/* ---- effects (effects.c) ---- */

/* Carries out all effects of the turn, notes its mood, sets its timer. OK or CONFLICT. */
enum store_status carry_out_effects(struct db *db, const struct store_turn *turn, int64_t first_seq,
                                    int64_t now_ms, struct arena *arena);

/* Copies of what the caller passed. */
const struct effect *copy_effects(struct arena *arena, const struct effect *effects, size_t count);

#endif
