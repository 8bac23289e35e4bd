/* The company's own tables: a row is one JSON object, and one entry in data_key for each key. */
#include "store/tables.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/sqlite/data.h"

/* ---- tables and rows as they are stored ---- */

static struct str columns_text(struct arena *arena, const struct data_table *table)
{
    struct strbuf out = strbuf_new(arena, 256);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct data_column *column = &table->columns[i];
        strbuf_addf(&out,
                    "%s{\"name\":\"" STR_FMT
                    "\",\"kind\":\"%s\",\"key\":%s,\"required\":%s,\"words\":%s}",
                    i == 0 ? "[" : ",", STR_ARG(column->name), data_kind_name(column->kind),
                    column->is_key ? "true" : "false", column->is_required ? "true" : "false",
                    column->has_words ? "true" : "false");
    }
    strbuf_add_byte(&out, ']');
    return strbuf_view(&out);
}

static void read_columns(struct str text, struct arena *arena, struct data_table *table)
{
    json_t *array = json_loadb(text.data, text.len, 0, NULL);
    size_t count = json_array_size(array);
    struct data_column *columns = ARENA_ARRAY(arena, struct data_column, count);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(array, i);
        columns[i] = (struct data_column){
            .name = str_dup(arena, str_view(json_string_value(json_object_get(item, "name")))),
            .is_key = json_is_true(json_object_get(item, "key")),
            .is_required = json_is_true(json_object_get(item, "required")),
            .has_words = json_is_true(json_object_get(item, "words")),
        };
        (void)data_kind_from_name(str_view(json_string_value(json_object_get(item, "kind"))),
                                  &columns[i].kind);
    }
    json_decref(array);
    table->columns = columns;
    table->column_count = count;
}

bool find_data_table(struct db *db, struct str name, struct arena *arena, struct data_table *out)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT columns FROM data_table WHERE tenant = 1 AND name = ?1");
    db_bind(find, "s", name);
    if (!db_row(db, find))
        return false;
    out->name = str_dup(arena, name);
    read_columns(db_text(find, 0, arena), arena, out);
    sqlite3_reset(find);
    return true;
}

struct str data_values_text(const struct data_table *table, const struct str *values,
                            struct arena *arena)
{
    struct strbuf out = strbuf_new(arena, 256);
    strbuf_add_byte(&out, '{');
    for (size_t i = 0; i < table->column_count; i++) {
        if (values[i].len == 0)
            continue;
        if (out.len > 1)
            strbuf_add_byte(&out, ',');
        json_add_string(&out, table->columns[i].name);
        strbuf_add_byte(&out, ':');
        json_add_string(&out, values[i]);
    }
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

struct str *data_values_read(const struct data_table *table, struct str text, struct arena *arena)
{
    struct str *values = ARENA_ARRAY(arena, struct str, table->column_count);
    json_t *object = json_loadb(text.data, text.len, 0, NULL);
    for (size_t i = 0; i < table->column_count; i++) {
        const json_t *value = json_object_get(object, table->columns[i].name.data);
        values[i] =
            str_dup(arena, (struct str){json_string_value(value), json_string_length(value)});
    }
    json_decref(object);
    return values;
}

bool data_write_keys(struct db *db, const struct data_table *table, const struct str *values,
                     int64_t row, struct arena *arena)
{
    if (!db_do(db, "DELETE FROM data_key WHERE tenant = 1 AND row = ?1", "i", row))
        return false;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!table->columns[i].is_key)
            continue;
        struct str key = record_canonical(arena, values[i]);
        if (key.len > 0 &&
            !db_do(db,
                   "INSERT INTO data_key (tenant, table_name, column_name, key, row) "
                   "VALUES (1, ?1, ?2, ?3, ?4)",
                   "sssi", table->name, table->columns[i].name, key, row))
            return false;
    }
    return true;
}

