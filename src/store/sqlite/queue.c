/* The queue for a person: claiming, and the lists the desk shows. */
#include "store/sqlite/letter.h"

/* ---- claim ---- */

struct claim_letter {
    struct letter letter;
    struct store_claim claim;
    struct store_claim_result result;
    store_claim_fn *done;
    void *ctx;
};

/* The waiting hand-off to take: this conversation's, or the next by priority, then age. */
static bool find_waiting(struct db *db, int64_t wanted, int64_t *handoff, int64_t *conversation)
{
    sqlite3_stmt *find =
        wanted != 0
            ? db_prepare(db, "SELECT id, conversation FROM handoff "
                             "WHERE tenant = 1 AND conversation = ?1 AND state IN (0, 1) "
                             "AND state = 0") /* the first condition is the index's own */
            : db_prepare(db, "SELECT id, conversation FROM handoff WHERE tenant = 1 AND state = 0 "
                             "ORDER BY priority DESC, put_back_at DESC, entered_at, id LIMIT 1");
    if (wanted != 0)
        db_bind(find, "i", wanted);
    if (!db_row(db, find))
        return false;
    *handoff = db_int(find, 0);
    *conversation = db_int(find, 1);
    sqlite3_reset(find);
    return true;
}

static void run_claim(struct db *db, struct letter *letter)
{
    struct claim_letter *self = (struct claim_letter *)letter;
    int64_t handoff, conversation, now_ms = letter_now_ms(letter);
    struct conversation was;
    if (!find_waiting(db, self->claim.conversation, &handoff, &conversation) ||
        !find_conversation(db, conversation, letter->arena, &was)) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    insert_messages(db, conversation, &self->claim.greeting, 1, was.last_seq, now_ms);
    db_do(db, "UPDATE handoff SET state = 1, owner = ?2, taken_at = ?3 WHERE id = ?1", "iii",
          handoff, self->claim.staff, now_ms);
    db_do(db,
          "UPDATE conversation SET mode = 2, ver = ver + 1, last_seq = last_seq + 1, owner = ?2, "
          "epoch = epoch + 1, updated_at = ?3 WHERE tenant = 1 AND id = ?1",
          "iii", conversation, self->claim.staff, now_ms);
    self->result.seq = was.last_seq + 1;
    find_conversation(db, conversation, letter->arena, &self->result.conversation);
}

static void finish_claim(struct letter *letter)
{
    struct claim_letter *self = (struct claim_letter *)letter;
    self->result.status = letter->status;
    self->done(self->ctx, &self->result);
}

void store_claim(struct store *store, const struct store_claim *claim, store_claim_fn *done,
                 void *ctx)
{
    struct claim_letter *letter = LETTER(store, struct claim_letter, run_claim, finish_claim);
    letter->claim = *claim;
    letter->claim.greeting = *copy_messages(letter->letter.arena, &claim->greeting, 1);
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}

/* ---- lists ---- */

struct list_letter {
    struct letter letter;
    int64_t staff;
    int limit;
    struct store_queue queue;
    struct store_conversations conversations;
    struct store_callbacks callbacks;
    store_queue_fn *queue_done;
    store_conversations_fn *conversations_done;
    store_callbacks_fn *callbacks_done;
    void *ctx;
};

#define HANDOFF_COLUMNS                                                                            \
    "h.id, h.conversation, h.reason, h.state, h.team, h.summary, h.priority, h.entered_at, "       \
    "h.taken_at, h.ended_at, h.owner, c.public_id, c.locale, c.channel, (SELECT body FROM "        \
    "message m WHERE m.tenant = 1 AND m.conversation = c.id AND m.author = 0 AND m.kind = 0 "      \
    "ORDER BY m.seq DESC LIMIT 1)"

static void read_handoff(sqlite3_stmt *row, int at, struct arena *arena, struct handoff *out)
{
    *out = (struct handoff){
        .id = db_int(row, at),
        .conversation = db_int(row, at + 1),
        .reason = (enum handoff_reason)db_int(row, at + 2),
        .state = (enum handoff_state)db_int(row, at + 3),
        .team = db_text(row, at + 4, arena),
        .summary = db_text(row, at + 5, arena),
        .priority = (int)db_int(row, at + 6),
        .entered_at_ms = db_int(row, at + 7),
        .taken_at_ms = db_int(row, at + 8),
        .ended_at_ms = db_int(row, at + 9),
        .owner = db_int(row, at + 10),
        .public_id = db_text(row, at + 11, arena),
        .locale = db_text(row, at + 12, arena),
        .channel = db_text(row, at + 13, arena),
        .last_text = body_text(arena, db_text(row, at + 14, arena)),
    };
}

