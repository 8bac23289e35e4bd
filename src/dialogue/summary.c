#include "dialogue/engine.h"

#include "dialogue/flow_run.h"

enum { SUMMARY_TEXT_BYTES = 160 };

static const char *opening(enum handoff_reason reason)
{
    switch (reason) {
    case HANDOFF_ASKED:
    case HANDOFF_HOURS:
        return "Khách muốn gặp nhân viên.";
    case HANDOFF_UNSURE:
        return "Bot chưa hiểu khách cần gì.";
    case HANDOFF_RULE:
        return "Việc này cần nhân viên.";
    case HANDOFF_FAILURE:
        return "Bot không có câu trả lời dùng được lúc này.";
    }
    must_fail("a known reason", __FILE__, __LINE__);
}

static struct str cut(struct str text)
{
    size_t end = text.len < SUMMARY_TEXT_BYTES ? text.len : SUMMARY_TEXT_BYTES;
    while (end < text.len && end > 0 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    return str_sub(text, 0, end);
}

/* Titles of what was talked about, each once; small talk and the wish for a person are not. */
static void add_topics(struct strbuf *out, const struct turn *turn, const struct intent *intent)
{
    const struct session *session = &turn->session;
    int count = 0;
    for (size_t i = 0; i < session->text_count; i++) {
        const struct intent *topic = book_intent(turn->book, session->texts[i].topic);
        bool is_new = topic != NULL && topic != intent && !topic->is_smalltalk;
        for (size_t j = 0; j < i; j++)
            is_new = is_new && !str_equal(session->texts[j].topic, session->texts[i].topic);
        if (!is_new)
            continue;
        strbuf_addf(out, "%s" STR_FMT, count++ == 0 ? " Đã hỏi: " : "; ",
                    STR_ARG(topic->title[LOCALE_VI]));
    }
    strbuf_add_cstr(out, count > 0 ? "." : "");
}

/* The last words that say something: this message, unless it only asks for a person; else the one
 * before. */
static struct str last_words(const struct turn *turn, enum handoff_reason reason)
{
    const struct session *session = &turn->session;
    bool says_something = reason != HANDOFF_ASKED || session->text_count == 0;
    if (says_something && turn->said.len > 0 && turn->out->callback == NULL)
        return turn->said;
    return session->text_count > 0 ? session->texts[session->text_count - 1].text : STR("");
}

/* What the visitor has told the flow already, so that nobody asks again. */
static void add_slots(struct strbuf *out, const struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    int count = 0;
    for (size_t i = 0; flow != NULL && i < turn->session.slot_count; i++) {
        const struct session_slot *held = &turn->session.slots[i];
        const struct slot *slot = flow_slot(flow, held->name);
        if (slot == NULL || slot->title[LOCALE_VI].len == 0 || str_is(held->value, SLOT_SKIPPED))
            continue;
        strbuf_addf(out, "%s" STR_FMT ": " STR_FMT, count++ == 0 ? " Đã cho biết: " : "; ",
                    STR_ARG(slot->title[LOCALE_VI]), STR_ARG(held->value));
    }
    strbuf_add_cstr(out, count > 0 ? "." : "");
}

struct str summary_text(const struct turn *turn, enum handoff_reason reason,
                        const struct intent *intent)
{
    struct strbuf out = strbuf_new(turn->arena, 256);
    bool has_topic = reason == HANDOFF_RULE && intent != NULL;
    if (has_topic)
        strbuf_addf(&out, "Khách cần: " STR_FMT ".", STR_ARG(intent->title[LOCALE_VI]));
    else
        strbuf_add_cstr(&out, opening(reason));
    add_topics(&out, turn, intent);
    add_slots(&out, turn);
    struct str words = cut(last_words(turn, reason));
    if (words.len > 0)
        strbuf_addf(&out, " Lời khách: “" STR_FMT "”.", STR_ARG(words));
    return strbuf_view(&out);
}
