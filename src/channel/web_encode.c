#include "channel/encode.h"
#include "channel/web.h"

const struct str web_pong = STR_INIT("{\"type\":\"pong\"}");

const struct channel channel_web = {
    .name = "web",
    .text_max = CHANNEL_TEXT_MAX,
    .buttons_max = 5,
    .decode = web_decode,
    .encode = web_encode_message,
};

/* What is wrong and what to do, in both languages. */
static const struct {
    const char *vi, *en;
} sentences[] = {
    [FAULT_NONE] = {"", ""},
    [FAULT_BAD_JSON] = {"Dạ, tin gửi lên không đúng định dạng ạ.",
                        "That frame is not a JSON object within the limits."},
    [FAULT_UNKNOWN_TYPE] = {"Dạ, hệ thống chưa hiểu loại tin này ạ.",
                            "There is no frame of this type."},
    [FAULT_BAD_FIELD] = {"Dạ, tin gửi lên thiếu hoặc sai thông tin ạ.",
                         "A field is missing or not of its type."},
    [FAULT_FORBIDDEN_FIELD] = {"Dạ, tin có thông tin không được phép ạ.",
                               "A field is there that only the server may set."},
    [FAULT_BAD_TEXT] = {"Dạ, tin nhắn có ký tự không hiển thị được ạ.",
                        "The text holds control characters."},
    [FAULT_EMPTY_MESSAGE] = {"Dạ, tin nhắn đang trống. Anh/chị nhập nội dung giúp em ạ.",
                             "The message is empty."},
    [FAULT_MESSAGE_TOO_LONG] = {"Dạ, tin nhắn quá dài. Anh/chị chia nhỏ giúp em ạ.",
                                "The message is too long. Please split it."},
    [FAULT_ID_REUSED] = {"Dạ, tin này trùng mã với tin khác. Anh/chị gửi lại giúp em ạ.",
                         "This client_id was used for another text."},
    [FAULT_RATE_LIMITED] = {"Dạ, anh/chị gửi hơi nhanh, vui lòng chờ vài giây ạ.",
                            "You are sending too fast, please wait a few seconds."},
    [FAULT_BUSY] = {"Dạ, hệ thống đang đông khách. Anh/chị thử lại sau ít giây ạ.",
                    "We are busy right now. Please try again in a few seconds."},
    [FAULT_STORE_UNAVAILABLE] =
        {"Dạ, hệ thống tạm thời chưa lưu được tin. Anh/chị thử lại sau ít phút ạ.",
         "Messages cannot be stored just now. Please try again in a few minutes."},
    [FAULT_HELLO_FIRST] = {"Dạ, kết nối chưa được mở đúng cách ạ.",
                           "The first frame must be hello."},
    [FAULT_NOT_ALLOWED] = {"Bạn không có quyền làm việc này.", "You may not do this."},
    [FAULT_NOT_FOUND] = {"Không tìm thấy, hoặc người khác vừa nhận.",
                         "Not there, or somebody else has just taken it."},
    [FAULT_STALE] = {"Người khác đang phụ trách khách này.",
                     "Somebody else looks after this customer now."},
};

/* ---- messages ---- */

static void add_message_fields(const struct message *message, struct strbuf *out)
{
    add_number(out, "seq", message->seq);
    strbuf_addf(out, ",\"author\":\"%s\",\"kind\":\"%s\"", author_name(message->author),
                message_kind_name(message->kind));
    if (message->author_name.len > 0)
        add_field(out, "name", message->author_name);
    if (message->client_id.len > 0)
        add_field(out, "client_id", message->client_id);
    add_number(out, "created_at", message->created_at_ms);
    add_object(out, "body", message->body);
}

void web_encode_message(const struct message *message, struct strbuf *out)
{
    begin(out, "message");
    add_message_fields(message, out);
    end(out);
}

void web_encode_desk_message(struct str conversation, const struct message *message,
                             struct strbuf *out)
{
    begin(out, "message");
    add_field(out, "conversation", conversation);
    add_message_fields(message, out);
    add_object(out, "provenance", message->provenance);
    end(out);
}

static void add_messages(struct strbuf *out, const struct message *messages, size_t count,
                         bool more, bool for_staff)
{
    strbuf_add_cstr(out, ",\"messages\":[");
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_byte(out, ',');
        strbuf_add_cstr(out, "{\"type\":\"message\"");
        add_message_fields(&messages[i], out);
        if (for_staff)
            add_object(out, "provenance", messages[i].provenance);
        strbuf_add_byte(out, '}');
    }
    strbuf_add_byte(out, ']');
    add_flag(out, "more", more);
}

