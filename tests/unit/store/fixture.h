/*
 * A fresh store in a folder of its own, and every call of store.h made to wait for its answer, so
 * that a test reads from top to bottom. Knows store.h only. Answers are copied: they live as long
 * as the test.
 */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include "check.h"
#include "store/store.h"

typedef struct store *fixture_open_fn(const char *folder, struct loop *loop,
                                      const struct clock *clock, struct err *err);

struct backend {
    fixture_open_fn *open;
};

struct fixture {
    const struct backend *backend;
    struct arena *arena;
    struct loop *loop;
    struct clock clock; /* fake */
    struct store *store;
    char folder[64];
    bool only_known; /* what visits ask for */
};

enum { START_MS = 1780000000, HOUR = 60 * 60 * 1000, DAY = 24 * HOUR };

/* Setup and teardown of one test; *state is a struct backend before and a struct fixture after. */
int fixture_make(void **state);
int fixture_drop(void **state);

/* For tests that open the store themselves: the same without an open store. */
struct fixture *fixture_new(const struct backend *backend);
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);
void fixture_free(struct fixture *f);

/* Runs the loop until *flag. */
void fixture_wait(struct fixture *f, const bool *flag);

/* ---- building what is sent ---- */

struct message text_of(struct fixture *f, enum author author, const char *text,
                       const char *client_id);

/* A turn of these messages that keeps the mode of c; fields may be changed before it is sent. */
struct store_turn turn_of(const struct conversation *c, const struct message *messages,
                          size_t count);

/* ---- calls that wait ---- */

struct store_visit_result sync_visit(struct fixture *f, const char *token, const char *new_token);
struct store_visit_result sync_visit_page(struct fixture *f, const char *token,
                                          const char *new_token, const char *page);

/* The conversation of a new visitor. */
struct conversation new_conversation(struct fixture *f, const char *token);

/* The conversation as it is stored now; fails the test when it is not there. */
struct conversation conversation_now(struct fixture *f, int64_t id);
enum store_status sync_conversation(struct fixture *f, int64_t id, const char *public_id,
                                    struct conversation *out);

struct store_written sync_turn(struct fixture *f, const struct store_turn *turn);

/* The visitor says text and the bot answers: a turn of two messages. Raises c->ver when OK. */
struct store_written say(struct fixture *f, struct conversation *c, const char *text,
                         const char *client_id);

/* The visitor asks for a person. */
struct store_written ask_for_person(struct fixture *f, struct conversation *c, const char *text,
                                    int priority);

struct store_written sync_act(struct fixture *f, const struct store_act *act);
struct store_claim_result sync_claim(struct fixture *f, int64_t staff, int64_t conversation);

struct store_page read_after(struct fixture *f, int64_t conversation, int64_t seq, int limit,
                             bool notes);
struct store_page read_before(struct fixture *f, int64_t conversation, int64_t seq, int limit,
                              bool notes);
struct store_queue read_queue(struct fixture *f);
struct store_conversations read_owned(struct fixture *f, int64_t staff);
struct store_callbacks read_callbacks(struct fixture *f);

/* Of the calls that answer with a status only: pass done and ctx of this one, then wait. */
struct status_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
};
void on_status(void *ctx, enum store_status status);

struct staff_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    struct staff staff[16];
    size_t count;
};
void on_staff(void *ctx, enum store_status status, const struct staff *staff, size_t count);

struct release_answer {
    struct fixture *f;
    bool answered;
    enum store_status status;
    struct store_release release;
    struct store_file files[16];
    size_t count;
};
void on_release(void *ctx, enum store_status status, const struct store_release *release,
                const struct store_file *files, size_t count);

/* The number of the active release. */
int64_t active_release(struct fixture *f);
/* Adds a release of one file; its number. */
int64_t add_release(struct fixture *f, const char *text, bool activate);

/* Wait for a started call and yield its status. */
#define WAIT_STATUS(answer) (fixture_wait((answer).f, &(answer).answered), (answer).status)

/* Every message of the conversation has the seq after the one before it, from 1 on; their number.
 */
int64_t check_gapless(struct fixture *f, int64_t conversation);

#endif
