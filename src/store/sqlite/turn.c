/* Turns of the bot, acts of agents, and reading messages back. */
#include "store/sqlite/data.h"

struct turn_letter {
    struct letter letter;
    struct store_turn turn;
    struct store_act act;
    struct store_written written;
    store_written_fn *done;
    void *ctx;
};

static void finish_turn(struct letter *letter)
{
    struct turn_letter *turn = (struct turn_letter *)letter;
    turn->written.status = letter->status;
    turn->done(turn->ctx, &turn->written);
}

static struct turn_letter *turn_new(struct store *store, void (*run)(struct db *, struct letter *),
                                    store_written_fn *done, void *ctx)
{
    struct turn_letter *letter = LETTER(store, struct turn_letter, run, finish_turn);
    letter->done = done;
    letter->ctx = ctx;
    return letter;
}

/* ---- a turn ---- */

static bool end_handoff(struct db *db, int64_t conversation, enum handoff_state state,
                        int64_t now_ms)
{
    return db_do(db,
                 "UPDATE handoff SET state = ?2, ended_at = ?3 "
                 "WHERE tenant = 1 AND conversation = ?1 AND state IN (0, 1)",
                 "iii", conversation, (int64_t)state, now_ms);
}

/* The conversation waits for a person: one that waits already keeps its place, one that a person
 * had goes back in front (of those with its priority), with the moment it first entered. */
static bool wait_for_person(struct db *db, int64_t conversation,
                            const struct handoff_request *request, int64_t now_ms)
{
    return db_do(db,
                 "INSERT INTO handoff (tenant, conversation, reason, state, team, summary, "
                 "priority, entered_at, taken_at, ended_at, owner) "
                 "VALUES (1, ?1, ?2, 0, ?3, ?4, ?5, ?6, 0, 0, 0) "
                 "ON CONFLICT (tenant, conversation) WHERE state IN (0, 1) "
                 "DO UPDATE SET state = 0, owner = 0, taken_at = 0, put_back_at = ?6 "
                 "WHERE state = 1",
                 "iissii", conversation, (int64_t)request->reason, request->team, request->summary,
                 (int64_t)request->priority, now_ms);
}

static bool leave_callback(struct db *db, const struct turn_letter *letter, int64_t now_ms)
{
    const struct callback_request *callback = letter->turn.callback;
    return db_do(db,
                 "INSERT INTO callback (tenant, conversation, phone, name, note, created_at, "
                 "done_at, done_by, code) VALUES (1, ?1, ?2, ?3, ?4, ?5, 0, 0, ?6)",
                 "isssis", letter->turn.conversation, callback->phone, callback->name,
                 callback->note, now_ms, callback->code);
}

/* Keeps the queue and the mode in step, whatever the turn says: a queued conversation has a place
 * in the queue, and nobody waits for, or owns, what the bot has or what is closed. */
static bool settle_handoff(struct db *db, const struct store_turn *turn, int64_t now_ms)
{
    static const struct handoff_request unnamed = {.reason = HANDOFF_FAILURE};
    int64_t id = turn->conversation;
    if (turn->ends_handoff && !end_handoff(db, id, HANDOFF_MISSED, now_ms))
        return false;
    switch (turn->new_mode) {
    case MODE_QUEUED:
        return wait_for_person(db, id, turn->handoff == NULL ? &unnamed : turn->handoff, now_ms);
    case MODE_HUMAN:
        return true;
    case MODE_BOT:
        return end_handoff(db, id, HANDOFF_WITHDRAWN, now_ms);
    case MODE_CLOSED:
        return end_handoff(db, id, HANDOFF_MISSED, now_ms);
    }
    return true;
}