/* ---- to the visitor ---- */

void web_encode_welcome(const struct web_welcome *welcome, struct strbuf *out)
{
    const struct conversation *conversation = welcome->conversation;
    begin(out, "welcome");
    if (welcome->token.len > 0)
        add_field(out, "token", welcome->token);
    add_field(out, "conversation", conversation->public_id);
    add_flag(out, "resumed", welcome->resumed);
    add_number(out, "last_seq", conversation->last_seq);
    strbuf_addf(out, ",\"mode\":\"%s\"", mode_name(conversation->mode));
    if (conversation->mode == MODE_HUMAN)
        add_field(out, "agent", conversation->owner_name);
    add_number(out, "visitor_seen", conversation->visitor_seen);
    add_number(out, "agent_seen", conversation->agent_seen);
    strbuf_add_cstr(out, ",\"config\":{\"title\":");
    json_add_string(out, welcome->title);
    add_flag(out, "open", welcome->open);
    add_field(out, "locale", conversation->locale);
    strbuf_addf(
        out,
        "},\"limits\":{\"frame_bytes\":%d,\"text_bytes\":%d,\"say_per_s\":%g,\"say_burst\":%d}",
        CHANNEL_FRAME_MAX, CHANNEL_TEXT_MAX, welcome->say_per_s, welcome->say_burst);
    add_number(out, "server_time", welcome->server_time_ms);
    add_messages(out, welcome->messages, welcome->count, welcome->more, false);
    end(out);
}

void web_encode_ack(struct str client_id, int64_t seq, int64_t at_ms, struct strbuf *out)
{
    begin(out, "ack");
    add_field(out, "client_id", client_id);
    add_number(out, "seq", seq);
    add_number(out, "created_at", at_ms);
    end(out);
}

void web_encode_history(const struct message *messages, size_t count, bool more, struct strbuf *out)
{
    begin(out, "history");
    add_messages(out, messages, count, more, false);
    end(out);
}

void web_encode_state(enum conversation_mode mode, struct str agent, struct strbuf *out)
{
    begin(out, "state");
    strbuf_addf(out, ",\"mode\":\"%s\"", mode_name(mode));
    if (agent.len > 0)
        add_field(out, "agent", agent);
    end(out);
}

void web_encode_queue(int position, int64_t wait_s, struct str team, struct strbuf *out)
{
    begin(out, "queue");
    add_number(out, "position", position);
    if (wait_s < 0)
        strbuf_add_cstr(out, ",\"wait_s\":null");
    else
        add_number(out, "wait_s", wait_s);
    add_field(out, "team", team);
    end(out);
}

void web_encode_seen(int64_t seq, struct strbuf *out)
{
    begin(out, "seen");
    add_number(out, "seq", seq);
    end(out);
}

void web_encode_typing(struct str agent, struct strbuf *out)
{
    begin(out, "typing");
    strbuf_add_cstr(out, ",\"author\":\"agent\"");
    add_field(out, "name", agent);
    end(out);
}

void web_encode_error(const struct channel_error *error, struct strbuf *out)
{
    begin(out, "error");
    add_field(out, "code", str_view(channel_fault_code(error->fault)));
    add_field(out, "text", str_view(sentences[error->fault].vi));
    add_field(out, "text_en", str_view(sentences[error->fault].en));
    if (error->field.len > 0 &&
        (error->fault == FAULT_BAD_FIELD || error->fault == FAULT_FORBIDDEN_FIELD))
        add_field(out, "field", error->field);
    if (error->retry_after_ms > 0)
        add_number(out, "retry_after_ms", error->retry_after_ms);
    if (error->fault == FAULT_MESSAGE_TOO_LONG) {
        add_number(out, "max", error->max);
        add_number(out, "len", error->len);
    }
    if (error->client_id.len > 0)
        add_field(out, "client_id", error->client_id);
    if (error->conversation.len > 0)
        add_field(out, "conversation", error->conversation);
    end(out);
}

void web_encode_closing(int64_t retry_after_ms, struct strbuf *out)
{
    begin(out, "server_closing");
    add_number(out, "retry_after_ms", retry_after_ms);
    end(out);
}

/* ---- to the desk ---- */

void web_encode_desk_welcome(const struct staff *staff, int64_t server_time_ms, struct strbuf *out)
{
    begin(out, "welcome");
    strbuf_addf(out, ",\"agent\":{\"id\":%" PRId64, staff->id);
    add_field(out, "name", staff->name);
    add_field(out, "role", str_view(role_name(staff->role)));
    strbuf_add_byte(out, '}');
    add_number(out, "server_time", server_time_ms);
    end(out);
}

