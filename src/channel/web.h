/*
 * The frames of protocol letan.v1 (docs/protocol.md), for visitors and for the desk.
 */
#ifndef CHANNEL_WEB_H
#define CHANNEL_WEB_H

#include "channel/channel.h"
#include "model/case.h"
#include "model/conversation.h"
#include "model/person.h"

extern const struct channel channel_web;

/* A visitor's frame; a desk's frame. */
bool web_decode(struct str bytes, struct arena *arena, struct channel_frame *frame,
                struct channel_error *error);
bool web_decode_desk(struct str bytes, struct arena *arena, struct channel_frame *frame,
                     struct channel_error *error);

/* Only visible text, 1..CHANNEL_TEXT_MAX bytes; text has been brought to NFC. */
bool web_check_text(struct str text, struct channel_error *error);

/* ---- to the visitor ---- */

struct web_welcome {
    struct str token; /* new, or empty */
    bool resumed;
    const struct conversation *conversation;
    struct str title;
    bool open;
    double say_per_s;
    int say_burst;
    int64_t server_time_ms;
    const struct message *messages;
    size_t count;
    bool more;
};

void web_encode_welcome(const struct web_welcome *welcome, struct strbuf *out);
void web_encode_message(const struct message *message, struct strbuf *out);
void web_encode_ack(struct str client_id, int64_t seq, int64_t at_ms, struct strbuf *out);
void web_encode_history(const struct message *messages, size_t count, bool more,
                        struct strbuf *out);
void web_encode_state(enum conversation_mode mode, struct str agent, struct strbuf *out);
/* wait_s < 0: not known */
void web_encode_queue(int position, int64_t wait_s, struct str team, struct strbuf *out);
void web_encode_seen(int64_t seq, struct strbuf *out);
void web_encode_typing(struct str agent, struct strbuf *out);
void web_encode_error(const struct channel_error *error, struct strbuf *out);
void web_encode_closing(int64_t retry_after_ms, struct strbuf *out);
extern const struct str web_pong;

/* ---- to the desk ---- */

void web_encode_desk_welcome(const struct staff *staff, int64_t server_time_ms, struct strbuf *out);
void web_encode_desk_queue(const struct handoff *handoffs, size_t count, struct strbuf *out);
void web_encode_desk_mine(const struct conversation *list, const struct handoff *handoffs,
                          size_t count, struct strbuf *out);
void web_encode_desk_callbacks(const struct callback *list, size_t count, struct strbuf *out);
void web_encode_desk_taken(struct str conversation, struct strbuf *out);
void web_encode_desk_conversation(const struct conversation *conversation, bool is_mine,
                                  const struct message *messages, size_t count, bool more,
                                  struct strbuf *out);
void web_encode_desk_message(struct str conversation, const struct message *message,
                             struct strbuf *out);
void web_encode_desk_ack(struct str conversation, struct str client_id, int64_t seq, int64_t at_ms,
                         struct strbuf *out);
void web_encode_desk_state(struct str conversation, enum conversation_mode mode, struct str owner,
                           bool is_mine, struct strbuf *out);
void web_encode_desk_seen(struct str conversation, int64_t seq, struct strbuf *out);
void web_encode_desk_typing(struct str conversation, struct strbuf *out);

/* filter: "open", "mine" or "all". */
void web_encode_desk_cases(const char *filter, const struct case_file *cases, size_t count,
                           struct strbuf *out);
void web_encode_desk_case(const struct case_file *found, const struct case_entry *history,
                          size_t count, struct strbuf *out);

struct web_mood {
    int64_t seq;
    int mood;
    int64_t at_ms;
};
struct web_rating {
    enum rating_kind kind;
    int score;
    struct str text;
    int64_t at_ms;
};
struct web_past {
    struct str public_id;
    enum conversation_mode mode;
    int64_t updated_at_ms;
};
struct web_customer {
    struct str conversation;
    struct customer_known known;
    bool is_proved;
    struct str tags, notes;
    const struct web_mood *moods;
    size_t mood_count;
    const struct web_rating *ratings;
    size_t rating_count;
    const struct web_past *past;
    size_t past_count;
};
void web_encode_desk_customer(const struct web_customer *customer, struct strbuf *out);

#endif
