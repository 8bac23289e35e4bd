#include "dialogue/session.h"

#include <string.h>

#include "base/json.h"

static const struct json_limits session_limits = {.depth = 4, .keys = 64, .elements = 16};

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
}

struct session session_read(struct str state, struct arena *arena)
{
    struct session session = {0};
    struct err err = {0};
    if (state.len == 0 || state.len > SESSION_BYTES_MAX)
        return session;
    json_t *root = json_parse_object(state, &session_limits, &err);
    if (root != NULL && number(root, "v", INT32_MAX) == SESSION_VERSION)
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
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

static void forget_oldest_text(struct session *session)
{
    memmove(&session->texts[0], &session->texts[1],
            sizeof(session->texts[0]) * (SESSION_TEXTS - 1));
    session->text_count--;
}

/* Only texts full of control bytes (six bytes each in JSON) can be too much: the oldest go. */
struct str session_write(const struct session *session, struct arena *arena)
{
    struct session kept = *session;
    struct str written = write_all(&kept, arena);
    while (written.len > SESSION_BYTES_MAX && kept.text_count > 0) {
        forget_oldest_text(&kept);
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
