/* What several operations share: reading conversations, finding duplicates, inserting messages. */
#include <jansson.h>

#include "base/json.h"
#include "store/sqlite/letter.h"

enum { LIST_TEXT_BYTES = 200 };

/* The statements of this folder and the indexes of migrate.c name these by their numbers. */
_Static_assert(MODE_BOT == 0 && MODE_QUEUED == 1 && MODE_HUMAN == 2 && MODE_CLOSED == 3, "stored");
_Static_assert(HANDOFF_QUEUED == 0 && HANDOFF_ACTIVE == 1 && HANDOFF_EXPIRED == 5 &&
                   HANDOFF_WITHDRAWN == 6,
               "stored");
_Static_assert(AUTHOR_VISITOR == 0 && MESSAGE_TEXT == 0 && MESSAGE_NOTE == 1, "stored");
_Static_assert(TENANT == 1, "stored");

void read_conversation_row(sqlite3_stmt *row, struct arena *arena, struct conversation *out)
{
    *out = (struct conversation){
        .id = db_int(row, 0),
        .tenant = TENANT,
        .public_id = db_text(row, 1, arena),
        .channel = db_text(row, 2, arena),
        .locale = db_text(row, 3, arena),
        .page = db_text(row, 4, arena),
        .mode = (enum conversation_mode)db_int(row, 5),
        .ver = db_int(row, 6),
        .last_seq = db_int(row, 7),
        .state = db_text(row, 8, arena),
        .release = db_int(row, 9),
        .owner = db_int(row, 10),
        .epoch = db_int(row, 11),
        .visitor_seen = db_int(row, 12),
        .agent_seen = db_int(row, 13),
        .created_at_ms = db_int(row, 14),
        .updated_at_ms = db_int(row, 15),
        .owner_name = db_text(row, 16, arena),
    };
}

bool find_conversation(struct db *db, int64_t id, struct arena *arena, struct conversation *out)
{
    sqlite3_stmt *find = db_prepare(db, "SELECT " CONVERSATION_COLUMNS
                                        " FROM conversation c WHERE c.tenant = 1 AND c.id = ?1");
    db_bind(find, "i", id);
    if (!db_row(db, find))
        return false;
    read_conversation_row(find, arena, out);
    sqlite3_reset(find);
    return true;
}

enum store_status find_duplicate(struct db *db, int64_t conversation, const struct message *message,
                                 struct store_written *written)
{
    if (message->client_id.len == 0)
        return STORE_OK;
    sqlite3_stmt *find = db_prepare(
        db, "SELECT seq, body = ?3 AND author = ?4, created_at FROM message WHERE tenant = 1 AND "
            "conversation = ?1 AND client_id = ?2 AND client_id <> ''");
    db_bind(find, "issi", conversation, message->client_id, message->body,
            (int64_t)message->author);
    if (!db_row(db, find))
        return STORE_OK;
    bool same = db_int(find, 1) != 0;
    written->first_seq = written->last_seq = db_int(find, 0);
    written->at_ms = db_int(find, 2);
    sqlite3_reset(find);
    return same ? STORE_DUPLICATE : STORE_REUSED;
}

bool insert_messages(struct db *db, int64_t conversation, const struct message *messages,
                     size_t count, int64_t last_seq, int64_t now_ms)
{
    for (size_t i = 0; i < count; i++) {
        const struct message *m = &messages[i];
        if (!db_do(db,
                   "INSERT INTO message (tenant, conversation, seq, author, kind, client_id, "
                   "author_name, body, provenance, created_at) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, "
                   "?7, ?8, ?9)",
                   "iiiissssi", conversation, last_seq + 1 + (int64_t)i, (int64_t)m->author,
                   (int64_t)m->kind, m->client_id, m->author_name, m->body, m->provenance, now_ms))
            return false;
    }
    return true;
}

struct message *copy_messages(struct arena *arena, const struct message *messages, size_t count)
{
    struct message *copies = ARENA_ARRAY(arena, struct message, count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = messages[i];
        copies[i].client_id = str_dup(arena, messages[i].client_id);
        copies[i].author_name = str_dup(arena, messages[i].author_name);
        copies[i].body = str_dup(arena, messages[i].body);
        copies[i].provenance = str_dup(arena, messages[i].provenance);
    }
    return copies;
}

struct str body_text(struct arena *arena, struct str body)
{
    json_t *object = json_loadb(body.data, body.len, 0, NULL);
    const char *text = json_string_value(json_object_get(object, "text"));
    struct str whole = str_view(text);
    size_t end = whole.len < LIST_TEXT_BYTES ? whole.len : LIST_TEXT_BYTES;
    while (end < whole.len && end > 0 && ((unsigned char)whole.data[end] & 0xc0) == 0x80)
        end--; /* not in the middle of a character */
    struct str copy = str_dup(arena, str_sub(whole, 0, end));
    json_decref(object);
    return copy;
}
