#include <string.h>

#include "base/json.h"
#include "channel/web.h"

/* Which fields a verb takes; flags of what must be there. */
enum frame_field {
    FIELD_TOKEN = 1 << 0,
    FIELD_LAST_SEQ = 1 << 1,
    FIELD_CLIENT_ID = 1 << 2,
    FIELD_TEXT = 1 << 3,
    FIELD_PAYLOAD = 1 << 4,
    FIELD_SEQ = 1 << 5,
    FIELD_SCORE = 1 << 6,
    FIELD_BEFORE = 1 << 7,
    FIELD_CONVERSATION = 1 << 8,
    FIELD_TICKET = 1 << 9,
    FIELD_ID = 1 << 10,
    FIELD_CODE = 1 << 11
};

struct verb_rule {
    const char *type;
    enum channel_verb verb;
    unsigned required;
};

static const struct verb_rule visitor_verbs[] = {
    {"hello", VERB_HELLO, 0},         {"say", VERB_SAY, FIELD_CLIENT_ID},
    {"typing", VERB_TYPING, 0},       {"seen", VERB_SEEN, FIELD_SEQ},
    {"rate", VERB_RATE, FIELD_SCORE}, {"history", VERB_HISTORY, FIELD_BEFORE},
    {"ping", VERB_PING, 0},           {"bye", VERB_BYE, 0},
};

static const struct verb_rule desk_verbs[] = {
    {"hello", VERB_HELLO, FIELD_TICKET},
    {"take", VERB_TAKE, 0},
    {"open", VERB_OPEN, FIELD_CONVERSATION},
    {"say", VERB_SAY, FIELD_CONVERSATION | FIELD_CLIENT_ID | FIELD_TEXT},
    {"note", VERB_NOTE, FIELD_CONVERSATION | FIELD_CLIENT_ID | FIELD_TEXT},
    {"typing", VERB_TYPING, FIELD_CONVERSATION},
    {"seen", VERB_SEEN, FIELD_CONVERSATION | FIELD_SEQ},
    {"return", VERB_RETURN, FIELD_CONVERSATION},
    {"close", VERB_CLOSE, FIELD_CONVERSATION},
    {"requeue", VERB_REQUEUE, FIELD_CONVERSATION},
    {"callback_done", VERB_CALLBACK_DONE, FIELD_ID},
    {"cases", VERB_CASES, 0},
    {"case", VERB_CASE, FIELD_CODE},
    {"case_set", VERB_CASE_SET, FIELD_CODE},
    {"customer", VERB_CUSTOMER, FIELD_CONVERSATION},
    {"customer_note", VERB_CUSTOMER_NOTE, FIELD_CONVERSATION},
    {"ping", VERB_PING, 0},
};

/* Only the server says these. */
static const char *const forbidden[] = {"role",       "account_id", "sender", "author",
                                        "created_at", "provenance", "owner"};

enum {
    TOKEN_MAX = 64,
    PAGE_MAX = 1024,
    NOTE_MAX = 1000,
    RATE_TEXT_MAX = 2000,
    SCORE_MAX = 5,
    TAGS_MAX = 200
};
static const int64_t seq_max = (int64_t)1 << 53;

static bool fault(struct channel_error *error, enum channel_fault what, const char *field)
{
    error->fault = what;
    error->field = str_view(field);
    return false;
}

struct reading {
    const json_t *object;
    struct arena *arena;
    struct channel_error *error;
    unsigned required;
};

/* An optional or required text of at most max bytes, copied. */
static bool take_text(struct reading *reading, const char *name, unsigned flag, size_t max,
                      struct str *out)
{
    struct err err = {0};
    struct str text = {0};
    if (!json_opt_str(reading->object, name, &text, &err) || text.len > max)
        return fault(reading->error, FAULT_BAD_FIELD, name);
    if ((reading->required & flag) != 0 && text.data == NULL)
        return fault(reading->error, FAULT_BAD_FIELD, name);
    *out = str_dup(reading->arena, text);
    return true;
}

static bool take_number(struct reading *reading, const char *name, unsigned flag, int64_t min,
                        int64_t max, int64_t *out)
{
    struct err err = {0};
    bool there = json_object_get(reading->object, name) != NULL;
    if (!json_opt_int(reading->object, name, min, max, out, &err) ||
        ((reading->required & flag) != 0 && !there))
        return fault(reading->error, FAULT_BAD_FIELD, name);
    return true;
}

static bool is_good_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_';
        if (!good)
            return false;
    }
    return id.len > 0;
}

static bool take_client_id(struct reading *reading, struct channel_frame *frame)
{
    if (!take_text(reading, "client_id", FIELD_CLIENT_ID, CHANNEL_CLIENT_ID_MAX, &frame->client_id))
        return false;
    if ((reading->required & FIELD_CLIENT_ID) != 0 && !is_good_id(frame->client_id))
        return fault(reading->error, FAULT_BAD_FIELD, "client_id");
    reading->error->client_id = frame->client_id;
    return true;
}