void web_encode_desk_queue(const struct handoff *handoffs, size_t count, struct strbuf *out)
{
    begin(out, "queue");
    strbuf_add_cstr(out, ",\"waiting\":[");
    for (size_t i = 0; i < count; i++) {
        const struct handoff *handoff = &handoffs[i];
        strbuf_addf(out, "%s{\"reason\":\"%s\"", i > 0 ? "," : "",
                    handoff_reason_name(handoff->reason));
        add_field(out, "conversation", handoff->public_id);
        add_field(out, "team", handoff->team);
        add_number(out, "priority", handoff->priority);
        add_number(out, "entered_at", handoff->entered_at_ms);
        add_field(out, "summary", handoff->summary);
        add_field(out, "last_text", handoff->last_text);
        add_field(out, "channel", handoff->channel);
        add_field(out, "locale", handoff->locale);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}

void web_encode_desk_mine(const struct conversation *list, const struct handoff *handoffs,
                          size_t count, struct strbuf *out)
{
    begin(out, "mine");
    strbuf_add_cstr(out, ",\"conversations\":[");
    for (size_t i = 0; i < count; i++) {
        const struct conversation *one = &list[i];
        strbuf_addf(out, "%s{\"mode\":\"%s\"", i > 0 ? "," : "", mode_name(one->mode));
        add_field(out, "conversation", one->public_id);
        add_number(out, "last_seq", one->last_seq);
        add_number(out, "agent_seen", one->agent_seen);
        add_number(out, "visitor_seen", one->visitor_seen);
        add_field(out, "last_text", handoffs[i].last_text);
        add_field(out, "summary", handoffs[i].summary);
        add_number(out, "updated_at", one->updated_at_ms);
        add_field(out, "channel", one->channel);
        add_field(out, "locale", one->locale);
        add_field(out, "page", one->page);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}

void web_encode_desk_callbacks(const struct callback *list, size_t count, struct strbuf *out)
{
    begin(out, "callbacks");
    strbuf_add_cstr(out, ",\"callbacks\":[");
    for (size_t i = 0; i < count; i++) {
        strbuf_addf(out, "%s{\"id\":%" PRId64, i > 0 ? "," : "", list[i].id);
        add_field(out, "conversation", list[i].public_id);
        add_field(out, "phone", list[i].phone);
        add_field(out, "name", list[i].name);
        add_field(out, "note", list[i].note);
        add_number(out, "created_at", list[i].created_at_ms);
        end(out);
    }
    strbuf_add_byte(out, ']');
    end(out);
}

void web_encode_desk_taken(struct str conversation, struct strbuf *out)
{
    begin(out, "taken");
    add_field(out, "conversation", conversation);
    end(out);
}

void web_encode_desk_conversation(const struct conversation *conversation, bool is_mine,
                                  const struct message *messages, size_t count, bool more,
                                  struct strbuf *out)
{
    begin(out, "conversation");
    add_field(out, "conversation", conversation->public_id);
    strbuf_addf(out, ",\"mode\":\"%s\"", mode_name(conversation->mode));
    add_field(out, "owner", conversation->owner_name);
    add_flag(out, "mine", is_mine);
    add_field(out, "locale", conversation->locale);
    add_field(out, "page", conversation->page);
    add_number(out, "visitor_seen", conversation->visitor_seen);
    add_messages(out, messages, count, more, true);
    end(out);
}

void web_encode_desk_ack(struct str conversation, struct str client_id, int64_t seq, int64_t at_ms,
                         struct strbuf *out)
{
    begin(out, "ack");
    add_field(out, "conversation", conversation);
    add_field(out, "client_id", client_id);
    add_number(out, "seq", seq);
    add_number(out, "created_at", at_ms);
    end(out);
}

void web_encode_desk_state(struct str conversation, enum conversation_mode mode, struct str owner,
                           bool is_mine, struct strbuf *out)
{
    begin(out, "state");
    add_field(out, "conversation", conversation);
    strbuf_addf(out, ",\"mode\":\"%s\"", mode_name(mode));
    add_field(out, "owner", owner);
    add_flag(out, "mine", is_mine);
    end(out);
}

void web_encode_desk_seen(struct str conversation, int64_t seq, struct strbuf *out)
{
    begin(out, "seen");
    add_field(out, "conversation", conversation);
    add_number(out, "seq", seq);
    end(out);
}

void web_encode_desk_typing(struct str conversation, struct strbuf *out)
{
    begin(out, "typing");
    add_field(out, "conversation", conversation);
    strbuf_add_cstr(out, ",\"author\":\"visitor\"");
    end(out);
}
