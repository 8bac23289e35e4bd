#include "dialogue/memory.h"

#include "dialogue/flow_run.h"

enum { FOLLOW_UP_WORDS_MAX = 8, BARE_WORDS_MAX = 4, NAME_WORDS_MAX = 4 };

/* ---- who they are ---- */

static const struct {
    const char *a, *f, *capital;
} pronouns[] = {{"anh", "anh", "Anh"},
                {"chị", "chi", "Chị"},
                {"cô", "co", "Cô"},
                {"chú", "chu", "Chú"},
                {"bác", "bac", "Bác"}};

/* Which pronoun the token is: index, or -1. Without marks only "anh" and "chi" are believed: "co",
 * "chu" and "bac" are too much else. */
static int pronoun_of(const struct token *token)
{
    for (size_t i = 0; i < COUNT(pronouns); i++) {
        if (token->typed_accented ? str_is(token->a, pronouns[i].a)
                                  : i < 2 && str_is(token->f, pronouns[i].f))
            return (int)i;
    }
    return -1;
}

static bool is_any(struct str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

static bool follows_cho(struct str folded)
{
    static const char *const words[] = {"hoi", "xin", "biet", "xem", "coi", "dat",
                                        "mua", "gap", "tra",  "doi", "muon"};
    return is_any(folded, words, COUNT(words));
}

static bool follows_self(struct str folded)
{
    static const char *const words[] = {"muon", "can", "mua", "dat", "ten", "gui", "tinh", "dinh"};
    return is_any(folded, words, COUNT(words));
}

/* "em" and "con" of somebody who calls the bot "chị": the pronouns around are not theirs. */
static bool calls_self_em(const struct normalised *text)
{
    for (size_t i = 0; i + 1 < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (str_is(token->f, "em") && follows_self(text->tokens[i + 1].f))
            return true;
        if (str_is(token->f, "cho") && str_is(text->tokens[i + 1].f, "em"))
            return true;
    }
    return false;
}

/* "giúp chị", "giùm anh": whoever is to be helped. */
static bool is_helped(const struct normalised *text, size_t at)
{
    static const char *const words[] = {"giup", "gium", "dum"};
    return at > 0 && is_any(text->tokens[at - 1].f, words, COUNT(words));
}

static void learn_pronoun(struct turn *turn, const struct normalised *text)
{
    if (calls_self_em(text))
        return;
    for (size_t i = 0; i < text->token_count; i++) {
        int which = pronoun_of(&text->tokens[i]);
        struct str next = i + 1 < text->token_count ? text->tokens[i + 1].f : STR("");
        bool after_cho = i > 0 && str_is(text->tokens[i - 1].f, "cho");
        bool is_first = i == 0 || (text->tokens[i - 1].roles & TOKEN_PARTICLE) != 0;
        if (which < 0)
            continue;
        if ((after_cho && follows_cho(next)) || (is_first && follows_self(next)) ||
            is_helped(text, i)) {
            turn->session.pronoun = str_view(pronouns[which].a);
            return;
        }
    }
}

/* "em tên Lan", "tên mình là Tuấn Anh", "anh tên là Nam" → the words after. */
static void learn_name(struct turn *turn, const struct normalised *text)
{
    for (size_t i = 0; i + 1 < text->token_count; i++) {
        static const char *const selves[] = {"em", "minh", "anh", "chi", "toi", "tui", "co", "chu"};
        const struct token *token = &text->tokens[i];
        bool is_self = (i > 0 && is_any(text->tokens[i - 1].f, selves, COUNT(selves))) ||
                       is_any(text->tokens[i + 1].f, selves, COUNT(selves));
        size_t from = i + 1;
        if (!str_is(token->f, "ten") || (!is_self && i > 0))
            continue;
        while (from < text->token_count && (is_any(text->tokens[from].f, selves, COUNT(selves)) ||
                                            str_is(text->tokens[from].f, "la")))
            from++;
        size_t to = from;
        while (to < text->token_count && to - from < NAME_WORDS_MAX && text->tokens[to].span < 0 &&
               (text->tokens[to].roles & (TOKEN_PARTICLE | TOKEN_QUESTION | TOKEN_NEGATOR)) == 0 &&
               (to == from || text->tokens[to].from - text->tokens[to - 1].to == 1))
            to++;
        if (to == from || text->question != QUESTION_NOT)
            return;
        struct str name = str_sub(text->t, text->tokens[from].from, text->tokens[to - 1].to);
        if (name.len <= SESSION_NAME_BYTES)
            turn->session.name = name;
        return;
    }
}

void memory_learn(struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    if (turn->locale != LOCALE_VI || text->token_count == 0)
        return;
    learn_pronoun(turn, text);
    learn_name(turn, text);
}

static struct str pronoun(const struct turn *turn)
{
    struct str known =
        turn->session.pronoun.len > 0 ? turn->session.pronoun : turn->input->customer.pronoun;
    for (size_t i = 0; i < COUNT(pronouns); i++) {
        if (str_is(known, pronouns[i].a))
            return str_view(pronouns[i].a);
    }
    return STR("");
}

/* The given name, the last word: "Nguyễn Thị Lan" is "chị Lan". */
static struct str given_name(struct str name)
{
    size_t at = name.len;
    while (at > 0 && name.data[at - 1] != ' ')
        at--;
    return str_sub(name, at, name.len);
}

struct str memory_customer(struct turn *turn)
{
    struct str who = pronoun(turn), name = turn->session.name;
    if (name.len == 0)
        name = turn->input->customer.name;
    if (turn->locale == LOCALE_EN)
        return name;
    if (who.len == 0)
        who = STR("anh/chị");
    if (name.len == 0)
        return who;
    return str_printf(turn->arena, STR_FMT " " STR_FMT, STR_ARG(who), STR_ARG(given_name(name)));
}

struct str memory_address(struct turn *turn, struct str text)
{
    static const char *const both[] = {"anh/chị", "Anh/chị", "Anh/Chị"};
    struct str who = pronoun(turn);
    struct strbuf out = strbuf_new(turn->arena, text.len + 1);
    size_t which = 0;
    if (who.len == 0 || !str_has(text, STR("nh/")))
        return text;
    while (!str_is(who, pronouns[which].a))
        which++;
    for (size_t i = 0; i < text.len;) {
        struct str rest = str_sub(text, i, text.len);
        size_t found = 0;
        while (found < COUNT(both) && !str_starts(rest, str_view(both[found])))
            found++;
        if (found == COUNT(both)) {
            strbuf_add_byte(&out, text.data[i++]);
            continue;
        }
        strbuf_add_cstr(&out, found == 0 ? pronouns[which].a : pronouns[which].capital);
        i += str_view(both[found]).len;
    }
    return strbuf_view(&out);
}

/* ---- short questions ---- */

static bool is_empty_word(const struct token *token)
{
    static const char *const words[] = {"the", "con",  "vay",   "thi",  "sao", "nhu", "nao", "a",
                                        "ha",  "shop", "em",    "minh", "ban", "roi", "neu", "voi",
                                        "cai", "what", "about", "and",  "how", "o"};
    return is_any(token->f, words, COUNT(words)) ||
           (token->roles & (TOKEN_PARTICLE | TOKEN_EMOJI)) != 0;
}

/* "thế còn …", "còn … thì sao", "vậy …": what is asked about now; the empty text otherwise. */
static struct str new_subject(const struct normalised *text)
{
    static const char *const openings[] = {"the con ", "con ",        "vay con ",  "vay ",
                                           "the ",     "what about ", "how about "};
    bool is_opened = false;
    for (size_t i = 0; i < COUNT(openings); i++)
        is_opened |= str_starts(text->f, str_view(openings[i]));
    bool is_closed = str_ends(text->f, STR("thi sao")) || str_ends(text->f, STR("thi the nao")) ||
                     str_ends(text->f, STR("thi sao a"));
    if ((!is_opened && !is_closed) || text->token_count > FOLLOW_UP_WORDS_MAX)
        return STR("");
    size_t from = 0, to = text->token_count;
    while (from < to && is_empty_word(&text->tokens[from]))
        from++;
    while (to > from && is_empty_word(&text->tokens[to - 1]))
        to--;
    return from == to ? STR("")
                      : str_sub(text->t, text->tokens[from].from, text->tokens[to - 1].to);
}

/* Words of an earlier message with one of the shop's products in it exchanged for the new one. */
static struct str exchange(struct turn *turn, struct str before, struct str subject)
{
    const struct rulebook *book = turn->book;
    struct normalised text = text_normalise(turn->arena, book->lexicon, before);
    for (size_t p = 0; p < book->products.count; p++) {
        struct normalised product =
            text_normalise(turn->arena, book->lexicon, book->products.items[p]);
        for (size_t i = 0; product.token_count > 0 && i + product.token_count <= text.token_count;
             i++) {
            size_t same = 0;
            while (same < product.token_count &&
                   str_equal(text.tokens[i + same].f, product.tokens[same].f))
                same++;
            if (same < product.token_count)
                continue;
            return str_printf(turn->arena, STR_FMT STR_FMT STR_FMT,
                              STR_ARG(str_sub(text.t, 0, text.tokens[i].from)), STR_ARG(subject),
                              STR_ARG(str_sub(text.t, text.tokens[i + same - 1].to, text.t.len)));
        }
    }
    return str_printf(turn->arena, STR_FMT " " STR_FMT, STR_ARG(before), STR_ARG(subject));
}

static bool is_bare_question(const struct normalised *text)
{
    size_t words = 0;
    if (text->question != QUESTION_HOW_LONG && text->question != QUESTION_WHERE &&
        text->question != QUESTION_HOW_MUCH && text->question != QUESTION_WHEN)
        return false;
    for (size_t i = 0; i < text->token_count; i++)
        words += !is_empty_word(&text->tokens[i]);
    return words <= BARE_WORDS_MAX && text->token_count <= FOLLOW_UP_WORDS_MAX;
}

static struct str last_topic(const struct turn *turn)
{
    const struct session *session = &turn->session;
    const struct intent *intent = book_intent(turn->book, session->intent);
    const struct article_group *group = book_group(turn->book, session->article);
    if (intent != NULL)
        return book_intent_title(intent, turn->locale);
    const struct article *article =
        group != NULL ? book_article(turn->book, group, turn->locale, turn->input->now_ms) : NULL;
    return article != NULL ? article->title : STR("");
}

struct str memory_whole_question(struct turn *turn, const struct normalised *text)
{
    const struct session *session = &turn->session;
    if (!session->has_answered)
        return STR("");
    struct str subject = new_subject(text);
    if (subject.len > 0 && session->text_count > 0)
        return exchange(turn, session->texts[session->text_count - 1].text, subject);
    struct str topic = last_topic(turn);
    if (topic.len == 0 || !is_bare_question(text))
        return STR("");
    if (topic.data[topic.len - 1] == '?')
        topic = str_sub(topic, 0, topic.len - 1);
    return str_printf(turn->arena, STR_FMT " " STR_FMT, STR_ARG(topic), STR_ARG(text->t));
}
