/*
 * Look-ups of a turn: each snapshot has a connection of its own and one read transaction, begun by
 * its first look-up. Idle ones are kept for the next turn.
 */
#include "store/sqlite/snapshot.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "store/sqlite/worker.h"

enum {
    SCAN_MAX = 20000, /* rows read when no condition has an index: some 50 ms */
    WORDS_MAX = 12
};

struct store_snapshot {
    struct store_snapshot *next; /* while idle */
    struct store *store;
    struct db *db;        /* NULL: it could not be opened */
    int64_t conversation; /* whose visitor's cases may be seen */
    int lookups;
    bool is_begun;
};

struct store_snapshot *store_snapshot_begin(struct store *store, int64_t conversation)
{
    pthread_mutex_lock(&store->snapshot_lock);
    struct store_snapshot *snapshot = store->idle_snapshots;
    if (snapshot != NULL)
        store->idle_snapshots = snapshot->next;
    pthread_mutex_unlock(&store->snapshot_lock);
    if (snapshot == NULL) {
        struct err err = {0};
        snapshot = HEAP_NEW(struct store_snapshot);
        snapshot->store = store;
        snapshot->db = db_open(store->path, false, &err);
        if (snapshot->db == NULL)
            log_error("store.snapshot", "reason=\"%s\"", err.text);
    }
    snapshot->conversation = conversation;
    snapshot->lookups = 0;
    return snapshot;
}

static void drop(struct store_snapshot *snapshot)
{
    db_close(snapshot->db);
    free(snapshot);
}

void store_snapshot_end(struct store_snapshot *snapshot)
{
    struct store *store = snapshot->store;
    bool ok = snapshot->db != NULL;
    if (snapshot->is_begun)
        ok = db_do(snapshot->db, "COMMIT", "") && ok;
    snapshot->is_begun = false;
    if (!ok) { /* the next turn tries to open it anew */
        drop(snapshot);
        return;
    }
    pthread_mutex_lock(&store->snapshot_lock);
    snapshot->next = store->idle_snapshots;
    store->idle_snapshots = snapshot;
    pthread_mutex_unlock(&store->snapshot_lock);
}

void snapshots_free(struct store *store)
{
    for (struct store_snapshot *snapshot = store->idle_snapshots; snapshot != NULL;) {
        struct store_snapshot *next = snapshot->next;
        drop(snapshot);
        snapshot = next;
    }
    store->idle_snapshots = NULL;
}

struct db *snapshot_db(struct store_snapshot *snapshot)
{
    if (snapshot->db == NULL)
        return NULL;
    db_clear_failure(snapshot->db);
    if (!snapshot->is_begun)
        snapshot->is_begun = db_do(snapshot->db, "BEGIN", "");
    return snapshot->is_begun ? snapshot->db : NULL;
}

int64_t snapshot_conversation(const struct store_snapshot *snapshot)
{
    return snapshot->conversation;
}

/* ---- one look-up ---- */

struct search {
    struct db *db;
    const struct data_table *table;
    const struct record_key *keys;
    size_t key_count;
    struct arena *arena;
    struct record *out;
    size_t max, *count;
};

static size_t split_words(struct str text, struct str words[WORDS_MAX])
{
    struct str word;
    size_t count = 0;
    while (count < WORDS_MAX && str_split(&text, ' ', &word)) {
        if (word.len > 0)
            words[count++] = word;
    }
    return count;
}

/* How many of the key's words the row has, by the index. */
static bool row_has_words(const struct search *search, int64_t row, const struct record_key *key)
{
    struct str words[WORDS_MAX];
    size_t count = split_words(key->value, words), found = 0;
    for (size_t i = 0; i < count; i++) {
        sqlite3_stmt *find = db_prepare(
            search->db, "SELECT 1 FROM data_word WHERE tenant = 1 AND table_name = ?1 AND "
                        "column_name = ?2 AND word = ?3 AND row = ?4");
        db_bind(find, "sssi", search->table->name, key->column, words[i], row);
        if (db_row(search->db, find)) {
            found++;
            sqlite3_reset(find);
        }
    }
    return count > 0 && found * 2 >= count;
}

bool record_fits(const struct record *record, const struct record_key *key, struct arena *arena)
{
    enum { ENDS_LEAST = 4 };
    struct str value = record_canonical(arena, record_value(record, key->column));
    struct str wanted = record_canonical(arena, key->value);
    if (key->match == RECORD_ENDS)
        return wanted.len >= ENDS_LEAST && str_ends(value, wanted);
    return wanted.len > 0 && str_equal(value, wanted);
}

/* The row as a record, when every key fits. */
static void take(struct search *search, int64_t id, int64_t ver, struct str cells)
{
    const struct data_table *table = search->table;
    const struct str *values = data_values_read(table, cells, search->arena);
    struct field *fields = ARENA_ARRAY(search->arena, struct field, table->column_count);
    for (size_t i = 0; i < table->column_count; i++)
        fields[i] = (struct field){table->columns[i].name, values[i]};
    struct record record = {.table = table->name,
                            .id = str_printf(search->arena, "%" PRId64, id),
                            .ver = ver,
                            .fields = fields,
                            .field_count = table->column_count};
    for (size_t i = 0; i < search->key_count; i++) {
        const struct record_key *key = &search->keys[i];
        bool fits = key->match == RECORD_WORDS ? row_has_words(search, id, key)
                                               : record_fits(&record, key, search->arena);
        if (!fits)
            return;
    }
    search->out[(*search->count)++] = record;
}

