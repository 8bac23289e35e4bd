/* Operations that change one thing and answer yes or no. */
#include <string.h>

#include "store/sqlite/data.h"

enum { SESSION_MAX_MS = 24 * 60 * 60 * 1000 }; /* over by then, used or not */

struct small_letter {
    struct letter letter;
    struct str text[2];
    int64_t number[3];
    store_done_fn *done;
    void *ctx;
};

static void finish_small(struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    small->done(small->ctx, letter->status);
}

static struct small_letter *small_new(struct store *store,
                                      void (*run)(struct db *, struct letter *),
                                      store_done_fn *done, void *ctx)
{
    struct small_letter *small = LETTER(store, struct small_letter, run, finish_small);
    small->done = done;
    small->ctx = ctx;
    return small;
}

static void needs_a_change(struct db *db, struct letter *letter)
{
    if (!db_failed(db) && db_changes(db) == 0)
        letter->status = STORE_NOT_FOUND;
}

/* ---- tokens ---- */

static void run_forget(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    db_do(db, "DELETE FROM token WHERE visitor = (SELECT visitor FROM token WHERE hash = ?1)", "s",
          small->text[0]);
}

void store_forget_token(struct store *store, struct str token_hash, store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_forget, done, ctx);
    small->text[0] = str_dup(small->letter.arena, token_hash);
    store_write(store, &small->letter);
}

/* ---- seen and rated ---- */

static void run_seen(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    if (small->number[2] != 0)
        db_do(db,
              "UPDATE conversation SET agent_seen = max(agent_seen, min(?2, last_seq)) "
              "WHERE tenant = 1 AND id = ?1",
              "ii", small->number[0], small->number[1]);
    else
        db_do(db,
              "UPDATE conversation SET visitor_seen = max(visitor_seen, min(?2, last_seq)) "
              "WHERE tenant = 1 AND id = ?1",
              "ii", small->number[0], small->number[1]);
    needs_a_change(db, letter);
}

void store_mark_seen(struct store *store, int64_t conversation, bool by_agent, int64_t seq,
                     store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_seen, done, ctx);
    small->number[0] = conversation;
    small->number[1] = seq;
    small->number[2] = by_agent;
    store_write(store, &small->letter);
}

static void run_rate(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    struct rating_give rating = {RATING_CSAT, (int)small->number[1], small->text[0]};
    give_rating(db, small->number[0], &rating, letter_now_ms(letter));
    needs_a_change(db, letter);
}

void store_rate(struct store *store, int64_t conversation, int score, struct str text,
                store_done_fn *done, void *ctx)
{
    must(score >= 1 && score <= 5);
    struct small_letter *small = small_new(store, run_rate, done, ctx);
    small->number[0] = conversation;
    small->number[1] = score;
    small->text[0] = str_dup(small->letter.arena, text);
    store_write(store, &small->letter);
}

/* ---- call-backs ---- */

static void run_callback_done(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    db_do(db,
          "UPDATE callback SET done_at = ?2, done_by = ?3 "
          "WHERE tenant = 1 AND id = ?1 AND done_at = 0",
          "iii", small->number[0], letter_now_ms(letter), small->number[1]);
    needs_a_change(db, letter);
    if (letter->status == STORE_OK)
        db_do(db, /* the call's case: spoken of on the telephone, so not in the chat again */
              "UPDATE case_file SET state = 4, ver = ver + 1, updated_at = ?2 WHERE tenant = 1 AND "
              "state < 4 AND code = (SELECT code FROM callback WHERE id = ?1 AND code <> '')",
              "ii", small->number[0], letter_now_ms(letter));
}

void store_callback_done(struct store *store, int64_t id, int64_t staff, store_done_fn *done,
                         void *ctx)
{
    struct small_letter *small = small_new(store, run_callback_done, done, ctx);
    small->number[0] = id;
    small->number[1] = staff;
    store_write(store, &small->letter);
}

/* ---- staff and sessions ---- */

static void run_set_password(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    db_do(
        db,
        "DELETE FROM session WHERE staff = (SELECT id FROM staff WHERE tenant = 1 AND login = ?1)",
        "s", small->text[0]);
    db_do(db, "UPDATE staff SET password_hash = ?2 WHERE tenant = 1 AND login = ?1", "ss",
          small->text[0], small->text[1]);
    needs_a_change(db, letter);
}

void store_staff_set_password(struct store *store, struct str login, struct str password_hash,
                              store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_set_password, done, ctx);
    small->text[0] = str_dup(small->letter.arena, login);
    small->text[1] = str_dup(small->letter.arena, password_hash);
    store_write(store, &small->letter);
}

static void run_session_add(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    int64_t now_ms = letter_now_ms(letter);
    db_do(db, "DELETE FROM session WHERE created_at < ?1", "i", now_ms - SESSION_MAX_MS);
    db_do(db,
          "INSERT INTO session (hash, staff, created_at, used_at) "
          "SELECT ?1, id, ?3, ?3 FROM staff WHERE tenant = 1 AND id = ?2 AND disabled = 0",
          "sii", small->text[0], small->number[0], now_ms);
    needs_a_change(db, letter);
}

void store_session_add(struct store *store, struct str token_hash, int64_t staff,
                       store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_session_add, done, ctx);
    small->text[0] = str_dup(small->letter.arena, token_hash);
    small->number[0] = staff;
    store_write(store, &small->letter);
}

static void run_session_end(struct db *db, struct letter *letter)
{
    db_do(db, "DELETE FROM session WHERE hash = ?1", "s", ((struct small_letter *)letter)->text[0]);
}

void store_session_end(struct store *store, struct str token_hash, store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_session_end, done, ctx);
    small->text[0] = str_dup(small->letter.arena, token_hash);
    store_write(store, &small->letter);
}

/* ---- releases ---- */

static void run_activate(struct db *db, struct letter *letter)
{
    struct small_letter *small = (struct small_letter *)letter;
    db_do(db, "UPDATE release SET active = 0 WHERE tenant = 1 AND active = 1", "");
    db_do(db, "UPDATE release SET active = 1 WHERE tenant = 1 AND number = ?1", "i",
          small->number[0]);
    needs_a_change(db, letter); /* NOT_FOUND undoes both */
}

void store_release_activate(struct store *store, int64_t number, store_done_fn *done, void *ctx)
{
    struct small_letter *small = small_new(store, run_activate, done, ctx);
    small->number[0] = number;
    store_write(store, &small->letter);
}
