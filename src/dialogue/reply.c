#include "dialogue/engine.h"

#include "base/json.h"
#include "dialogue/blank.h"
#include "dialogue/flow_run.h"
#include "dialogue/memory.h"

enum { PASSAGE_BYTES_MAX = 900 };

/* ---- blanks ---- */

static bool find_blank(void *ctx, struct str name, struct str *value)
{
    struct turn *turn = ctx;
    const struct pattern_hit *hit =
        turn->chosen != NULL && turn->chosen->has_pattern ? &turn->chosen->hit : NULL;
    for (size_t i = 0; hit != NULL && i < hit->group_count; i++) {
        if (str_equal(hit->groups[i].name, name) && hit->groups[i].value.len > 0) {
            *value = hit->groups[i].value;
            return true;
        }
    }
    if (str_is(name, "back"))
        *value = turn->input->people_back;
    else if (str_is(name, "phone"))
        *value = turn->phone;
    else
        return flow_blank(turn, name, value);
    return value->len > 0;
}

/* The next variant, of those whose blanks can all be filled now if there are such. */
static struct str choose(struct turn *turn, const struct variants *variants, struct str key)
{
    size_t usable[VARIANTS_MAX], count = 0;
    for (size_t i = 0; i < variants->count && i < VARIANTS_MAX; i++) {
        if (blank_all_known(variants->items[i], find_blank, turn))
            usable[count++] = i;
    }
    size_t total = count > 0 ? count : variants->count;
    size_t next = session_next_variant(&turn->session, key, total);
    struct str text = variants->items[count > 0 ? usable[next] : next];
    return blank_fill(turn->arena, text, find_blank, turn);
}

static struct str message_text(struct turn *turn, enum message_key key)
{
    const struct variants *variants = &turn->book->messages[key][turn->locale];
    if (variants->count == 0)
        variants = &turn->book->messages[key][LOCALE_VI];
    return choose(turn, variants, str_view(message_key_names[key]));
}

void reply_message(struct turn *turn, enum message_key key)
{
    turn->reply = (struct reply){.text = message_text(turn, key)};
}

void reply_add_message(struct turn *turn, enum message_key key)
{
    reply_add_text(turn, message_text(turn, key));
}

void reply_add_text(struct turn *turn, struct str text)
{
    bool is_first = turn->reply.text.len == 0;
    turn->reply.text = is_first ? text
                                : str_printf(turn->arena, STR_FMT "\n" STR_FMT,
                                             STR_ARG(turn->reply.text), STR_ARG(text));
}

struct str reply_choose(struct turn *turn, const struct variants say[LOCALE_COUNT], struct str key)
{
    const struct variants *variants =
        say[turn->locale].count > 0 ? &say[turn->locale] : &say[LOCALE_VI];
    return choose(turn, variants, key);
}

void reply_say(struct turn *turn, const struct intent *intent)
{
    const struct variants *say = &intent->say[turn->locale];
    if (say->count == 0)
        say = &intent->say[LOCALE_VI];
    turn->reply = (struct reply){.text = choose(turn, say, intent->id)};
}

/* ---- articles ---- */

/* At most PASSAGE_BYTES_MAX, ended at a sentence or at least at a word. */
static struct str clip(struct turn *turn, struct str text)
{
    if (text.len <= PASSAGE_BYTES_MAX)
        return text;
    size_t end = PASSAGE_BYTES_MAX;
    while (end > PASSAGE_BYTES_MAX / 2 && text.data[end] != '\n' &&
           !(text.data[end - 1] == '.' && text.data[end] == ' '))
        end--;
    bool is_whole = end > PASSAGE_BYTES_MAX / 2;
    for (end = is_whole ? end : PASSAGE_BYTES_MAX; !is_whole && text.data[end] != ' ' && end > 1;)
        end--;
    return str_printf(turn->arena, STR_FMT "%s", STR_ARG(str_trim(str_sub(text, 0, end))),
                      is_whole ? "" : " …");
}

static struct str article_text(struct turn *turn, const struct article *article)
{
    const struct candidate *chosen = turn->chosen;
    if (article->answer.len > 0)
        return article->answer;
    if (chosen != NULL && chosen->passage.len > 0 && chosen->passage_of >= 0 &&
        &turn->book->articles[chosen->passage_of] == article)
        return clip(turn, str_trim(chosen->passage));
    ptrdiff_t end = str_find(article->plain, STR("\n\n"));
    size_t first = end < 0 || (size_t)end < 80 ? article->plain.len : (size_t)end;
    return clip(turn, str_trim(str_sub(article->plain, 0, first)));
}