/* Each word of a column once; words stand with one space between. */
static bool write_words(struct db *db, const struct data_table *table, const struct str *words,
                        int64_t row)
{
    if (words == NULL)
        return true;
    bool ok = db_do(db, "DELETE FROM data_word WHERE tenant = 1 AND row = ?1", "i", row);
    for (size_t i = 0; ok && i < table->column_count; i++) {
        struct str rest = words[i], word;
        while (ok && table->columns[i].has_words && str_split(&rest, ' ', &word)) {
            ok = word.len == 0 ||
                 db_do(db,
                       "INSERT OR IGNORE INTO data_word (tenant, table_name, column_name, word, "
                       "row) VALUES (1, ?1, ?2, ?3, ?4)",
                       "sssi", table->name, table->columns[i].name, word, row);
        }
    }
    return ok;
}

/* ---- import ---- */

struct import_letter {
    struct letter letter;
    struct store_import import;
    struct data_table table; /* as it will be */
    int64_t number;          /* of this import: rows it touched carry it */
    struct store_import_result result;
    store_import_fn *done;
    void *ctx;
};

/* The columns of the import, then those the table has beside them. */
static bool merge_columns(struct db *db, struct import_letter *self)
{
    const struct data_table *given = &self->import.table;
    struct data_table stored = {0};
    self->table = *given;
    if (self->import.replace || !find_data_table(db, given->name, self->letter.arena, &stored))
        return true;
    struct data_column *columns = ARENA_ARRAY(self->letter.arena, struct data_column,
                                              given->column_count + stored.column_count);
    size_t count = 0;
    for (size_t i = 0; i < given->column_count; i++)
        columns[count++] = given->columns[i];
    for (size_t i = 0; i < stored.column_count; i++) {
        ptrdiff_t at = data_column_find(given, stored.columns[i].name);
        if (at >= 0 && given->columns[at].kind != stored.columns[i].kind)
            return false;
        if (at < 0)
            columns[count++] = stored.columns[i];
    }
    if (!str_equal(stored.columns[0].name, given->columns[0].name) || count > DATA_COLUMNS_MAX)
        return false; /* another identity: rows could not be told apart */
    self->table.columns = columns;
    self->table.column_count = count;
    return true;
}

/* The row's values in the columns of the table: the import's, then what is stored beside them. */
static struct str *merge_values(const struct import_letter *self, const struct str *given,
                                struct str stored, struct arena *arena)
{
    struct str *values = data_values_read(&self->table, stored, arena);
    for (size_t i = 0; i < self->import.table.column_count; i++)
        values[i] = given[i];
    return values;
}

/* One row of the import. */
struct given {
    const struct str *values, *words;
};

static bool write_indexes(struct db *db, struct import_letter *self, const struct given *given,
                          const struct str *values, int64_t row, struct arena *arena)
{
    return data_write_keys(db, &self->table, values, row, arena) &&
           write_words(db, &self->import.table, given->words, row);
}

static bool insert_row(struct db *db, struct import_letter *self, struct str identity,
                       const struct given *given, struct arena *arena)
{
    const struct str *values = merge_values(self, given->values, STR("{}"), arena);
    self->result.added++;
    return db_do(db,
                 "INSERT INTO data_row (tenant, table_name, identity, ver, cells, import, "
                 "updated_at) VALUES (1, ?1, ?2, 1, ?3, ?4, ?5)",
                 "sssii", self->table.name, identity, data_values_text(&self->table, values, arena),
                 self->number, letter_now_ms(&self->letter)) &&
           write_indexes(db, self, given, values, sqlite3_last_insert_rowid(db_handle(db)), arena);
}

static bool import_row(struct db *db, struct import_letter *self, const struct given *given,
                       struct arena *arena)
{
    struct str identity = record_canonical(arena, given->values[0]);
    sqlite3_stmt *find = db_prepare(db, "SELECT id, cells FROM data_row WHERE tenant = 1 AND "
                                        "table_name = ?1 AND identity = ?2");
    db_bind(find, "ss", self->table.name, identity);
    if (!db_row(db, find))
        return !db_failed(db) && insert_row(db, self, identity, given, arena);
    int64_t id = db_int(find, 0);
    struct str before = db_text(find, 1, arena);
    sqlite3_reset(find);
    const struct str *values = merge_values(self, given->values, before, arena);
    struct str after = data_values_text(&self->table, values, arena);
    bool differs = !str_equal(before, after);
    *(differs ? &self->result.changed : &self->result.unchanged) += 1;
    if (!differs && !self->import.replace)
        return true;
    return db_do(db,
                 "UPDATE data_row SET cells = ?2, ver = ver + ?3, import = ?4, updated_at = ?5 "
                 "WHERE id = ?1",
                 "isiii", id, after, (int64_t)differs, self->number,
                 letter_now_ms(&self->letter)) &&
           write_indexes(db, self, given, values, id, arena); /* columns may be keys now */
}

