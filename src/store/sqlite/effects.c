/* The effects of a turn, in the turn's own transaction. */
#include "base/log.h"
#include "store/events.h"
#include "store/sqlite/data.h"

/* ---- rows ---- */

/* Compare and set: CONFLICT unless the row is as the turn saw it. */
static enum store_status update_row(struct db *db, const struct store_turn *turn,
                                    const struct row_update *wish, int64_t now_ms,
                                    struct arena *arena)
{
    struct data_table table = {0};
    int64_t id;
    if (!str_to_int(wish->id, 1, INT64_MAX, &id) ||
        !find_data_table(db, wish->table, arena, &table))
        return STORE_CONFLICT;
    sqlite3_stmt *find = db_prepare(db, "SELECT cells FROM data_row WHERE tenant = 1 AND id = ?1 "
                                        "AND table_name = ?2 AND ver = ?3");
    db_bind(find, "isi", id, wish->table, wish->ver);
    if (!db_row(db, find))
        return STORE_CONFLICT;
    struct str before = db_text(find, 0, arena);
    sqlite3_reset(find);
    struct str *values = data_values_read(&table, before, arena);
    for (size_t i = 0; i < wish->field_count; i++) {
        ptrdiff_t at = data_column_find(&table, wish->fields[i].name);
        if (at > 0) /* the identity never changes */
            values[at] = wish->fields[i].value;
        else
            log_warn("store.row_update", "no_column=" STR_FMT, STR_ARG(wish->fields[i].name));
    }
    struct str after = data_values_text(&table, values, arena);
    bool ok =
        db_do(db, "UPDATE data_row SET cells = ?2, ver = ver + 1, updated_at = ?3 WHERE id = ?1",
              "isi", id, after, now_ms) &&
        data_write_keys(db, &table, values, id, arena) &&
        db_do(db,
              "INSERT INTO row_change (tenant, row, ver, before, after, why, conversation, "
              "at) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
              "iisssii", id, wish->ver + 1, before, after, wish->why, turn->conversation, now_ms);
    return ok ? STORE_OK : STORE_UNAVAILABLE;
}

/* ---- requests and follow-ups ---- */

static bool record_request(struct db *db, int64_t conversation, const struct request_send *wish,
                           int64_t now_ms)
{
    return db_do(db,
                 "INSERT INTO request (tenant, conversation, name, key, body, deadline, "
                 "keep_trying, state, told, attempts, next_at, http_status, created_at, "
                 "updated_at) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, ?7, 0, ?7, ?7) "
                 "ON CONFLICT (tenant, key) DO NOTHING",
                 "isssiii", conversation, wish->name, wish->key, wish->body, wish->deadline_ms,
                 (int64_t)wish->keep_trying, now_ms);
}

static bool plan_follow_up(struct db *db, int64_t conversation, const struct follow_up *wish,
                           struct arena *arena)
{
    if (wish->at_ms == 0)
        return drop_event(db, conversation, EVENT_FOLLOW_UP, wish->key);
    struct turn_event event = {
        .name = wish->flow, .fields = wish->fields, .field_count = wish->field_count};
    return put_event(db, conversation, EVENT_FOLLOW_UP, wish->key, wish->at_ms,
                     store_event_write(&event, arena));
}

/* ---- all of them ---- */

static enum store_status done(bool ok)
{
    return ok ? STORE_OK : STORE_UNAVAILABLE; /* db knows why, the letter is answered by that */
}

static enum store_status carry_out(struct db *db, const struct store_turn *turn,
                                   const struct effect *effect, int64_t now_ms, struct arena *arena)
{
    int64_t id = turn->conversation;
    switch (effect->kind) {
    case EFFECT_CASE_OPEN:
        return open_case(db, turn, &effect->case_open, now_ms, arena);
    case EFFECT_CASE_UPDATE:
        return update_case(db, turn, &effect->case_update, now_ms);
    case EFFECT_ROW_UPDATE:
        return update_row(db, turn, &effect->row_update, now_ms, arena);
    case EFFECT_CUSTOMER:
        return done(set_customer(db, id, &effect->customer, now_ms));
    case EFFECT_RATING:
        return done(give_rating(db, id, &effect->rating, now_ms));
    case EFFECT_REQUEST:
        return done(record_request(db, id, &effect->request, now_ms));
    case EFFECT_FOLLOW_UP:
        return done(plan_follow_up(db, id, &effect->follow_up, arena));
    }
    return STORE_OK;
}