void reply_article(struct turn *turn, const struct article *article)
{
    turn->reply = (struct reply){.text = article_text(turn, article), .source = article};
}

/* ---- buttons ---- */

void reply_add_button(struct turn *turn, struct str payload, struct str title)
{
    if (turn->reply.button_count < BUTTONS_MAX)
        turn->reply.buttons[turn->reply.button_count++] = (struct reply_button){title, payload};
}

void reply_add_message_button(struct turn *turn, const char *payload, enum message_key key)
{
    reply_add_button(turn, str_view(payload), message_text(turn, key));
}

void reply_add_intent_buttons(struct turn *turn, const struct intent *intent)
{
    for (size_t i = 0; i < intent->button_count; i++) {
        const struct button *button = &intent->buttons[i];
        struct str title = button->title[turn->locale].len > 0 ? button->title[turn->locale]
                                                               : button->title[LOCALE_VI];
        reply_add_button(turn, button->payload, title);
    }
}

/* ---- the message ---- */

static void add_buttons(struct strbuf *out, const struct reply *reply)
{
    for (size_t i = 0; i < reply->button_count; i++) {
        strbuf_add_cstr(out, i == 0 ? ",\"buttons\":[{\"title\":" : ",{\"title\":");
        json_add_string(out, reply->buttons[i].title);
        strbuf_add_cstr(out, ",\"payload\":");
        json_add_string(out, reply->buttons[i].payload);
        strbuf_add_byte(out, '}');
    }
    if (reply->button_count > 0)
        strbuf_add_byte(out, ']');
}

static struct str body_json(const struct turn *turn)
{
    const struct reply *reply = &turn->reply;
    struct strbuf out = strbuf_new(turn->arena, reply->text.len + 256);
    strbuf_add_cstr(&out, "{\"text\":");
    json_add_string(&out, reply->text);
    add_buttons(&out, reply);
    if (reply->source != NULL) {
        bool is_english = str_is(reply->source->locale, "en");
        strbuf_add_cstr(&out, ",\"source\":{\"article\":");
        json_add_string(&out, reply->source->id);
        strbuf_add_cstr(&out, ",\"title\":");
        json_add_string(&out, reply->source->title);
        strbuf_addf(&out, ",\"url\":\"/help/" STR_FMT "%s\"}", STR_ARG(reply->source->id),
                    is_english ? "?locale=en" : "");
    }
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

static void add_scores(struct strbuf *out, const struct turn *turn)
{
    const struct candidate *chosen = turn->chosen;
    if (chosen == NULL)
        return;
    if (chosen->has_pattern) {
        strbuf_add_cstr(out, ",\"pattern\":");
        json_add_string(out, turn->book->sources[chosen->hit.pattern].regex);
    }
    strbuf_addf(out,
                ",\"scores\":{\"pattern\":%.3f,\"examples\":%.3f,\"article\":%.3f,\"none\":%.3f}",
                chosen->pattern, chosen->example, chosen->article, turn->reading.none);
}

static struct str provenance_json(const struct turn *turn)
{
    const struct outcome *outcome = turn->out;
    struct strbuf out = strbuf_new(turn->arena, 256);
    strbuf_addf(&out, "{\"decision\":\"%s\"", decision_name(outcome->decision));
    strbuf_add_cstr(&out, ",\"intent\":");
    json_add_string(&out, outcome->intent);
    strbuf_add_cstr(&out, ",\"article\":");
    json_add_string(&out, outcome->article);
    strbuf_addf(&out, ",\"confidence\":%.3f,\"release\":%lld", outcome->confidence,
                (long long)turn->book->release);
    add_scores(&out, turn);
    strbuf_add_byte(&out, '}');
    return strbuf_view(&out);
}

static struct message message_of(struct turn *turn)
{
    turn->reply.text = memory_address(turn, turn->reply.text);
    return (struct message){.author = AUTHOR_BOT,
                            .kind = MESSAGE_TEXT,
                            .body = body_json(turn),
                            .provenance = provenance_json(turn)};
}

void reply_close(struct turn *turn)
{
    if (turn->closed_count == REPLIES_MAX - 1)
        return;
    turn->reply.button_count = 0;
    turn->closed[turn->closed_count++] = message_of(turn);
    turn->reply = (struct reply){.source = NULL};
}

void reply_finish(struct turn *turn)
{
    if (turn->is_silent)
        return;
    struct message *messages = ARENA_ARRAY(turn->arena, struct message, turn->closed_count + 1);
    for (size_t i = 0; i < turn->closed_count; i++)
        messages[i] = turn->closed[i];
    messages[turn->closed_count] = message_of(turn);
    turn->out->replies = messages;
    turn->out->reply_count = turn->closed_count + 1;
}