static bool remove_others(struct db *db, struct import_letter *self)
{
    static const char *const removals[] = {
        "DELETE FROM data_key WHERE tenant = 1 AND row IN (SELECT id FROM data_row "
        "WHERE tenant = 1 AND table_name = ?1 AND import <> ?2)",
        "DELETE FROM data_word WHERE tenant = 1 AND row IN (SELECT id FROM data_row "
        "WHERE tenant = 1 AND table_name = ?1 AND import <> ?2)",
        "DELETE FROM data_row WHERE tenant = 1 AND table_name = ?1 AND import <> ?2",
    };
    for (size_t i = 0; self->import.replace && i < COUNT(removals); i++) {
        if (!db_do(db, removals[i], "si", self->table.name, self->number))
            return false;
        self->result.removed = (size_t)db_changes(db);
    }
    return true;
}

static bool next_number(struct db *db, struct import_letter *self)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT coalesce((SELECT import FROM data_table WHERE tenant = 1 AND name = ?1), 0)");
    db_bind(find, "s", self->import.table.name);
    if (!db_row(db, find))
        return false;
    self->number = db_int(find, 0) + 1;
    sqlite3_reset(find);
    return true;
}

static void run_import(struct db *db, struct letter *letter)
{
    struct import_letter *self = (struct import_letter *)letter;
    if (!next_number(db, self))
        return;
    if (!merge_columns(db, self)) {
        letter->status = STORE_EXISTS;
        return;
    }
    bool ok = db_do(db,
                    "INSERT INTO data_table (tenant, name, columns, source, import, imported_at) "
                    "VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (tenant, name) DO UPDATE SET "
                    "columns = excluded.columns, source = excluded.source, "
                    "import = excluded.import, imported_at = excluded.imported_at",
                    "sssii", self->table.name, columns_text(letter->arena, &self->table),
                    self->import.source, self->number, letter_now_ms(letter));
    struct arena *arena = arena_new();
    for (size_t i = 0; ok && i < self->import.row_count; i++) {
        size_t at = i * self->import.table.column_count;
        struct given given = {&self->import.values[at],
                              self->import.words == NULL ? NULL : &self->import.words[at]};
        ok = import_row(db, self, &given, arena);
        arena_reset(arena);
    }
    arena_free(arena);
    if (ok)
        remove_others(db, self);
}

static void finish_import(struct letter *letter)
{
    struct import_letter *self = (struct import_letter *)letter;
    self->result.status = letter->status;
    if (letter->status != STORE_OK)
        self->result = (struct store_import_result){.status = letter->status};
    self->done(self->ctx, &self->result);
}

static struct data_table copy_table(struct arena *arena, const struct data_table *from)
{
    struct data_column *columns = ARENA_ARRAY(arena, struct data_column, from->column_count);
    for (size_t i = 0; i < from->column_count; i++) {
        columns[i] = from->columns[i];
        columns[i].name = str_dup(arena, from->columns[i].name);
        columns[i].headings = STR("");
    }
    return (struct data_table){str_dup(arena, from->name), columns, from->column_count};
}

static const struct str *copy_texts(struct arena *arena, const struct str *from, size_t count)
{
    if (from == NULL)
        return NULL;
    struct str *copies = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        copies[i] = str_dup(arena, from[i]);
    return copies;
}

