/* Cases: opened and answered by the customer's turns, worked on by staff. */
#include "store/cases.h"

#include "store/events.h"
#include "store/sqlite/data.h"

enum { HISTORY_MAX = 200 };

/* The indexes of migrate.c name the states that are over by their numbers. */
_Static_assert(CASE_IS_OPEN == 0 && CASE_IS_SOLVED == 3 && CASE_IS_CLOSED == 4 &&
                   CASE_IS_WITHDRAWN == 5,
               "stored");

#define CASE_COLUMNS                                                                               \
    "f.id, f.code, f.kind, f.state, f.ver, f.priority, f.category, f.team, f.title, f.text, "      \
    "f.fields, f.note, f.conversation, c.public_id, f.owner, "                                     \
    "coalesce((SELECT name FROM staff WHERE id = f.owner), ''), f.opened_at, f.due_at, "           \
    "f.updated_at"
#define CASE_FROM " FROM case_file f JOIN conversation c ON c.id = f.conversation "

static void read_case(sqlite3_stmt *row, struct arena *arena, struct case_file *out)
{
    *out = (struct case_file){.id = db_int(row, 0),
                              .code = db_text(row, 1, arena),
                              .kind = (enum case_kind)db_int(row, 2),
                              .state = (enum case_state)db_int(row, 3),
                              .ver = db_int(row, 4),
                              .priority = (int)db_int(row, 5),
                              .category = db_text(row, 6, arena),
                              .team = db_text(row, 7, arena),
                              .title = db_text(row, 8, arena),
                              .text = db_text(row, 9, arena),
                              .fields = db_text(row, 10, arena),
                              .note = db_text(row, 11, arena),
                              .conversation = db_int(row, 12),
                              .public_id = db_text(row, 13, arena),
                              .owner = db_int(row, 14),
                              .owner_name = db_text(row, 15, arena),
                              .opened_at_ms = db_int(row, 16),
                              .due_at_ms = db_int(row, 17),
                              .updated_at_ms = db_int(row, 18)};
}

static bool find_case(struct db *db, struct str code, struct arena *arena, struct case_file *out)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT " CASE_COLUMNS CASE_FROM "WHERE f.tenant = 1 AND f.code = ?1");
    db_bind(find, "s", code);
    if (!db_row(db, find))
        return false;
    read_case(find, arena, out);
    sqlite3_reset(find);
    return true;
}

bool add_case_entry(struct db *db, int64_t case_id, const struct case_entry *entry)
{
    return db_do(db,
                 "INSERT INTO case_entry (tenant, case_id, n, at, author, what, text, public) "
                 "SELECT 1, ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM case_entry "
                 "WHERE tenant = 1 AND case_id = ?1",
                 "iisssi", case_id, entry->at_ms, entry->author, entry->what, entry->text,
                 (int64_t)entry->is_public);
}

/* ---- by the customer ---- */

enum store_status open_case(struct db *db, const struct store_turn *turn,
                            const struct case_open *wish, int64_t now_ms, struct arena *arena)
{
    int64_t due_ms = turn->case_due_ms == NULL ? 0 : turn->case_due_ms[wish->kind];
    bool ok = db_do(db,
                    "INSERT INTO case_file (tenant, code, kind, state, ver, category, team, "
                    "priority, title, text, fields, note, conversation, visitor, owner, opened_at, "
                    "due_at, updated_at) VALUES (1, ?1, ?2, 0, 1, ?3, ?4, ?5, ?6, ?7, ?8, '', ?9, "
                    "?10, 0, ?11, ?12, ?11) ON CONFLICT (tenant, code) DO NOTHING",
                    "sississsiiii", wish->code, (int64_t)wish->kind, wish->category, wish->team,
                    (int64_t)wish->priority, wish->title, wish->text,
                    store_fields_write(wish->fields, wish->field_count, arena), turn->conversation,
                    visitor_of(db, turn->conversation), now_ms, due_ms);
    if (!ok)
        return STORE_UNAVAILABLE;
    if (db_changes(db) == 0)
        return STORE_CONFLICT;
    struct case_entry entry = {now_ms, STR("customer"), STR("opened"), wish->text, true};
    return add_case_entry(db, sqlite3_last_insert_rowid(db_handle(db)), &entry) ? STORE_OK
                                                                                : STORE_UNAVAILABLE;
}

/* The state after the customer's word, from each state; itself where nothing changes. */
static enum case_state state_after(enum case_change change, enum case_state state)
{
    bool is_over = state == CASE_IS_CLOSED || state == CASE_IS_WITHDRAWN;
    switch (change) {
    case CASE_NOTE:
        return state == CASE_IS_WAITING ? CASE_IS_WORKING : state; /* it waited for this */
    case CASE_REOPEN:
        return is_over || state == CASE_IS_SOLVED ? CASE_IS_OPEN : state;
    case CASE_SOLVED:
        return is_over ? state : CASE_IS_CLOSED;
    case CASE_WITHDRAW:
        return is_over ? state : CASE_IS_WITHDRAWN;
    }
    return state;
}