static bool has_no_controls(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
            return false;
    }
    return true;
}

/* What is said: text, or a payload (with its title as text). */
static bool take_words(struct reading *reading, struct channel_frame *frame)
{
    if (!take_text(reading, "text", FIELD_TEXT, CHANNEL_FRAME_MAX, &frame->text) ||
        !take_text(reading, "payload", FIELD_PAYLOAD, CHANNEL_PAYLOAD_MAX, &frame->payload))
        return false;
    if (json_object_get(reading->object, "text") == NULL && frame->payload.len == 0)
        return fault(reading->error, FAULT_BAD_FIELD, "text");
    if (!has_no_controls(frame->text) || !has_no_controls(frame->payload))
        return fault(reading->error, FAULT_BAD_TEXT, "text");
    return true;
}

static bool take_flag(struct reading *reading, const char *name, bool *out)
{
    struct err err = {0};
    return json_opt_bool(reading->object, name, out, &err) ||
           fault(reading->error, FAULT_BAD_FIELD, name);
}

/* A text without control characters, of at most max bytes. */
static bool take_line(struct reading *reading, const char *name, size_t max, struct str *out)
{
    return take_text(reading, name, 0, max, out) &&
           (has_no_controls(*out) || fault(reading->error, FAULT_BAD_TEXT, name));
}

static bool take_case_change(struct reading *reading, struct channel_frame *frame)
{
    enum { PRIORITY_MAX = 10 };
    struct str state = {0};
    int64_t priority = 0;
    if (!take_line(reading, "text", CASE_TEXT_MAX, &frame->text) ||
        !take_text(reading, "state", 0, CASE_CODE_MAX, &state) ||
        !take_number(reading, "assign", 0, 0, seq_max, &frame->assign) ||
        !take_number(reading, "priority", 0, 0, PRIORITY_MAX, &priority) ||
        !take_flag(reading, "tell", &frame->tell))
        return false;
    frame->has_state = state.len > 0;
    frame->has_assign = json_is_integer(json_object_get(reading->object, "assign"));
    frame->has_priority = json_is_integer(json_object_get(reading->object, "priority"));
    frame->priority = (int)priority;
    return !frame->has_state || case_state_from_name(state, &frame->case_state) ||
           fault(reading->error, FAULT_BAD_FIELD, "state");
}

static bool take_locale(struct reading *reading, struct channel_frame *frame)
{
    if (!take_text(reading, "locale", 0, 8, &frame->locale))
        return false;
    frame->locale = str_starts(frame->locale, STR("en")) ? STR("en") : STR("vi");
    return true;
}

static bool take_fields(struct reading *reading, struct channel_frame *frame)
{
    switch (frame->verb) {
    case VERB_HELLO:
        return take_text(reading, "token", FIELD_TOKEN, TOKEN_MAX, &frame->token) &&
               take_text(reading, "ticket", FIELD_TICKET, TOKEN_MAX, &frame->ticket) &&
               take_text(reading, "page", 0, PAGE_MAX, &frame->page) &&
               take_locale(reading, frame) &&
               take_number(reading, "last_seq", FIELD_LAST_SEQ, 0, seq_max, &frame->seq);
    case VERB_SAY:
    case VERB_NOTE:
        return take_client_id(reading, frame) && take_words(reading, frame);
    case VERB_SEEN:
        return take_number(reading, "seq", FIELD_SEQ, 0, seq_max, &frame->seq);
    case VERB_RATE:
        return take_number(reading, "score", FIELD_SCORE, 1, SCORE_MAX, &frame->number) &&
               take_text(reading, "text", 0, RATE_TEXT_MAX, &frame->text);
    case VERB_HISTORY:
        return take_number(reading, "before", FIELD_BEFORE, 1, seq_max, &frame->seq);
    case VERB_OPEN:
        return take_number(reading, "last_seq", 0, 0, seq_max, &frame->seq);
    case VERB_RETURN:
        return take_text(reading, "note", 0, NOTE_MAX, &frame->note);
    case VERB_CALLBACK_DONE:
        return take_number(reading, "id", FIELD_ID, 1, seq_max, &frame->number);
    case VERB_CASES:
        return take_text(reading, "filter", 0, CASE_CODE_MAX, &frame->filter);
    case VERB_CASE:
        return take_text(reading, "code", FIELD_CODE, CASE_CODE_MAX, &frame->code);
    case VERB_CASE_SET:
        return take_text(reading, "code", FIELD_CODE, CASE_CODE_MAX, &frame->code) &&
               take_case_change(reading, frame);
    case VERB_CUSTOMER_NOTE:
        return take_line(reading, "tags", TAGS_MAX, &frame->text) &&
               take_line(reading, "notes", CASE_TEXT_MAX, &frame->note);
    case VERB_BYE:
        return take_flag(reading, "forget", &frame->forget);
    case VERB_TYPING:
    case VERB_PING:
    case VERB_TAKE:
    case VERB_CLOSE:
    case VERB_REQUEUE:
    case VERB_CUSTOMER:
        return true;
    }
    return false;
}