void store_table_import(struct store *store, const struct store_import *import,
                        store_import_fn *done, void *ctx)
{
    const struct data_table *table = &import->table;
    must(table->column_count >= 1 && table->column_count <= DATA_COLUMNS_MAX);
    must(import->row_count <= DATA_ROWS_MAX && data_name_is_good(table->name));
    struct import_letter *letter = LETTER(store, struct import_letter, run_import, finish_import);
    struct arena *arena = letter->letter.arena;
    size_t count = import->row_count * table->column_count;
    letter->import = *import;
    letter->import.table = copy_table(arena, table);
    letter->import.values = copy_texts(arena, import->values, count);
    letter->import.words = copy_texts(arena, import->words, count);
    letter->import.source = str_dup(arena, import->source);
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}

/* ---- lists ---- */

struct tables_letter {
    struct letter letter;
    struct store_table *tables;
    size_t count;
    store_tables_fn *done;
    void *ctx;
};

static void run_tables(struct db *db, struct letter *letter)
{
    struct tables_letter *self = (struct tables_letter *)letter;
    size_t capacity = 0;
    sqlite3_stmt *find =
        db_prepare(db, "SELECT t.name, t.columns, t.source, t.imported_at, (SELECT count(*) FROM "
                       "data_row r WHERE r.tenant = 1 AND r.table_name = t.name) "
                       "FROM data_table t WHERE t.tenant = 1 ORDER BY t.name");
    while (db_row(db, find)) {
        struct store_table *table = ARENA_PUSH(letter->arena, self->tables, self->count, capacity);
        table->table.name = db_text(find, 0, letter->arena);
        read_columns(db_text(find, 1, letter->arena), letter->arena, &table->table);
        table->source = db_text(find, 2, letter->arena);
        table->imported_at_ms = db_int(find, 3);
        table->rows = db_int(find, 4);
    }
}

static void finish_tables(struct letter *letter)
{
    struct tables_letter *self = (struct tables_letter *)letter;
    self->done(self->ctx, letter->status, self->tables, self->count);
}

void store_table_list(struct store *store, store_tables_fn *done, void *ctx)
{
    struct tables_letter *letter = LETTER(store, struct tables_letter, run_tables, finish_tables);
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}

struct rows_letter {
    struct letter letter;
    struct str table;
    int64_t after_id;
    int limit;
    struct store_rows rows;
    store_rows_fn *done;
    void *ctx;
};

/* Takes the rows (id, ver, cells) of a statement, at most limit of them. */
static void take_rows(struct db *db, sqlite3_stmt *find, int limit, struct arena *arena,
                      struct store_rows *out)
{
    struct data_row *rows = ARENA_ARRAY(arena, struct data_row, (size_t)limit);
    while (db_row(db, find)) {
        if (out->count == (size_t)limit) {
            out->is_more = true;
            sqlite3_reset(find);
            break;
        }
        rows[out->count++] =
            (struct data_row){db_int(find, 0), db_int(find, 1),
                              data_values_read(&out->table, db_text(find, 2, arena), arena)};
    }
    out->rows = rows;
}

static int page_limit(int limit)
{
    return limit < 1 ? 1 : limit > STORE_PAGE_MAX ? STORE_PAGE_MAX : limit;
}

static void run_rows(struct db *db, struct letter *letter)
{
    struct rows_letter *self = (struct rows_letter *)letter;
    if (!find_data_table(db, self->table, letter->arena, &self->rows.table)) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    sqlite3_stmt *find =
        db_prepare(db, "SELECT id, ver, cells FROM data_row WHERE tenant = 1 AND table_name = ?1 "
                       "AND id > ?2 ORDER BY id LIMIT ?3");
    db_bind(find, "sii", self->table, self->after_id, (int64_t)self->limit + 1);
    take_rows(db, find, self->limit, letter->arena, &self->rows);
}

static void finish_rows(struct letter *letter)
{
    struct rows_letter *self = (struct rows_letter *)letter;
    self->rows.status = letter->status;
    self->done(self->ctx, &self->rows);
}

void store_table_rows(struct store *store, struct str table, int64_t after_id, int limit,
                      store_rows_fn *done, void *ctx)
{
    struct rows_letter *letter = LETTER(store, struct rows_letter, run_rows, finish_rows);
    letter->table = str_dup(letter->letter.arena, table);
    letter->after_id = after_id;
    letter->limit = page_limit(limit);
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}