/* Whoever speaks after the turn: nobody owns what is no longer in a person's hands. */
static bool update_conversation(struct db *db, const struct store_turn *turn,
                                const struct conversation *was, int64_t now_ms)
{
    bool keeps_owner = turn->new_mode == MODE_HUMAN;
    return db_do(db,
                 "UPDATE conversation SET mode = ?2, ver = ver + 1, last_seq = last_seq + ?3, "
                 "state = ?4, release = ?5, owner = ?6, epoch = ?7, updated_at = ?8 "
                 "WHERE tenant = 1 AND id = ?1",
                 "iiisiiii", turn->conversation, (int64_t)turn->new_mode,
                 (int64_t)turn->message_count, turn->new_state,
                 turn->release == 0 ? was->release : turn->release,
                 keeps_owner ? was->owner : (int64_t)0,
                 was->epoch + (was->owner != 0 && !keeps_owner ? 1 : 0), now_ms);
}

/* What stands in the way of these messages, if anything: OK, NOT_FOUND, DUPLICATE or REUSED. */
static enum store_status look_before(struct db *db, struct turn_letter *self, int64_t conversation,
                                     const struct message *first, struct conversation *was)
{
    if (!find_conversation(db, conversation, self->letter.arena, was))
        return STORE_NOT_FOUND;
    self->written.ver = was->ver;
    return first == NULL ? STORE_OK : find_duplicate(db, conversation, first, &self->written);
}

static void note_written(struct store_written *written, const struct conversation *was,
                         size_t count, int64_t now_ms)
{
    written->ver = was->ver + 1;
    written->first_seq = was->last_seq + 1;
    written->last_seq = was->last_seq + (int64_t)count;
    written->at_ms = now_ms;
}

static bool write_turn(struct db *db, struct turn_letter *self, const struct conversation *was,
                       int64_t now_ms)
{
    const struct store_turn *turn = &self->turn;
    bool only_bot =
        was->mode == MODE_BOT && turn->new_mode == MODE_BOT; /* usual: no queue to touch */
    return insert_messages(db, turn->conversation, turn->messages, turn->message_count,
                           was->last_seq, now_ms) &&
           (only_bot || settle_handoff(db, turn, now_ms)) &&
           (turn->callback == NULL || leave_callback(db, self, now_ms)) &&
           update_conversation(db, turn, was, now_ms);
}

static void run_turn(struct db *db, struct letter *letter)
{
    struct turn_letter *self = (struct turn_letter *)letter;
    const struct store_turn *turn = &self->turn;
    struct conversation was;
    letter->status = look_before(db, self, turn->conversation,
                                 turn->message_count > 0 ? &turn->messages[0] : NULL, &was);
    if (letter->status == STORE_OK && turn->event != 0)
        letter->status = consume_event(db, turn->event);
    if (letter->status != STORE_OK)
        return;
    bool takes_over = turn->new_mode == MODE_HUMAN && was.mode != MODE_HUMAN; /* only a claim may */
    if (was.ver != turn->expect_ver || takes_over) {
        letter->status = STORE_CONFLICT;
        return;
    }
    int64_t now_ms = letter_now_ms(letter);
    if (!write_turn(db, self, &was, now_ms))
        return;
    letter->status = carry_out_effects(db, turn, was.last_seq + 1, now_ms, letter->arena);
    if (letter->status == STORE_OK)
        note_written(&self->written, &was, turn->message_count, now_ms);
}

static struct handoff_request *copy_handoff(struct arena *arena, const struct handoff_request *from)
{
    if (from == NULL)
        return NULL;
    struct handoff_request *copy = ARENA_NEW(arena, struct handoff_request);
    *copy = (struct handoff_request){from->reason, str_dup(arena, from->team),
                                     str_dup(arena, from->summary), from->priority};
    return copy;
}

static struct callback_request *copy_callback(struct arena *arena,
                                              const struct callback_request *from)
{
    if (from == NULL)
        return NULL;
    struct callback_request *copy = ARENA_NEW(arena, struct callback_request);
    *copy = (struct callback_request){.phone = str_dup(arena, from->phone),
                                      .name = str_dup(arena, from->name),
                                      .note = str_dup(arena, from->note),
                                      .code = str_dup(arena, from->code)};
    return copy;
}