static bool set_timer(struct db *db, const struct store_turn *turn)
{
    if (turn->wake_at_ms == 0)
        return drop_event(db, turn->conversation, EVENT_TIMER, STR(""));
    return put_event(db, turn->conversation, EVENT_TIMER, STR(""), turn->wake_at_ms, STR("{}"));
}

static bool note_mood(struct db *db, const struct store_turn *turn, int64_t seq, int64_t now_ms)
{
    return !turn->has_mood ||
           db_do(db,
                 "INSERT OR REPLACE INTO mood (tenant, conversation, seq, mood, at) "
                 "VALUES (1, ?1, ?2, ?3, ?4)",
                 "iiii", turn->conversation, seq, (int64_t)turn->mood, now_ms);
}

enum store_status carry_out_effects(struct db *db, const struct store_turn *turn, int64_t first_seq,
                                    int64_t now_ms, struct arena *arena)
{
    enum store_status status = done(set_timer(db, turn) && note_mood(db, turn, first_seq, now_ms));
    for (size_t i = 0; status == STORE_OK && i < turn->effect_count; i++)
        status = carry_out(db, turn, &turn->effects[i], now_ms, arena);
    return status;
}

/* ---- copies ---- */

static const struct field *copy_fields(struct arena *arena, const struct field *from, size_t count)
{
    struct field *copies = ARENA_ARRAY(arena, struct field, count);
    for (size_t i = 0; i < count; i++)
        copies[i] = (struct field){str_dup(arena, from[i].name), str_dup(arena, from[i].value)};
    return copies;
}

static void copy_case_open(struct arena *arena, struct case_open *open)
{
    open->code = str_dup(arena, open->code);
    open->category = str_dup(arena, open->category);
    open->team = str_dup(arena, open->team);
    open->title = str_dup(arena, open->title);
    open->text = str_dup(arena, open->text);
    open->fields = copy_fields(arena, open->fields, open->field_count);
}

static void copy_one(struct arena *arena, struct effect *effect)
{
    switch (effect->kind) {
    case EFFECT_CASE_OPEN:
        copy_case_open(arena, &effect->case_open);
        return;
    case EFFECT_CASE_UPDATE:
        effect->case_update.code = str_dup(arena, effect->case_update.code);
        effect->case_update.text = str_dup(arena, effect->case_update.text);
        return;
    case EFFECT_ROW_UPDATE: {
        struct row_update *update = &effect->row_update;
        update->table = str_dup(arena, update->table);
        update->id = str_dup(arena, update->id);
        update->why = str_dup(arena, update->why);
        update->fields = copy_fields(arena, update->fields, update->field_count);
        return;
    }
    case EFFECT_CUSTOMER:
        effect->customer.value = str_dup(arena, effect->customer.value);
        return;
    case EFFECT_RATING:
        effect->rating.text = str_dup(arena, effect->rating.text);
        return;
    case EFFECT_REQUEST:
        effect->request.name = str_dup(arena, effect->request.name);
        effect->request.key = str_dup(arena, effect->request.key);
        effect->request.body = str_dup(arena, effect->request.body);
        return;
    case EFFECT_FOLLOW_UP: {
        struct follow_up *plan = &effect->follow_up;
        plan->key = str_dup(arena, plan->key);
        plan->flow = str_dup(arena, plan->flow);
        plan->fields = copy_fields(arena, plan->fields, plan->field_count);
        return;
    }
    }
}

const struct effect *copy_effects(struct arena *arena, const struct effect *effects, size_t count)
{
    struct effect *copies = ARENA_ARRAY(arena, struct effect, count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = effects[i];
        copy_one(arena, &copies[i]);
    }
    return copies;
}