static void run_queue(struct db *db, struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    struct handoff *list = ARENA_ARRAY(letter->arena, struct handoff, (size_t)self->limit);
    sqlite3_stmt *find =
        db_prepare(db, "SELECT " HANDOFF_COLUMNS
                       " FROM handoff h JOIN conversation c ON c.id = h.conversation "
                       "WHERE h.tenant = 1 AND h.state = 0 "
                       "ORDER BY h.priority DESC, h.put_back_at DESC, h.entered_at, h.id LIMIT ?1");
    db_bind(find, "i", (int64_t)self->limit);
    while (self->queue.count < (size_t)self->limit && db_row(db, find))
        read_handoff(find, 0, letter->arena, &list[self->queue.count++]);
    if (find != NULL)
        sqlite3_reset(find);
    self->queue.handoffs = list;
}

static void finish_queue(struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    self->queue.status = letter->status;
    self->queue_done(self->ctx, &self->queue);
}

static struct list_letter *list_new(struct store *store, int limit,
                                    void (*run)(struct db *, struct letter *),
                                    void (*finish)(struct letter *), void *ctx)
{
    must(limit > 0);
    struct list_letter *letter = LETTER(store, struct list_letter, run, finish);
    letter->limit = limit;
    letter->ctx = ctx;
    return letter;
}

void store_queue(struct store *store, int limit, store_queue_fn *done, void *ctx)
{
    struct list_letter *letter = list_new(store, limit, run_queue, finish_queue, ctx);
    letter->queue_done = done;
    store_read(store, &letter->letter);
}

static void run_owned(struct db *db, struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    struct conversation *list =
        ARENA_ARRAY(letter->arena, struct conversation, (size_t)self->limit);
    struct handoff *handoffs = ARENA_ARRAY(letter->arena, struct handoff, (size_t)self->limit);
    sqlite3_stmt *find = db_prepare(
        db, "SELECT " CONVERSATION_COLUMNS ", " HANDOFF_COLUMNS " FROM conversation c "
            "JOIN handoff h ON h.tenant = 1 AND h.conversation = c.id AND h.state IN (0, 1) "
            "AND h.state = 1 WHERE c.tenant = 1 AND c.owner = ?1 AND c.mode = 2 "
            "ORDER BY c.updated_at DESC, c.id DESC LIMIT ?2");
    db_bind(find, "ii", self->staff, (int64_t)self->limit);
    while (self->conversations.count < (size_t)self->limit && db_row(db, find)) {
        size_t i = self->conversations.count++;
        read_conversation_row(find, letter->arena, &list[i]);
        read_handoff(find, CONVERSATION_COLUMN_COUNT, letter->arena, &handoffs[i]);
    }
    if (find != NULL)
        sqlite3_reset(find);
    self->conversations.conversations = list;
    self->conversations.handoffs = handoffs;
}

static void finish_owned(struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    self->conversations.status = letter->status;
    self->conversations_done(self->ctx, &self->conversations);
}

void store_owned(struct store *store, int64_t staff, int limit, store_conversations_fn *done,
                 void *ctx)
{
    struct list_letter *letter = list_new(store, limit, run_owned, finish_owned, ctx);
    letter->staff = staff;
    letter->conversations_done = done;
    store_read(store, &letter->letter);
}

static void run_callbacks(struct db *db, struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    struct callback *list = ARENA_ARRAY(letter->arena, struct callback, (size_t)self->limit);
    sqlite3_stmt *find = db_prepare(
        db, "SELECT b.id, b.conversation, c.public_id, b.phone, b.name, b.note, b.created_at, "
            "b.done_at FROM callback b JOIN conversation c ON c.id = b.conversation "
            "WHERE b.tenant = 1 AND b.done_at = 0 ORDER BY b.id LIMIT ?1");
    db_bind(find, "i", (int64_t)self->limit);
    while (self->callbacks.count < (size_t)self->limit && db_row(db, find)) {
        list[self->callbacks.count++] = (struct callback){
            .id = db_int(find, 0),
            .conversation = db_int(find, 1),
            .public_id = db_text(find, 2, letter->arena),
            .phone = db_text(find, 3, letter->arena),
            .name = db_text(find, 4, letter->arena),
            .note = db_text(find, 5, letter->arena),
            .created_at_ms = db_int(find, 6),
            .done_at_ms = db_int(find, 7),
        };
    }
    if (find != NULL)
        sqlite3_reset(find);
    self->callbacks.callbacks = list;
}

static void finish_callbacks(struct letter *letter)
{
    struct list_letter *self = (struct list_letter *)letter;
    self->callbacks.status = letter->status;
    self->callbacks_done(self->ctx, &self->callbacks);
}

void store_callbacks(struct store *store, int limit, store_callbacks_fn *done, void *ctx)
{
    struct list_letter *letter = list_new(store, limit, run_callbacks, finish_callbacks, ctx);
    letter->callbacks_done = done;
    store_read(store, &letter->letter);
}
