#include "dialogue/session.h"

#include <string.h>

#include "base/json.h"
#include "model/outcome.h"

static const struct json_limits session_limits = {.depth = 4, .keys = 400, .elements = 64};

static const char *const offer_names[] = {"", "which", "person", "phone", "button"};

/* ---- reading ---- */

static struct str member(const json_t *object, const char *name, size_t max, struct arena *arena)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value) || json_string_length(value) > max)
        return STR("");
    return str_dup(arena, (struct str){json_string_value(value), json_string_length(value)});
}

static int64_t number(const json_t *object, const char *name, int64_t max)
{
    const json_t *value = json_object_get(object, name);
    int64_t found = json_is_integer(value) ? json_integer_value(value) : 0;
    return found < 0 ? 0 : found > max ? max : found;
}

static enum offer offer_from_name(struct str name)
{
    for (size_t i = 0; i < COUNT(offer_names); i++) {
        if (str_is(name, offer_names[i]))
            return (enum offer)i;
    }
    return OFFER_NOTHING;
}

static void read_choices(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "choices"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (session->choice_count < SESSION_CHOICES && json_is_string(item) &&
            json_string_length(item) <= 80)
            session->choices[session->choice_count++] =
                str_dup(arena, (struct str){json_string_value(item), json_string_length(item)});
    }
}

static void read_texts(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "texts"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (session->text_count < SESSION_TEXTS)
            session->texts[session->text_count++] = (struct session_text){
                member(item, "text", SESSION_TEXT_BYTES, arena), member(item, "topic", 64, arena)};
    }
}

static void read_said(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "said"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        struct str key = member(item, "key", 80, arena);
        if (key.len > 0 && session->said_count < SESSION_SAID)
            session->said[session->said_count++] =
                (struct session_said){key, number(item, "variant", VARIANTS_MAX)};
    }
}

static void read_frames(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "flows"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (session->frame_count < SESSION_FRAMES)
            session->frames[session->frame_count++] =
                (struct session_frame){.flow = member(item, "flow", 64, arena),
                                       .step = member(item, "step", 64, arena),
                                       .tries = (int)number(item, "tries", 9),
                                       .has_acted = json_is_true(json_object_get(item, "acted"))};
    }
}

static void read_slots(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "slots"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        struct str name = member(item, "name", SESSION_NAME_BYTES, arena);
        if (name.len > 0)
            session_set_slot(session, name, member(item, "value", SESSION_SLOT_BYTES, arena),
                             number(item, "until", INT64_MAX));
    }
}

static void read_answered(struct session *session, const json_t *root, struct arena *arena)
{
    const json_t *list = json_object_get(root, "said_ids"), *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        if (json_is_string(item) && json_string_length(item) <= 64)
            session_add_answered(session, str_dup(arena, (struct str){json_string_value(item),
                                                                      json_string_length(item)}));
    }
}

static int signed_number(const json_t *object, const char *name, int min, int max)
{
    const json_t *value = json_object_get(object, name);
    int64_t found = json_is_integer(value) ? json_integer_value(value) : 0;
    return (int)(found < min ? min : found > max ? max : found);
}

static void read_flow_members(struct session *session, const json_t *root, struct arena *arena)
{
    session->silences = (int)number(root, "silences", 1);
    session->failures = (int)number(root, "failures", 99);
    session->failed_at_ms = number(root, "failed_at", INT64_MAX);
    session->request = member(root, "request", 64, arena);
    session->mood = signed_number(root, "mood", MOOD_MIN, MOOD_MAX);
    session->has_offered = json_is_true(json_object_get(root, "offered"));
    session->has_asked_csat = json_is_true(json_object_get(root, "csat"));
    session->pronoun = member(root, "pronoun", 16, arena);
    session->name = member(root, "name", SESSION_NAME_BYTES, arena);
    read_frames(session, root, arena);
    read_slots(session, root, arena);
    read_answered(session, root, arena);
}

static void read_members(struct session *session, const json_t *root, struct arena *arena)
{
    session->turns = number(root, "turns", INT32_MAX);
    session->unsure = (int)number(root, "unsure", 2);
    session->offer = offer_from_name(member(root, "offer", 16, arena));
    session->button = member(root, "button", 100, arena);
    session->intent = member(root, "intent", 64, arena);
    session->article = member(root, "article", 64, arena);
    session->has_answered = json_is_true(json_object_get(root, "answered"));
    struct str locale = member(root, "locale", 8, arena);
    session->has_locale = locale.len > 0;
    session->locale = locale_from_name(locale);
    session->wanted = (enum handoff_reason)number(root, "wanted", HANDOFF_HOURS);
    read_choices(session, root, arena);
    read_said(session, root, arena);
    read_texts(session, root, arena);
    read_flow_members(session, root, arena);
}