static const int64_t *copy_dues(struct arena *arena, const int64_t *from)
{
    if (from == NULL)
        return NULL;
    int64_t *copy = ARENA_ARRAY(arena, int64_t, CASE_KINDS);
    for (size_t i = 0; i < CASE_KINDS; i++)
        copy[i] = from[i];
    return copy;
}

void store_commit_turn(struct store *store, const struct store_turn *turn, store_written_fn *done,
                       void *ctx)
{
    must(turn->message_count <= STORE_MESSAGES_MAX && turn->effect_count <= EFFECTS_MAX);
    must(turn->message_count >= 1 || turn->event != 0);
    must(turn->handoff == NULL || turn->new_mode == MODE_QUEUED); /* else nobody would see it */
    struct turn_letter *letter = turn_new(store, run_turn, done, ctx);
    struct arena *arena = letter->letter.arena;
    letter->turn = *turn;
    letter->turn.new_state = str_dup(arena, turn->new_state);
    letter->turn.messages = copy_messages(arena, turn->messages, turn->message_count);
    letter->turn.handoff = copy_handoff(arena, turn->handoff);
    letter->turn.callback = copy_callback(arena, turn->callback);
    letter->turn.effects = copy_effects(arena, turn->effects, turn->effect_count);
    letter->turn.case_due_ms = copy_dues(arena, turn->case_due_ms);
    store_write(store, &letter->letter);
}

/* ---- what an agent does ---- */

static bool move_handoff(struct db *db, const struct store_act *act, int64_t now_ms)
{
    static const struct handoff_request unnamed = {.reason = HANDOFF_FAILURE};
    switch (act->new_mode) {
    case MODE_HUMAN:
        return true;
    case MODE_BOT:
        return end_handoff(db, act->conversation, HANDOFF_RETURNED, now_ms);
    case MODE_CLOSED:
        return end_handoff(db, act->conversation, HANDOFF_RESOLVED, now_ms);
    case MODE_QUEUED:
        return wait_for_person(db, act->conversation, &unnamed, now_ms);
    }
    return true;
}

static bool update_acted(struct db *db, const struct store_act *act, const struct conversation *was,
                         int64_t now_ms)
{
    bool keeps = act->new_mode == MODE_HUMAN;
    return db_do(db,
                 "UPDATE conversation SET mode = ?2, ver = ver + 1, last_seq = last_seq + ?3, "
                 "state = CASE WHEN ?4 = '' THEN state ELSE ?4 END, owner = ?5, epoch = ?6, "
                 "updated_at = ?7 WHERE tenant = 1 AND id = ?1",
                 "iiisiii", act->conversation, (int64_t)act->new_mode, (int64_t)act->message_count,
                 act->new_state, keeps ? was->owner : (int64_t)0, was->epoch + (keeps ? 0 : 1),
                 now_ms);
}

static void run_act(struct db *db, struct letter *letter)
{
    struct turn_letter *self = (struct turn_letter *)letter;
    const struct store_act *act = &self->act;
    struct conversation was;
    letter->status = look_before(db, self, act->conversation,
                                 act->message_count > 0 ? &act->messages[0] : NULL, &was);
    if (letter->status != STORE_OK)
        return;
    if (was.mode != MODE_HUMAN || was.owner != act->staff || was.epoch != act->epoch) {
        letter->status = STORE_FENCED;
        return;
    }
    int64_t now_ms = letter_now_ms(letter);
    bool ok = insert_messages(db, act->conversation, act->messages, act->message_count,
                              was.last_seq, now_ms) &&
              move_handoff(db, act, now_ms) && update_acted(db, act, &was, now_ms);
    if (ok)
        note_written(&self->written, &was, act->message_count, now_ms);
}