/* The id and state of a case of the visitor of this conversation, or of the same customer. */
static bool find_own_case(struct db *db, int64_t conversation, struct str code, int64_t *id,
                          enum case_state *state)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT f.id, f.state FROM case_file f WHERE f.tenant = 1 AND f.code = ?2 AND "
            "(f.visitor = (SELECT visitor FROM conversation WHERE id = ?1) OR f.visitor IN "
            "(SELECT o.visitor FROM visitor_customer o JOIN visitor_customer m ON m.tenant = 1 AND "
            "m.customer = o.customer JOIN conversation c ON c.visitor = m.visitor "
            "WHERE o.tenant = 1 AND c.id = ?1))");
    db_bind(find, "is", conversation, code);
    if (!db_row(db, find))
        return false;
    *id = db_int(find, 0);
    *state = (enum case_state)db_int(find, 1);
    sqlite3_reset(find);
    return true;
}

enum store_status update_case(struct db *db, const struct store_turn *turn,
                              const struct case_update *wish, int64_t now_ms)
{
    int64_t id;
    enum case_state state;
    if (!find_own_case(db, turn->conversation, wish->code, &id, &state))
        return db_failed(db) ? STORE_UNAVAILABLE : STORE_OK; /* another's is not touched */
    struct case_entry entry = {now_ms, STR("customer"), str_view(case_change_name(wish->change)),
                               wish->text, true};
    bool ok =
        db_do(db, "UPDATE case_file SET state = ?2, ver = ver + 1, updated_at = ?3 WHERE id = ?1",
              "iii", id, (int64_t)state_after(wish->change, state), now_ms) &&
        add_case_entry(db, id, &entry);
    return ok ? STORE_OK : STORE_UNAVAILABLE;
}

/* ---- by staff ---- */

struct case_letter {
    struct letter letter;
    struct store_case_filter filter;
    struct store_case_act act;
    struct str code;
    struct case_file *cases;
    size_t count, capacity;
    struct case_entry *history;
    size_t entries, entry_capacity;
    store_cases_fn *done;
    store_case_fn *found;
    void *ctx;
};

static void run_list(struct db *db, struct letter *letter)
{
    struct case_letter *self = (struct case_letter *)letter;
    sqlite3_stmt *find = db_prepare(
        db, "SELECT " CASE_COLUMNS CASE_FROM
            "WHERE f.tenant = 1 AND (?1 = 0 OR f.state < 4) AND (?2 = 0 OR f.owner = ?2) AND "
            "(?3 = 0 OR f.conversation = ?3) ORDER BY f.state >= 4, f.due_at = 0, f.due_at, f.id "
            "LIMIT ?4");
    db_bind(find, "iiii", (int64_t)self->filter.only_open, self->filter.owner,
            self->filter.conversation, (int64_t)self->filter.limit);
    while (db_row(db, find))
        read_case(find, letter->arena,
                  ARENA_PUSH(letter->arena, self->cases, self->count, self->capacity));
}

static void finish_list(struct letter *letter)
{
    struct case_letter *self = (struct case_letter *)letter;
    struct store_cases list = {letter->status, self->cases, self->count};
    self->done(self->ctx, &list);
}

void store_case_list(struct store *store, const struct store_case_filter *filter,
                     store_cases_fn *done, void *ctx)
{
    must(filter->limit >= 1 && filter->limit <= STORE_PAGE_MAX);
    struct case_letter *letter = LETTER(store, struct case_letter, run_list, finish_list);
    letter->filter = *filter;
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}

static void read_history(struct db *db, struct case_letter *self, int64_t case_id)
{
    struct arena *arena = self->letter.arena;
    sqlite3_stmt *find =
        db_prepare(db, "SELECT at, author, what, text, public FROM (SELECT * FROM case_entry WHERE "
                       "tenant = 1 AND case_id = ?1 ORDER BY n DESC LIMIT ?2) ORDER BY n");
    db_bind(find, "ii", case_id, (int64_t)HISTORY_MAX);
    while (db_row(db, find))
        *ARENA_PUSH(arena, self->history, self->entries, self->entry_capacity) =
            (struct case_entry){db_int(find, 0), db_text(find, 1, arena), db_text(find, 2, arena),
                                db_text(find, 3, arena), db_int(find, 4) != 0};
}

static void run_find(struct db *db, struct letter *letter)
{
    struct case_letter *self = (struct case_letter *)letter;
    self->cases = ARENA_NEW(letter->arena, struct case_file);
    if (find_case(db, self->code, letter->arena, self->cases))
        read_history(db, self, self->cases->id);
    else
        letter->status = STORE_NOT_FOUND;
}

