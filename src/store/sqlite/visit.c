/* Visitors: tokens, and the conversation a token opens. */
#include "base/secret.h"
#include "store/sqlite/letter.h"

enum {
    MINUTE_MS = 60 * 1000,
    DAY_MS = 24 * 60 * MINUTE_MS,
    TOKEN_ROTATE_MS = DAY_MS,   /* security: a new token on every resume older than 24 h */
    TOKEN_GRACE_MS = MINUTE_MS, /* the old one stays good this long, for a lost answer */
    TOKEN_IDLE_DAYS = 30,
    TOKEN_MAX_DAYS = 180,
    REOPEN_MS = DAY_MS /* a closed conversation younger than this goes on */
};

struct visit_letter {
    struct letter letter;
    struct store_visit visit;
    struct store_visit_result result;
    store_visit_fn *done;
    void *ctx;
};

/* The visitor behind a token that is still good, or 0. */
static int64_t find_visitor(struct db *db, struct str hash, int64_t now_ms, bool *rotate)
{
    sqlite3_stmt *find = db_prepare(
        db, "SELECT visitor, created_at, used_at, replaced_at FROM token WHERE hash = ?1");
    db_bind(find, "s", hash);
    if (hash.len == 0 || !db_row(db, find))
        return 0;
    int64_t visitor = db_int(find, 0), created = db_int(find, 1), used = db_int(find, 2),
            replaced = db_int(find, 3);
    sqlite3_reset(find);
    if (now_ms - used > (int64_t)TOKEN_IDLE_DAYS * DAY_MS ||
        now_ms - created > (int64_t)TOKEN_MAX_DAYS * DAY_MS)
        return 0;
    if (replaced != 0 && now_ms - replaced > TOKEN_GRACE_MS)
        return 0;
    *rotate = now_ms - created > TOKEN_ROTATE_MS;
    return visitor;
}

/* A new token for the visitor; those that were replaced and are over go. */
static bool add_token(struct db *db, struct str hash, int64_t visitor, int64_t now_ms)
{
    return db_do(db,
                 "DELETE FROM token WHERE visitor = ?1 AND replaced_at <> 0 AND replaced_at < ?2",
                 "ii", visitor, now_ms - TOKEN_GRACE_MS) &&
           db_do(db,
                 "INSERT INTO token (hash, visitor, created_at, used_at, replaced_at) "
                 "VALUES (?1, ?2, ?3, ?3, 0)",
                 "sii", hash, visitor, now_ms);
}

static bool begin_conversation(struct db *db, struct visit_letter *visit, int64_t visitor,
                               int64_t now_ms)
{
    char public_id[SECRET_ID_CHARS + 1];
    secret_id(public_id);
    return db_do(db,
                 "INSERT INTO conversation (tenant, public_id, visitor, channel, locale, page, "
                 "mode, ver, last_seq, state, release, owner, epoch, visitor_seen, agent_seen, "
                 "created_at, updated_at) "
                 "VALUES (1, ?1, ?2, ?3, ?4, ?5, 0, 1, 0, '', 0, 0, 0, 0, 0, ?6, ?6)",
                 "sisssi", str_view(public_id), visitor, visit->visit.channel, visit->visit.locale,
                 visit->visit.page, now_ms);
}

static bool current_conversation(struct db *db, struct visit_letter *visit, int64_t visitor)
{
    sqlite3_stmt *find =
        db_prepare(db, "SELECT " CONVERSATION_COLUMNS " FROM conversation c WHERE c.visitor = ?1 "
                       "ORDER BY c.id DESC LIMIT 1");
    db_bind(find, "i", visitor);
    if (!db_row(db, find))
        return false;
    read_conversation_row(find, visit->letter.arena, &visit->result.conversation);
    sqlite3_reset(find);
    return true;
}

/* The agent sees where the visitor is now and which language they chose last. */
static bool follow(struct db *db, struct visit_letter *visit)
{
    struct conversation *c = &visit->result.conversation;
    struct str page = visit->visit.page.len > 0 ? visit->visit.page : c->page;
    struct str locale = visit->visit.locale.len > 0 ? visit->visit.locale : c->locale;
    if (str_equal(page, c->page) && str_equal(locale, c->locale))
        return true;
    c->page = page;
    c->locale = locale;
    return db_do(db, "UPDATE conversation SET page = ?2, locale = ?3 WHERE tenant = 1 AND id = ?1",
                 "iss", c->id, page, locale);
}

