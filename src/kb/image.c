#include "kb/image.h"

#include "kb/tokenizer.h"

static bool run_sql(sqlite3 *db, const char *sql, struct err *err)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return err_set(err, ERR_IO, "search index: %s", sqlite3_errmsg(db));
}

/* No schema tricks, no extensions, no writing to FTS5's shadow tables by SQL. */
static bool harden(sqlite3 *db, struct err *err)
{
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 100 * 1000);
    (void)sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
    (void)sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 100);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    return run_sql(db, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;", err);
}

static sqlite3 *open_memory(const struct kb_index *index, struct err *err)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &db, flags, NULL) != SQLITE_OK)
        err_set(err, ERR_IO, "search index: %s", db == NULL ? "no memory" : sqlite3_errmsg(db));
    else if (harden(db, err) && tokenizer_register(db, index->lexicon, err))
        return db;
    sqlite3_close(db);
    return NULL;
}

static void bind_str(sqlite3_stmt *stmt, int at, struct str text)
{
    /* text64 takes lengths beyond int; the limit on lengths answers with an error at the step. */
    (void)sqlite3_bind_text64(stmt, at, text.len == 0 ? "" : text.data, text.len, SQLITE_STATIC,
                              SQLITE_UTF8);
}

static void add_line(struct strbuf *out, struct str line)
{
    strbuf_add(out, line);
    strbuf_add_byte(out, '\n');
}

static struct str all_questions(struct arena *arena, const struct article *article)
{
    struct strbuf out = strbuf_new(arena, 0);
    for (size_t i = 0; i < article->question_count; i++)
        add_line(&out, article->questions[i]);
    return strbuf_view(&out);
}

/* Tags, the product, and the short answer: found by, but no passage. */
static struct str all_tags(struct arena *arena, const struct article *article)
{
    struct strbuf out = strbuf_new(arena, 0);
    for (size_t i = 0; i < article->tag_count; i++)
        add_line(&out, article->tags[i]);
    add_line(&out, article->product);
    add_line(&out, article->answer);
    return strbuf_view(&out);
}

static bool insert_all(sqlite3 *db, const struct kb_index *index, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    struct arena *arena = arena_new();
    bool ok = sqlite3_prepare_v2(db,
                                 "INSERT INTO kb(rowid, title, questions, body, tags) "
                                 "VALUES (?1, ?2, ?3, ?4, ?5)",
                                 -1, &stmt, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < index->count; i++) {
        const struct article *article = &index->articles[i];
        arena_reset(arena);
        (void)sqlite3_bind_int64(stmt, 1, (sqlite3_int64)i + 1);
        bind_str(stmt, 2 + IMAGE_TITLE, article->title);
        bind_str(stmt, 2 + IMAGE_QUESTIONS, all_questions(arena, article));
        bind_str(stmt, 2 + IMAGE_BODY, article->plain);
        bind_str(stmt, 2 + IMAGE_TAGS, all_tags(arena, article));
        ok = sqlite3_step(stmt) == SQLITE_DONE;
        (void)sqlite3_reset(stmt);
        (void)sqlite3_clear_bindings(stmt);
    }
    if (!ok)
        err_set(err, ERR_IO, "search index: %s", sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    arena_free(arena);
    return ok;
}

bool image_build(struct kb_index *index, struct err *err)
{
    sqlite3 *db = open_memory(index, err);
    if (db == NULL)
        return false;
    /* Contentless: the texts live in the articles. No sizes: ranking keeps its own. */
    bool ok = run_sql(db,
                      "CREATE VIRTUAL TABLE kb USING fts5(title, questions, body, tags, "
                      "content='', columnsize=0, detail=full, tokenize='letan'); BEGIN;",
                      err) &&
              insert_all(db, index, err) &&
              run_sql(db, "INSERT INTO kb(kb) VALUES ('optimize'); COMMIT;", err);
    if (ok) {
        sqlite3_int64 size = 0;
        index->image = sqlite3_serialize(db, "main", &size, 0);
        index->image_size = size;
        ok = index->image != NULL || err_set(err, ERR_IO, "search index: cannot serialize");
    }
    sqlite3_close(db);
    return ok;
}

sqlite3 *image_open(const struct kb_index *index, struct err *err)
{
    sqlite3 *db = open_memory(index, err);
    if (db == NULL)
        return NULL;
    /* READONLY and without FREEONCLOSE SQLite only reads these bytes, so readers share them. */
    if (sqlite3_deserialize(db, "main", index->image, index->image_size, index->image_size,
                            SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        err_set(err, ERR_IO, "search index: %s", sqlite3_errmsg(db));
        sqlite3_close(db);
        return NULL;
    }
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 20);
    if (!run_sql(db, "PRAGMA query_only=ON;", err)) {
        sqlite3_close(db);
        return NULL;
    }
    return db;
}