static void finish_find(struct letter *letter)
{
    struct case_letter *self = (struct case_letter *)letter;
    self->found(self->ctx, letter->status, self->cases, self->history, self->entries);
}

void store_case_find(struct store *store, struct str code, store_case_fn *done, void *ctx)
{
    struct case_letter *letter = LETTER(store, struct case_letter, run_find, finish_find);
    letter->code = str_dup(letter->letter.arena, code);
    letter->found = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}

static bool is_staff(struct db *db, int64_t id)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT 1 FROM staff WHERE tenant = 1 AND id = ?1 AND disabled = 0");
    db_bind(find, "i", id);
    bool is = db_row(db, find);
    if (is)
        sqlite3_reset(find);
    return is;
}

/* One line of the history for each thing that was changed. */
static bool write_history(struct db *db, const struct case_file *was,
                          const struct store_case_act *act, int64_t now_ms, struct arena *arena)
{
    struct case_entry entry = {.at_ms = now_ms, .author = act->staff_name};
    bool ok = true;
    if (act->sets_state && act->state != was->state) {
        entry.what = STR("state");
        entry.text = str_view(case_state_name(act->state));
        entry.is_public = true;
        ok = add_case_entry(db, was->id, &entry);
    }
    if (act->sets_owner && act->owner != was->owner) {
        entry.what = STR("owner");
        entry.text =
            act->owner == act->staff ? act->staff_name : str_printf(arena, "#%d", (int)act->owner);
        entry.is_public = false;
        ok = ok && add_case_entry(db, was->id, &entry);
    }
    if (act->sets_priority && act->priority != was->priority) {
        entry.what = STR("priority");
        entry.text = str_printf(arena, "%d", act->priority);
        entry.is_public = false;
        ok = ok && add_case_entry(db, was->id, &entry);
    }
    if (act->text.len > 0) {
        entry.what = STR("note");
        entry.text = act->text;
        entry.is_public = act->tells;
        ok = ok && add_case_entry(db, was->id, &entry);
    }
    return ok;
}

/* The conversation hears of it. A state that changes again before it was told is told once. */
static bool tell_customer(struct db *db, const struct case_file *is, int64_t now_ms,
                          struct arena *arena)
{
    struct field fields[] = {{STR("code"), is->code},
                             {STR("kind"), str_view(case_kind_name(is->kind))},
                             {STR("state"), str_view(case_state_name(is->state))},
                             {STR("note"), is->note}};
    struct turn_event event = {.fields = fields, .field_count = COUNT(fields)};
    return put_event(db, is->conversation, EVENT_CASE, is->code, now_ms,
                     store_event_write(&event, arena));
}

static void run_act(struct db *db, struct letter *letter)
{
    struct case_letter *self = (struct case_letter *)letter;
    const struct store_case_act *act = &self->act;
    int64_t now_ms = letter_now_ms(letter);
    struct case_file was;
    if (!find_case(db, act->code, letter->arena, &was) ||
        (act->sets_owner && act->owner != 0 && !is_staff(db, act->owner))) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    bool tells = act->tells && act->text.len > 0;
    bool ok =
        db_do(db,
              "UPDATE case_file SET state = ?2, owner = ?3, priority = ?4, note = ?5, due_at = ?6, "
              "ver = ver + 1, updated_at = ?7 WHERE id = ?1",
              "iiiisii", was.id, (int64_t)(act->sets_state ? act->state : was.state),
              act->sets_owner ? act->owner : was.owner,
              (int64_t)(act->sets_priority ? act->priority : was.priority),
              tells ? act->text : was.note, act->due_at_ms == 0 ? was.due_at_ms : act->due_at_ms,
              now_ms) &&
        write_history(db, &was, act, now_ms, letter->arena);
    self->cases = ARENA_NEW(letter->arena, struct case_file);
    self->count = 1;
    if (ok && find_case(db, act->code, letter->arena, self->cases) &&
        (self->cases->state != was.state || tells)) {
        struct case_file told = *self->cases;
        told.note = tells ? act->text : STR("");
        tell_customer(db, &told, now_ms, letter->arena);
    }
}

void store_case_act(struct store *store, const struct store_case_act *act, store_cases_fn *done,
                    void *ctx)
{
    must(act->priority >= 0 && act->priority <= 10);
    struct case_letter *letter = LETTER(store, struct case_letter, run_act, finish_list);
    struct arena *arena = letter->letter.arena;
    letter->act = *act;
    letter->act.code = str_dup(arena, act->code);
    letter->act.staff_name = str_dup(arena, act->staff_name);
    letter->act.text = str_dup(arena, act->text);
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}
