/* What waits for its time: events, and requests to other systems. */
#include "store/events.h"

#include "store/sqlite/data.h"

enum {
    REQUEST_IS_WAITING = 0,
    REQUEST_IS_ANSWERED = 1,
    REQUEST_IS_REFUSED = 2,
    REQUEST_IS_OVER = 3
};

/* ---- events ---- */

/* run_due() names the two that go to the visitor's newest conversation by their numbers. */
_Static_assert(EVENT_FOLLOW_UP == 3 && EVENT_CASE == 4, "stored");

bool drop_event(struct db *db, int64_t conversation, enum turn_event_kind kind, struct str key)
{
    return db_do(db,
                 "DELETE FROM event WHERE tenant = 1 AND conversation = ?1 AND kind = ?2 AND "
                 "key = ?3",
                 "iis", conversation, (int64_t)kind, key);
}

bool put_event(struct db *db, int64_t conversation, enum turn_event_kind kind, struct str key,
               int64_t at_ms, struct str payload)
{
    return drop_event(db, conversation, kind, key) &&
           db_do(db,
                 "INSERT INTO event (tenant, conversation, kind, key, at, payload) "
                 "VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                 "iisis", conversation, (int64_t)kind, key, at_ms, payload);
}

enum store_status consume_event(struct db *db, int64_t id)
{
    if (!db_do(db, "DELETE FROM event WHERE tenant = 1 AND id = ?1", "i", id))
        return STORE_UNAVAILABLE;
    return db_changes(db) == 0 ? STORE_DUPLICATE : STORE_OK;
}

struct events_letter {
    struct letter letter;
    int limit;
    struct store_event *events;
    struct store_request *requests;
    size_t count, capacity;
    store_events_fn *done;
    store_requests_fn *requests_done;
    void *ctx;
};

static void run_due(struct db *db, struct letter *letter)
{
    struct events_letter *self = (struct events_letter *)letter;
    struct arena *arena = letter->arena;
    sqlite3_stmt *find =
        db_prepare(db, "SELECT e.id, CASE WHEN e.kind IN (3, 4) THEN (SELECT max(n.id) FROM "
                       "conversation n JOIN conversation c ON c.visitor = n.visitor "
                       "WHERE c.id = e.conversation) ELSE e.conversation END, "
                       "e.kind, e.key, e.at, e.payload FROM event e "
                       "WHERE e.tenant = 1 AND e.at <= ?1 ORDER BY e.at, e.id LIMIT ?2");
    db_bind(find, "ii", letter_now_ms(letter), (int64_t)self->limit);
    while (db_row(db, find))
        *ARENA_PUSH(arena, self->events, self->count, self->capacity) =
            (struct store_event){.id = db_int(find, 0),
                                 .conversation = db_int(find, 1),
                                 .kind = (enum turn_event_kind)db_int(find, 2),
                                 .key = db_text(find, 3, arena),
                                 .at_ms = db_int(find, 4),
                                 .payload = db_text(find, 5, arena)};
}

static void finish_due(struct letter *letter)
{
    struct events_letter *self = (struct events_letter *)letter;
    struct store_events list = {letter->status, self->events, self->count};
    self->done(self->ctx, &list);
}

static struct events_letter *due_new(struct store *store, int limit,
                                     void (*run)(struct db *, struct letter *),
                                     void (*finish)(struct letter *), void *ctx)
{
    must(limit >= 1 && limit <= STORE_PAGE_MAX);
    struct events_letter *letter = LETTER(store, struct events_letter, run, finish);
    letter->limit = limit;
    letter->ctx = ctx;
    return letter;
}

void store_events_due(struct store *store, int limit, store_events_fn *done, void *ctx)
{
    struct events_letter *letter = due_new(store, limit, run_due, finish_due, ctx);
    letter->done = done;
    store_read(store, &letter->letter);
}

struct change_letter {
    struct letter letter;
    int64_t id, at_ms;
    struct store_attempt attempt;
    store_done_fn *done;
    void *ctx;
};

static void finish_change(struct letter *letter)
{
    struct change_letter *self = (struct change_letter *)letter;
    self->done(self->ctx, letter->status);
}

static void run_delay(struct db *db, struct letter *letter)
{
    struct change_letter *self = (struct change_letter *)letter;
    if (db_do(db, "UPDATE event SET at = ?2 WHERE tenant = 1 AND id = ?1", "ii", self->id,
              self->at_ms) &&
        db_changes(db) == 0)
        letter->status = STORE_NOT_FOUND;
}

void store_event_delay(struct store *store, int64_t id, int64_t at_ms, store_done_fn *done,
                       void *ctx)
{
    struct change_letter *letter = LETTER(store, struct change_letter, run_delay, finish_change);
    letter->id = id;
    letter->at_ms = at_ms;
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}

/* ---- requests ---- */

#define REQUEST_COLUMNS                                                                            \
    "id, conversation, name, key, body, created_at, deadline, keep_trying, attempts"

static void read_request(sqlite3_stmt *row, struct arena *arena, struct store_request *out)
{
    *out = (struct store_request){.id = db_int(row, 0),
                                  .conversation = db_int(row, 1),
                                  .name = db_text(row, 2, arena),
                                  .key = db_text(row, 3, arena),
                                  .body = db_text(row, 4, arena),
                                  .created_at_ms = db_int(row, 5),
                                  .deadline_ms = db_int(row, 6),
                                  .keep_trying = db_int(row, 7) != 0,
                                  .attempts = (int)db_int(row, 8)};
}

static void run_requests_due(struct db *db, struct letter *letter)
{
    struct events_letter *self = (struct events_letter *)letter;
    sqlite3_stmt *find = db_prepare(db, "SELECT " REQUEST_COLUMNS " FROM request WHERE tenant = 1 "
                                        "AND state = 0 AND next_at <= ?1 ORDER BY next_at, id "
                                        "LIMIT ?2");
    db_bind(find, "ii", letter_now_ms(letter), (int64_t)self->limit);
    while (db_row(db, find))
        read_request(find, letter->arena,
                     ARENA_PUSH(letter->arena, self->requests, self->count, self->capacity));
}

static void finish_requests_due(struct letter *letter)
{
    struct events_letter *self = (struct events_letter *)letter;
    struct store_requests list = {letter->status, self->requests, self->count};
    self->requests_done(self->ctx, &list);
}

void store_requests_due(struct store *store, int limit, store_requests_fn *done, void *ctx)
{
    struct events_letter *letter =
        due_new(store, limit, run_requests_due, finish_requests_due, ctx);
    letter->requests_done = done;
    store_read(store, &letter->letter);
}

/* What the attempt comes to. */
struct verdict {
    int64_t state;
    bool tells, ok;
};

static struct verdict judge(const struct store_request *request, bool told,
                            const struct store_attempt *attempt)
{
    bool too_late = attempt->next_at_ms > request->deadline_ms;
    switch (attempt->result) {
    case REQUEST_ANSWERED:
        return (struct verdict){REQUEST_IS_ANSWERED, true, true};
    case REQUEST_REFUSED:
        return (struct verdict){REQUEST_IS_REFUSED, !told, false};
    case REQUEST_FAILED:
        break;
    }
    bool goes_on = !too_late || request->keep_trying;
    return (struct verdict){goes_on ? REQUEST_IS_WAITING : REQUEST_IS_OVER, too_late && !told,
                            false};
}

static void run_tried(struct db *db, struct letter *letter)
{
    struct change_letter *self = (struct change_letter *)letter;
    const struct store_attempt *attempt = &self->attempt;
    int64_t now_ms = letter_now_ms(letter);
    struct store_request request;
    sqlite3_stmt *find =
        db_prepare(db, "SELECT " REQUEST_COLUMNS ", told FROM request WHERE tenant = 1 AND "
                       "id = ?1 AND state = 0");
    db_bind(find, "i", attempt->id);
    if (!db_row(db, find)) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    read_request(find, letter->arena, &request);
    struct verdict verdict = judge(&request, db_int(find, 9) != 0, attempt);
    sqlite3_reset(find);
    struct turn_event event = {.name = request.name, .ok = verdict.ok, .body = attempt->body};
    bool ok = db_do(db,
                    "UPDATE request SET state = ?2, attempts = attempts + 1, next_at = ?3, "
                    "http_status = ?4, told = max(told, ?5), updated_at = ?6 WHERE id = ?1",
                    "iiiiii", attempt->id, verdict.state, attempt->next_at_ms,
                    (int64_t)attempt->http_status, (int64_t)verdict.tells, now_ms);
    if (ok && verdict.tells)
        put_event(db, request.conversation, EVENT_REQUEST, request.key, now_ms,
                  store_event_write(&event, letter->arena));
}

void store_request_tried(struct store *store, const struct store_attempt *attempt,
                         store_done_fn *done, void *ctx)
{
    must(attempt->body.len <= EFFECT_BODY_MAX);
    struct change_letter *letter = LETTER(store, struct change_letter, run_tried, finish_change);
    letter->attempt = *attempt;
    letter->attempt.body = str_dup(letter->letter.arena, attempt->body);
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}