static bool read_frame(struct reading *reading, const struct verb_rule *rules, size_t count,
                       struct channel_frame *frame)
{
    struct err err = {0};
    struct str type = {0};
    if (!json_get_str(reading->object, "type", &type, &err))
        return fault(reading->error, FAULT_BAD_FIELD, "type");
    for (size_t i = 0; i < COUNT(forbidden); i++) {
        if (json_object_get(reading->object, forbidden[i]) != NULL)
            return fault(reading->error, FAULT_FORBIDDEN_FIELD, forbidden[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (!str_is(type, rules[i].type))
            continue;
        frame->verb = rules[i].verb;
        reading->required = rules[i].required;
        if (frame->verb != VERB_SEEN && json_object_get(reading->object, "seq") != NULL)
            return fault(reading->error, FAULT_FORBIDDEN_FIELD, "seq");
        if (!take_text(reading, "conversation", FIELD_CONVERSATION, CHANNEL_CLIENT_ID_MAX,
                       &frame->conversation))
            return false;
        reading->error->conversation = frame->conversation;
        return take_fields(reading, frame);
    }
    return fault(reading->error, FAULT_UNKNOWN_TYPE, "type");
}

/* Four hexadecimal digits of a \u escape that begin at `at`, or -1. */
static int escaped_unit(struct str bytes, size_t at)
{
    int unit = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < bytes.len ? bytes.data[i] : '?';
        int digit = c >= '0' && c <= '9'                     ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : -1;
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

enum { HIGH_FIRST = 0xd800, LOW_FIRST = 0xdc00, LOW_LAST = 0xdfff }; /* surrogates */

/* How many bytes the escape at `at` (a backslash) takes; 0 when it stands for no character that
 * text can hold: U+0000, or half of a surrogate pair. */
static size_t escape_length(struct str bytes, size_t at)
{
    bool is_unicode = at + 1 < bytes.len && bytes.data[at + 1] == 'u';
    int unit = is_unicode ? escaped_unit(bytes, at + 2) : -1;
    if (unit == 0 || (unit >= LOW_FIRST && unit <= LOW_LAST))
        return 0;
    if (unit < HIGH_FIRST || unit > LOW_LAST)
        return 2;
    bool is_pair = at + 7 < bytes.len && bytes.data[at + 6] == '\\' && bytes.data[at + 7] == 'u';
    int low = is_pair ? escaped_unit(bytes, at + 8) : -1;
    return low >= LOW_FIRST && low <= LOW_LAST ? 12 : 0;
}

/* Whether a string in this frame holds what no text can: then the words are at fault and not the
 * client that wrote the frame. The parser refuses it without saying which. */
static bool has_unsayable_text(struct str bytes)
{
    bool in_string = false;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c == '"') {
            in_string = !in_string;
        } else if (in_string && c == '\\') {
            size_t length = escape_length(bytes, i);
            if (length == 0)
                return true;
            i += length - 1;
        } else if (in_string && c < 0x20) {
            return true;
        }
    }
    return false;
}

static bool decode(struct str bytes, const struct verb_rule *rules, size_t count,
                   struct arena *arena, struct channel_frame *frame, struct channel_error *error)
{
    struct err err = {0};
    *frame = (struct channel_frame){0};
    *error = (struct channel_error){0};
    json_t *object = json_parse_object(bytes, &json_limits_frame, &err);
    if (object == NULL)
        return fault(error, has_unsayable_text(bytes) ? FAULT_BAD_TEXT : FAULT_BAD_JSON, NULL);
    struct reading reading = {object, arena, error, 0};
    bool ok = read_frame(&reading, rules, count, frame);
    json_decref(object);
    return ok;
}

bool web_decode(struct str bytes, struct arena *arena, struct channel_frame *frame,
                struct channel_error *error)
{
    return decode(bytes, visitor_verbs, COUNT(visitor_verbs), arena, frame, error);
}

bool web_decode_desk(struct str bytes, struct arena *arena, struct channel_frame *frame,
                     struct channel_error *error)
{
    return decode(bytes, desk_verbs, COUNT(desk_verbs), arena, frame, error);
}

bool web_check_text(struct str text, struct channel_error *error)
{
    if (str_trim(text).len == 0)
        return fault(error, FAULT_EMPTY_MESSAGE, NULL);
    if (text.len > CHANNEL_TEXT_MAX) {
        error->max = CHANNEL_TEXT_MAX;
        error->len = (int64_t)text.len;
        return fault(error, FAULT_MESSAGE_TOO_LONG, NULL);
    }
    return true;
}