void store_act(struct store *store, const struct store_act *act, store_written_fn *done, void *ctx)
{
    must(act->message_count <= STORE_MESSAGES_MAX);
    struct turn_letter *letter = turn_new(store, run_act, done, ctx);
    struct arena *arena = letter->letter.arena;
    letter->act = *act;
    letter->act.messages = copy_messages(arena, act->messages, act->message_count);
    letter->act.new_state = str_dup(arena, act->new_state);
    store_write(store, &letter->letter);
}

/* ---- reading ---- */

struct page_letter {
    struct letter letter;
    int64_t conversation, seq;
    int limit;
    bool notes, backwards;
    struct store_page page;
    store_page_fn *done;
    void *ctx;
};

static void read_message(sqlite3_stmt *row, bool notes, struct arena *arena, struct message *out)
{
    *out = (struct message){
        .seq = db_int(row, 0),
        .author = (enum author)db_int(row, 1),
        .kind = (enum message_kind)db_int(row, 2),
        .client_id = db_text(row, 3, arena),
        .author_name = db_text(row, 4, arena),
        .body = db_text(row, 5, arena),
        .provenance = notes ? db_text(row, 6, arena) : STR(""),
        .created_at_ms = db_int(row, 7),
    };
}

#define MESSAGE_SELECT                                                                             \
    "SELECT seq, author, kind, client_id, author_name, body, provenance, created_at "              \
    "FROM message WHERE tenant = 1 AND conversation = ?1 AND (?4 OR kind <> 1) AND "

static void reverse(struct message *messages, size_t count)
{
    for (size_t i = 0; i + i + 1 < count; i++) {
        struct message swap = messages[i];
        messages[i] = messages[count - 1 - i];
        messages[count - 1 - i] = swap;
    }
}

static void run_page(struct db *db, struct letter *letter)
{
    struct page_letter *self = (struct page_letter *)letter;
    struct message *messages = ARENA_ARRAY(letter->arena, struct message, (size_t)self->limit);
    const char *sql = self->backwards ? MESSAGE_SELECT "seq < ?2 ORDER BY seq DESC LIMIT ?3"
                                      : MESSAGE_SELECT "seq > ?2 ORDER BY seq LIMIT ?3";
    sqlite3_stmt *find = db_prepare(db, sql);
    db_bind(find, "iiii", self->conversation, self->seq, (int64_t)self->limit + 1,
            (int64_t)self->notes);
    while (db_row(db, find)) {
        if (self->page.count == (size_t)self->limit) {
            self->page.is_more = true;
            sqlite3_reset(find);
            break;
        }
        read_message(find, self->notes, letter->arena, &messages[self->page.count++]);
    }
    if (self->backwards)
        reverse(messages, self->page.count);
    self->page.messages = messages;
}

static void finish_page(struct letter *letter)
{
    struct page_letter *self = (struct page_letter *)letter;
    self->page.status = letter->status;
    self->done(self->ctx, &self->page);
}

static void read_page(struct store *store, struct page_letter wanted)
{
    struct page_letter *letter = LETTER(store, struct page_letter, run_page, finish_page);
    wanted.letter = letter->letter;
    *letter = wanted;
    letter->limit = wanted.limit < 1                ? 1
                    : wanted.limit > STORE_PAGE_MAX ? STORE_PAGE_MAX
                                                    : wanted.limit;
    store_read(store, &letter->letter);
}

void store_read_after(struct store *store, int64_t conversation, int64_t seq, int limit, bool notes,
                      store_page_fn *done, void *ctx)
{
    read_page(store, (struct page_letter){.conversation = conversation,
                                          .seq = seq,
                                          .limit = limit,
                                          .notes = notes,
                                          .done = done,
                                          .ctx = ctx});
}

void store_read_before(struct store *store, int64_t conversation, int64_t before_seq, int limit,
                       bool notes, store_page_fn *done, void *ctx)
{
    read_page(store, (struct page_letter){.conversation = conversation,
                                          .seq = before_seq == 0 ? INT64_MAX : before_seq,
                                          .limit = limit,
                                          .notes = notes,
                                          .backwards = true,
                                          .done = done,
                                          .ctx = ctx});
}