/* ---- candidates: by words, by an indexed key, or all ---- */

static const struct record_key *key_with(const struct search *search, enum record_match match)
{
    for (size_t i = 0; i < search->key_count; i++) {
        ptrdiff_t at = data_column_find(search->table, search->keys[i].column);
        const struct data_column *column = &search->table->columns[at];
        if (search->keys[i].match == match &&
            (match == RECORD_WORDS ? column->has_words : column->is_key))
            return &search->keys[i];
    }
    return NULL;
}

static sqlite3_stmt *by_words(struct search *search, const struct record_key *key)
{
    struct str words[WORDS_MAX] = {0};
    int64_t count = (int64_t)split_words(key->value, words);
    sqlite3_stmt *find = db_prepare(
        search->db,
        "SELECT r.id, r.ver, r.cells, w.n FROM (SELECT row, count(*) AS n FROM data_word WHERE "
        "tenant = 1 AND table_name = ?1 AND column_name = ?2 AND word IN (?4, ?5, ?6, ?7, ?8, ?9, "
        "?10, ?11, ?12, ?13, ?14, ?15) GROUP BY row HAVING n * 2 >= ?3) w "
        "JOIN data_row r ON r.id = w.row ORDER BY w.n DESC, r.id");
    db_bind(find, "ssissssssssssss", search->table->name, key->column, count, words[0], words[1],
            words[2], words[3], words[4], words[5], words[6], words[7], words[8], words[9],
            words[10], words[11]);
    return find;
}

static sqlite3_stmt *by_key(struct search *search, const struct record_key *key)
{
    sqlite3_stmt *find = db_prepare(
        search->db, "SELECT r.id, r.ver, r.cells FROM data_key k JOIN data_row r ON r.id = k.row "
                    "WHERE k.tenant = 1 AND k.table_name = ?1 AND k.column_name = ?2 AND "
                    "k.key = ?3 ORDER BY r.id");
    db_bind(find, "sss", search->table->name, key->column,
            record_canonical(search->arena, key->value));
    return find;
}

static sqlite3_stmt *all(struct search *search)
{
    sqlite3_stmt *find =
        db_prepare(search->db, "SELECT id, ver, cells FROM data_row WHERE tenant = 1 AND "
                               "table_name = ?1 ORDER BY id LIMIT ?2");
    db_bind(find, "si", search->table->name, (int64_t)SCAN_MAX + 1);
    return find;
}

static enum lookup_status walk(struct search *search)
{
    const struct record_key *words = key_with(search, RECORD_WORDS);
    const struct record_key *key = key_with(search, RECORD_IS);
    bool scans = words == NULL && key == NULL;
    sqlite3_stmt *find = words != NULL ? by_words(search, words)
                         : key != NULL ? by_key(search, key)
                                       : all(search);
    int seen = 0;
    int64_t best = 0; /* words that the best row has: those with fewer are another thing */
    while (db_row(search->db, find)) {
        int64_t held = words != NULL ? db_int(find, 3) : 0;
        if (*search->count == search->max || held < best || (scans && ++seen > SCAN_MAX)) {
            sqlite3_reset(find);
            break;
        }
        take(search, db_int(find, 0), db_int(find, 1), db_text(find, 2, search->arena));
        best = *search->count > 0 ? held : 0;
    }
    return db_failed(search->db) || seen > SCAN_MAX ? LOOKUP_UNAVAILABLE : LOOKUP_OK;
}

static bool has_columns(const struct data_table *table, const struct record_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = data_column_find(table, keys[i].column);
        if (at < 0 || (keys[i].match == RECORD_WORDS && !table->columns[at].has_words))
            return false;
    }
    return true;
}

/* NOLINTNEXTLINE(readability-function-size): the signature is that of struct lookup */
static enum lookup_status find(void *ctx, struct str name, const struct record_key *keys,
                               size_t key_count, struct arena *arena, struct record *out,
                               size_t max, size_t *count)
{
    struct store_snapshot *snapshot = ctx;
    struct data_table table = {0};
    *count = 0;
    must(key_count <= RECORD_KEYS_MAX && max <= RECORD_ROWS_MAX);
    if (++snapshot->lookups > LOOKUPS_PER_TURN_MAX)
        return LOOKUP_UNAVAILABLE;
    struct db *db = snapshot_db(snapshot);
    if (db == NULL)
        return LOOKUP_UNAVAILABLE;
    if (str_is(name, "cases"))
        return find_own_cases(snapshot, keys, key_count, arena, out, max, count);
    struct search search = {db, &table, keys, key_count, arena, out, max, count};
    if (!find_data_table(db, name, arena, &table))
        return db_failed(db) ? LOOKUP_UNAVAILABLE : LOOKUP_NO_TABLE;
    return has_columns(&table, keys, key_count) ? walk(&search) : LOOKUP_NO_TABLE;
}

struct lookup store_snapshot_lookup(struct store_snapshot *snapshot)
{
    return (struct lookup){snapshot, find};
}