static void run_visit(struct db *db, struct letter *letter)
{
    struct visit_letter *visit = (struct visit_letter *)letter;
    struct store_visit_result *result = &visit->result;
    int64_t now_ms = letter_now_ms(letter);
    bool rotate = false;
    int64_t visitor = find_visitor(db, visit->visit.token_hash, now_ms, &rotate);
    result->token_known = visitor != 0;
    if (visitor == 0 && visit->visit.only_known) {
        letter->status = STORE_NOT_FOUND;
        return;
    }
    result->token_is_new = visitor == 0 || rotate;
    if (visitor == 0) {
        db_do(db, "INSERT INTO visitor (tenant, created_at) VALUES (1, ?1)", "i", now_ms);
        visitor = sqlite3_last_insert_rowid(db_handle(db));
    } else {
        db_do(db, "UPDATE token SET used_at = ?2 WHERE hash = ?1 AND used_at < ?2 - 60000", "si",
              visit->visit.token_hash, now_ms);
    }
    if (rotate)
        db_do(db, "UPDATE token SET replaced_at = ?2 WHERE hash = ?1 AND replaced_at = 0", "si",
              visit->visit.token_hash, now_ms);
    if (result->token_is_new)
        add_token(db, visit->visit.new_token_hash, visitor, now_ms);
    bool found = current_conversation(db, visit, visitor);
    bool over = found && result->conversation.mode == MODE_CLOSED &&
                now_ms - result->conversation.updated_at_ms > REOPEN_MS;
    if (found && !over)
        follow(db, visit);
    else if (begin_conversation(db, visit, visitor, now_ms))
        current_conversation(db, visit, visitor);
}

static void finish_visit(struct letter *letter)
{
    struct visit_letter *visit = (struct visit_letter *)letter;
    visit->result.status = letter->status;
    visit->done(visit->ctx, &visit->result);
}

void store_visit(struct store *store, const struct store_visit *visit, store_visit_fn *done,
                 void *ctx)
{
    struct visit_letter *letter = LETTER(store, struct visit_letter, run_visit, finish_visit);
    struct arena *arena = letter->letter.arena;
    letter->visit = (struct store_visit){.token_hash = str_dup(arena, visit->token_hash),
                                         .new_token_hash = str_dup(arena, visit->new_token_hash),
                                         .channel = str_dup(arena, visit->channel),
                                         .locale = str_dup(arena, visit->locale),
                                         .page = str_dup(arena, visit->page),
                                         .only_known = visit->only_known};
    letter->done = done;
    letter->ctx = ctx;
    store_write(store, &letter->letter);
}

/* ---- one conversation ---- */

struct conversation_letter {
    struct letter letter;
    int64_t id;
    struct str public_id;
    struct conversation conversation;
    store_conversation_fn *done;
    void *ctx;
};

static void run_conversation(struct db *db, struct letter *letter)
{
    struct conversation_letter *wanted = (struct conversation_letter *)letter;
    int64_t id = wanted->id;
    if (id == 0) {
        sqlite3_stmt *find =
            db_prepare(db, "SELECT id FROM conversation WHERE tenant = 1 AND public_id = ?1");
        db_bind(find, "s", wanted->public_id);
        if (db_row(db, find)) {
            id = db_int(find, 0);
            sqlite3_reset(find);
        }
    }
    if (id == 0 || !find_conversation(db, id, letter->arena, &wanted->conversation))
        letter->status = STORE_NOT_FOUND;
}

static void finish_conversation(struct letter *letter)
{
    struct conversation_letter *wanted = (struct conversation_letter *)letter;
    wanted->done(wanted->ctx, letter->status, &wanted->conversation);
}

void store_conversation(struct store *store, int64_t id, struct str public_id,
                        store_conversation_fn *done, void *ctx)
{
    struct conversation_letter *letter =
        LETTER(store, struct conversation_letter, run_conversation, finish_conversation);
    letter->id = id;
    letter->public_id = str_dup(letter->letter.arena, public_id);
    letter->done = done;
    letter->ctx = ctx;
    store_read(store, &letter->letter);
}