struct session session_read(struct str state, struct arena *arena)
{
    struct session session = {0};
    struct err err = {0};
    if (state.len == 0 || state.len > SESSION_BYTES_MAX)
        return session;
    json_t *root = json_parse_object(state, &session_limits, &err);
    int64_t version = root != NULL ? number(root, "v", INT32_MAX) : 0;
    if (version >= 1 && version <= SESSION_VERSION)
        read_members(&session, root, arena);
    json_decref(root);
    return session;
}

/* ---- writing ---- */

static void add_text(struct strbuf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    strbuf_addf(out, ",\"%s\":", name);
    json_add_string(out, value);
}

static void add_list_start(struct strbuf *out, const char *name, size_t i)
{
    if (i == 0)
        strbuf_addf(out, ",\"%s\":[", name);
    else
        strbuf_add_byte(out, ',');
}

static void add_lists(struct strbuf *out, const struct session *session)
{
    for (size_t i = 0; i < session->choice_count; i++) {
        add_list_start(out, "choices", i);
        json_add_string(out, session->choices[i]);
    }
    strbuf_add_cstr(out, session->choice_count > 0 ? "]" : "");
    for (size_t i = 0; i < session->said_count; i++) {
        add_list_start(out, "said", i);
        strbuf_add_cstr(out, "{\"key\":");
        json_add_string(out, session->said[i].key);
        strbuf_addf(out, ",\"variant\":%lld}", (long long)session->said[i].variant);
    }
    strbuf_add_cstr(out, session->said_count > 0 ? "]" : "");
    for (size_t i = 0; i < session->text_count; i++) {
        add_list_start(out, "texts", i);
        strbuf_add_cstr(out, "{\"text\":");
        json_add_string(out, session->texts[i].text);
        add_text(out, "topic", session->texts[i].topic);
        strbuf_add_byte(out, '}');
    }
    strbuf_add_cstr(out, session->text_count > 0 ? "]" : "");
}

static void add_number(struct strbuf *out, const char *name, int64_t value)
{
    if (value != 0)
        strbuf_addf(out, ",\"%s\":%lld", name, (long long)value);
}

static void add_flag(struct strbuf *out, const char *name, bool value)
{
    if (value)
        strbuf_addf(out, ",\"%s\":true", name);
}

static void add_frames(struct strbuf *out, const struct session *session)
{
    for (size_t i = 0; i < session->frame_count; i++) {
        const struct session_frame *frame = &session->frames[i];
        add_list_start(out, "flows", i);
        strbuf_add_cstr(out, "{\"flow\":");
        json_add_string(out, frame->flow);
        add_text(out, "step", frame->step);
        add_number(out, "tries", frame->tries);
        add_flag(out, "acted", frame->has_acted);
        strbuf_add_byte(out, '}');
    }
    strbuf_add_cstr(out, session->frame_count > 0 ? "]" : "");
}

static void add_slots(struct strbuf *out, const struct session *session)
{
    for (size_t i = 0; i < session->slot_count; i++) {
        add_list_start(out, "slots", i);
        strbuf_add_cstr(out, "{\"name\":");
        json_add_string(out, session->slots[i].name);
        add_text(out, "value", session->slots[i].value);
        add_number(out, "until", session->slots[i].expires_at_ms);
        strbuf_add_byte(out, '}');
    }
    strbuf_add_cstr(out, session->slot_count > 0 ? "]" : "");
    for (size_t i = 0; i < session->answered_count; i++) {
        add_list_start(out, "said_ids", i);
        json_add_string(out, session->answered[i]);
    }
    strbuf_add_cstr(out, session->answered_count > 0 ? "]" : "");
}

static void add_flow_members(struct strbuf *out, const struct session *session)
{
    add_number(out, "silences", session->silences);
    add_number(out, "failures", session->failures);
    add_number(out, "failed_at", session->failed_at_ms);
    add_text(out, "request", session->request);
    add_number(out, "mood", session->mood);
    add_flag(out, "offered", session->has_offered);
    add_flag(out, "csat", session->has_asked_csat);
    add_text(out, "pronoun", session->pronoun);
    add_text(out, "name", session->name);
    add_frames(out, session);
    add_slots(out, session);
}

