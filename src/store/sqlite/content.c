/* Content releases: numbered, immutable sets of files, one of them active. */
#include "store/sqlite/letter.h"

struct release_letter {
    struct letter letter;
    int64_t number;
    bool activate;
    struct store_release release;
    struct store_file *files;
    size_t count;
    store_release_fn *done;
    store_number_fn *number_done;
    void *ctx;
};

static void finish_release(struct letter *letter)
{
    struct release_letter *self = (struct release_letter *)letter;
    self->done(self->ctx, letter->status, &self->release, self->files, self->count);
}

static void run_add(struct db *db, struct letter *letter)
{
    struct release_letter *self = (struct release_letter *)letter;
    struct store_release *release = &self->release;
    release->created_at_ms = letter_now_ms(letter);
    release->is_active = self->activate;
    if (self->activate)
        db_do(db, "UPDATE release SET active = 0 WHERE tenant = 1 AND active = 1", "");
    sqlite3_stmt *next =
        db_prepare(db, "SELECT coalesce(max(number), 0) + 1 FROM release WHERE tenant = 1");
    if (!db_row(db, next))
        return;
    release->number = db_int(next, 0);
    sqlite3_reset(next);
    bool ok = db_do(db,
                    "INSERT INTO release (tenant, number, author, note, created_at, active) "
                    "VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                    "issii", release->number, release->author, release->note,
                    release->created_at_ms, (int64_t)self->activate);
    for (size_t i = 0; ok && i < self->count; i++)
        ok = db_do(db,
                   "INSERT INTO release_file (tenant, release, path, text) VALUES (1, ?1, ?2, ?3)",
                   "iss", release->number, self->files[i].path, self->files[i].text);
}

void store_release_add(struct store *store, const struct store_release *release,
                       const struct store_file *files, size_t count, bool activate,
                       store_release_fn *done, void *ctx)
{
    struct release_letter *letter = LETTER(store, struct release_letter, run_add, finish_release);
    struct arena *arena = letter->letter.arena;
    letter->release.author = str_dup(arena, release->author);
    letter->release.note = str_dup(arena, release->note);
    letter->files = ARENA_ARRAY(arena, struct store_file, count);
    letter->count = count;
    for (size_t i = 0; i < count; i++)
        letter->files[i] =
            (struct store_file){str_dup(arena, files[i].path), str_dup(arena, files[i].text)};
    letter->activate = activate;
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}

static void run_load(struct db *db, struct letter *letter)
{
    struct release_letter *self = (struct release_letter *)letter;
    struct arena *arena = letter->arena;
    sqlite3_stmt *find = db_prepare(
        db, "SELECT number, author, note, created_at, active FROM release "
            "WHERE tenant = 1 AND CASE WHEN ?1 = 0 THEN active = 1 ELSE number = ?1 END");
    db_bind(find, "i", self->number);
    if (!db_row(db, find)) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    self->release =
        (struct store_release){db_int(find, 0), db_text(find, 1, arena), db_text(find, 2, arena),
                               db_int(find, 3), db_int(find, 4) != 0};
    sqlite3_reset(find);
    size_t capacity = 0;
    find = db_prepare(
        db, "SELECT path, text FROM release_file WHERE tenant = 1 AND release = ?1 ORDER BY path");
    db_bind(find, "i", self->release.number);
    while (db_row(db, find)) {
        struct store_file *file = ARENA_PUSH(arena, self->files, self->count, capacity);
        *file = (struct store_file){db_text(find, 0, arena), db_text(find, 1, arena)};
    }
}

void store_release_load(struct store *store, int64_t number, store_release_fn *done, void *ctx)
{
    struct release_letter *letter = LETTER(store, struct release_letter, run_load, finish_release);
    letter->number = number;
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}

static void run_active(struct db *db, struct letter *letter)
{
    struct release_letter *self = (struct release_letter *)letter;
    sqlite3_stmt *find =
        db_prepare(db, "SELECT number FROM release WHERE tenant = 1 AND active = 1");
    if (db_row(db, find)) {
        self->number = db_int(find, 0);
        sqlite3_reset(find);
    }
}

static void finish_active(struct letter *letter)
{
    struct release_letter *self = (struct release_letter *)letter;
    self->number_done(self->ctx, letter->status, self->number);
}

void store_release_active(struct store *store, store_number_fn *done, void *ctx)
{
    struct release_letter *letter = LETTER(store, struct release_letter, run_active, finish_active);
    letter->number_done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}
