/*
 * A letter to the store's threads: what to do, with everything it needs in its own arena, and what
 * to tell the loop afterwards. Internal to store/sqlite.
 *
 * An operation's struct begins with its struct letter. run() works on the connection of the thread
 * that took the letter; finish() runs on the loop and calls the caller's done().
 */
#ifndef STORE_SQLITE_LETTER_H
#define STORE_SQLITE_LETTER_H

#include "base/arena.h"
#include "store/sqlite/db.h"
#include "store/store.h"

struct letter {
    struct letter *next;
    struct arena *arena; /* holds the letter itself, its arguments and its results */
    const struct clock *clock;
    enum store_status status;
    void (*run)(struct db *db, struct letter *letter);
    void (*finish)(struct letter *letter);
};

/* A letter of this size with STORE_OK, in a fresh arena. */
void *letter_new(struct store *store, size_t size, void (*run)(struct db *, struct letter *),
                 void (*finish)(struct letter *));

#define LETTER(store, type, run, finish)                                                           \
    ((type *)letter_new((store), sizeof(type), (run), (finish)))

/* Sends it to the writer or to the reader. A full queue finishes it as STORE_BUSY, on the loop. */
void store_write(struct store *store, struct letter *letter);
void store_read(struct store *store, struct letter *letter);

int64_t letter_now_ms(const struct letter *letter);

/* ---- shared by the operations ---- */

enum { TENANT = 1 };

#define CONVERSATION_COLUMNS                                                                       \
    "c.id, c.public_id, c.channel, c.locale, c.page, c.mode, c.ver, c.last_seq, c.state, "         \
    "c.release, c.owner, c.epoch, c.visitor_seen, c.agent_seen, c.created_at, c.updated_at, "      \
    "coalesce((SELECT name FROM staff WHERE id = c.owner), '')"
enum { CONVERSATION_COLUMN_COUNT = 17 };

void read_conversation_row(sqlite3_stmt *row, struct arena *arena, struct conversation *out);

/* false: there is none with this id. */
bool find_conversation(struct db *db, int64_t id, struct arena *arena, struct conversation *out);

/* Looks a client_id up: OK (not there), DUPLICATE or REUSED with the first one's seq and time. */
enum store_status find_duplicate(struct db *db, int64_t conversation, const struct message *message,
                                 struct store_written *written);

/* Inserts the messages with the sequence numbers after last_seq. */
bool insert_messages(struct db *db, int64_t conversation, const struct message *messages,
                     size_t count, int64_t last_seq, int64_t now_ms);

/* Copies of what the caller passed. */
struct message *copy_messages(struct arena *arena, const struct message *messages, size_t count);

/* "text" of a message body, for lists; at most 200 bytes. */
struct str body_text(struct arena *arena, struct str body);

#endif