static struct str write_all(const struct session *session, struct arena *arena)
{
    struct strbuf out = strbuf_new(arena, 512);
    strbuf_addf(&out, "{\"v\":%d,\"turns\":%lld,\"unsure\":%d", SESSION_VERSION,
                (long long)session->turns, session->unsure);
    add_text(&out, "offer", str_view(offer_names[session->offer]));
    add_text(&out, "button", session->button);
    add_text(&out, "intent", session->intent);
    add_text(&out, "article", session->article);
    if (session->has_answered)
        strbuf_add_cstr(&out, ",\"answered\":true");
    if (session->has_locale)
        add_text(&out, "locale", str_view(locale_name(session->locale)));
    if (session->offer == OFFER_PHONE)
        strbuf_addf(&out, ",\"wanted\":%d", (int)session->wanted);
    add_lists(&out, session);
    add_flow_members(&out, session);
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

static void forget_oldest_text(struct session *session)
{
    memmove(&session->texts[0], &session->texts[1],
            sizeof(session->texts[0]) * (SESSION_TEXTS - 1));
    session->text_count--;
}

static void forget_slot(struct session *session, size_t at)
{
    memmove(&session->slots[at], &session->slots[at + 1],
            sizeof(session->slots[0]) * (session->slot_count - at - 1));
    session->slot_count--;
}

/* Only texts full of control bytes (six bytes each in JSON) can be too much: the oldest go. */
struct str session_write(const struct session *session, struct arena *arena)
{
    struct session kept = *session;
    struct str written = write_all(&kept, arena);
    while (written.len > SESSION_BYTES_MAX && kept.text_count + kept.slot_count > 0) {
        if (kept.text_count > 0)
            forget_oldest_text(&kept);
        else
            forget_slot(&kept, 0);
        written = write_all(&kept, arena);
    }
    return written;
}

/* ---- changing ---- */

/* At most max bytes, cut before a character. */
static struct str cut(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    size_t end = max;
    while (end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    return str_sub(text, 0, end);
}

void session_add_text(struct session *session, struct str text, struct str topic)
{
    if (session->text_count == SESSION_TEXTS)
        forget_oldest_text(session);
    session->texts[session->text_count++] =
        (struct session_text){cut(text, SESSION_TEXT_BYTES), topic};
}

size_t session_next_variant(struct session *session, struct str key, size_t count)
{
    must(count > 0);
    for (size_t i = 0; i < session->said_count; i++) {
        if (!str_equal(session->said[i].key, key))
            continue;
        size_t next = ((size_t)session->said[i].variant + 1) % count;
        session->said[i].variant = (int64_t)next;
        return next;
    }
    if (session->said_count == SESSION_SAID) {
        memmove(&session->said[0], &session->said[1],
                sizeof(session->said[0]) * (SESSION_SAID - 1));
        session->said_count--;
    }
    size_t start = (size_t)session->turns % count;
    session->said[session->said_count++] = (struct session_said){key, (int64_t)start};
    return start;
}

/* ---- slots ---- */

bool session_slot(const struct session *session, struct str name, struct str *value)
{
    for (size_t i = 0; i < session->slot_count; i++) {
        if (str_equal(session->slots[i].name, name)) {
            *value = session->slots[i].value;
            return true;
        }
    }
    return false;
}

static size_t slot_bytes(const struct session *session)
{
    size_t bytes = 0;
    for (size_t i = 0; i < session->slot_count; i++)
        bytes += session->slots[i].value.len;
    return bytes;
}

void session_set_slot(struct session *session, struct str name, struct str value,
                      int64_t expires_at_ms)
{
    for (size_t i = 0; i < session->slot_count; i++) {
        if (str_equal(session->slots[i].name, name)) {
            forget_slot(session, i);
            break;
        }
    }
    value = cut(value, SESSION_SLOT_BYTES);
    if (value.len == 0)
        return;
    while (session->slot_count == SESSION_SLOTS ||
           (session->slot_count > 0 && slot_bytes(session) + value.len > SESSION_SLOTS_BYTES))
        forget_slot(session, 0);
    session->slots[session->slot_count++] = (struct session_slot){name, value, expires_at_ms};
}

void session_expire(struct session *session, int64_t now_ms, bool with_flows)
{
    for (size_t i = session->slot_count; i-- > 0;) {
        int64_t expires = session->slots[i].expires_at_ms;
        if (expires == 0 ? with_flows : expires <= now_ms)
            forget_slot(session, i);
    }
}

void session_add_answered(struct session *session, struct str id)
{
    if (id.len == 0 || session_has_answered(session, id))
        return;
    if (session->answered_count == SESSION_ANSWERED) {
        memmove(&session->answered[0], &session->answered[1],
                sizeof(session->answered[0]) * (SESSION_ANSWERED - 1));
        session->answered_count--;
    }
    session->answered[session->answered_count++] = id;
}

bool session_has_answered(const struct session *session, struct str id)
{
    for (size_t i = 0; i < session->answered_count; i++) {
        if (str_equal(session->answered[i], id))
            return true;
    }
    return false;
}
