/* Staff and their sessions. */
#include "store/sqlite/letter.h"

enum {
    STAFF_MAX = 500,
    HOUR_MS = 60 * 60 * 1000,
    SESSION_IDLE_MS = 8 * HOUR_MS,
    SESSION_MAX_MS = 24 * HOUR_MS
};

struct staff_letter {
    struct letter letter;
    struct staff staff;
    struct str text;
    struct staff *found;
    size_t count;
    store_staff_fn *done;
    void *ctx;
};

#define STAFF_SELECT                                                                               \
    "SELECT s.id, s.login, s.name, s.role, s.password_hash, s.disabled, s.created_at FROM staff "  \
    "s "

static void read_staff(sqlite3_stmt *row, struct arena *arena, struct staff *out)
{
    *out = (struct staff){
        .id = db_int(row, 0),
        .login = db_text(row, 1, arena),
        .name = db_text(row, 2, arena),
        .role = (enum role)db_int(row, 3),
        .password_hash = db_text(row, 4, arena),
        .is_disabled = db_int(row, 5) != 0,
        .created_at_ms = db_int(row, 6),
    };
}

static void read_all_staff(struct db *db, struct staff_letter *self, sqlite3_stmt *find)
{
    size_t capacity = 0;
    while (self->count < STAFF_MAX && db_row(db, find))
        read_staff(find, self->letter.arena,
                   ARENA_PUSH(self->letter.arena, self->found, self->count, capacity));
    if (find != NULL)
        sqlite3_reset(find);
}

static void finish_staff(struct letter *letter)
{
    struct staff_letter *self = (struct staff_letter *)letter;
    self->done(self->ctx, letter->status, self->found, self->count);
}

static struct staff_letter *staff_new(struct store *store,
                                      void (*run)(struct db *, struct letter *),
                                      store_staff_fn *done, void *ctx)
{
    struct staff_letter *letter = LETTER(store, struct staff_letter, run, finish_staff);
    letter->done = done;
    letter->ctx = ctx;
    return letter;
}

static void find_by_login(struct db *db, struct staff_letter *self, struct str login)
{
    sqlite3_stmt *find = db_prepare(db, STAFF_SELECT "WHERE s.tenant = 1 AND s.login = ?1");
    db_bind(find, "s", login);
    read_all_staff(db, self, find);
}

static void run_add(struct db *db, struct letter *letter)
{
    struct staff_letter *self = (struct staff_letter *)letter;
    const struct staff *staff = &self->staff;
    db_do(db,
          "INSERT INTO staff (tenant, login, name, role, password_hash, disabled, created_at) "
          "VALUES (1, ?1, ?2, ?3, ?4, 0, ?5) ON CONFLICT (tenant, login) DO NOTHING",
          "ssisi", staff->login, staff->name, (int64_t)staff->role, staff->password_hash,
          letter_now_ms(letter));
    if (!db_failed(db) && db_changes(db) == 0)
        letter->status = STORE_EXISTS;
    else
        find_by_login(db, self, staff->login);
}

void store_staff_add(struct store *store, const struct staff *staff, store_staff_fn *done,
                     void *ctx)
{
    struct staff_letter *letter = staff_new(store, run_add, done, ctx);
    struct arena *arena = letter->letter.arena;
    letter->staff = *staff;
    letter->staff.login = str_dup(arena, staff->login);
    letter->staff.name = str_dup(arena, staff->name);
    letter->staff.password_hash = str_dup(arena, staff->password_hash);
    store_write(store, &letter->letter);
}

static void run_find(struct db *db, struct letter *letter)
{
    struct staff_letter *self = (struct staff_letter *)letter;
    find_by_login(db, self, self->text);
    if (self->count == 0)
        letter->status = STORE_NOT_FOUND;
}

void store_staff_find(struct store *store, struct str login, store_staff_fn *done, void *ctx)
{
    struct staff_letter *letter = staff_new(store, run_find, done, ctx);
    letter->text = str_dup(letter->letter.arena, login);
    store_read(store, &letter->letter);
}

static void run_list(struct db *db, struct letter *letter)
{
    read_all_staff(db, (struct staff_letter *)letter,
                   db_prepare(db, STAFF_SELECT "WHERE s.tenant = 1 ORDER BY s.login"));
}

void store_staff_list(struct store *store, store_staff_fn *done, void *ctx)
{
    store_read(store, &staff_new(store, run_list, done, ctx)->letter);
}

static void run_session(struct db *db, struct letter *letter)
{
    struct staff_letter *self = (struct staff_letter *)letter;
    int64_t now_ms = letter_now_ms(letter);
    sqlite3_stmt *find = db_prepare(
        db, STAFF_SELECT "JOIN session e ON e.staff = s.id WHERE e.hash = ?1 AND s.disabled = 0 "
                         "AND e.used_at > ?2 AND e.created_at > ?3");
    db_bind(find, "sii", self->text, now_ms - SESSION_IDLE_MS, now_ms - SESSION_MAX_MS);
    read_all_staff(db, self, find);
    if (self->count == 0) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    db_do(db, "UPDATE session SET used_at = ?2 WHERE hash = ?1 AND used_at < ?2 - 60000", "si",
          self->text, now_ms);
}

void store_session_find(struct store *store, struct str token_hash, store_staff_fn *done, void *ctx)
{
    struct staff_letter *letter = staff_new(store, run_session, done, ctx);
    letter->text = str_dup(letter->letter.arena, token_hash);
    store_write(store, &letter->letter);
}
