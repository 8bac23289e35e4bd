#include "dialogue/wishes.h"

enum { OWN_WORDS_MIN = 2 };

/* ---- cutting ---- */

static bool is_joiner(const struct token *token)
{
    static const char *const joiners[] = {"và", "va", "and", "với lại", "đồng thời"};
    for (size_t i = 0; i < COUNT(joiners); i++) {
        if (str_is(token->a, joiners[i]))
            return true;
    }
    return false;
}

static bool is_cut(const struct normalised *text, size_t at)
{
    struct str between = str_sub(text->t, text->tokens[at - 1].to, text->tokens[at].from);
    for (size_t i = 0; i < between.len; i++) {
        if (str_has(STR(",;.?!\n"), str_sub(between, i, i + 1)))
            return true;
    }
    return is_joiner(&text->tokens[at]);
}

static bool is_own_word(const struct token *token)
{
    return (token->roles & (TOKEN_PERSON | TOKEN_PARTICLE)) == 0 && !is_joiner(token);
}

/* A piece under way: tokens first to the one before at. */
static size_t own_words(const struct normalised *text, size_t first, size_t at)
{
    size_t count = 0;
    for (size_t i = first; i < at; i++)
        count += is_own_word(&text->tokens[i]);
    return count;
}

static struct str piece_of(const struct normalised *text, size_t first, size_t end)
{
    if (is_joiner(&text->tokens[first]) && first + 1 < end)
        first++;
    uint32_t to = end < text->token_count ? text->tokens[end].from : (uint32_t)text->t.len;
    return str_trim(str_sub(text->t, text->tokens[first].from, to));
}

size_t wishes_split(const struct normalised *text, struct str pieces[WISHES_MAX])
{
    size_t count = 0, first = 0, n = text->token_count;
    for (size_t at = 1; at <= n; at++) {
        if (at < n && !(is_cut(text, at) && own_words(text, first, at) >= OWN_WORDS_MIN &&
                        own_words(text, at, n) >= OWN_WORDS_MIN))
            continue;
        if (count == WISHES_MAX)
            return 1;
        pieces[count++] = piece_of(text, first, at);
        first = at;
    }
    return count;
}

/* ---- answering ---- */

/* What a piece asks for, when that is clear and can be said at once: no small talk, nothing that
 * begins a flow or needs a person. */
static const struct candidate *clear_wish(const struct turn *turn)
{
    if (!engine_is_sure(turn))
        return NULL;
    const struct candidate *best = &turn->reading.list[0];
    if (best->intent < 0)
        return best;
    const struct intent *intent = &turn->book->intents[best->intent];
    bool is_plain = intent->answer == ANSWER_ARTICLE || intent->answer == ANSWER_SAY;
    return is_plain && !intent->is_smalltalk ? best : NULL;
}

static bool asks_for_person(const struct turn *turn)
{
    return engine_is_sure(turn) && !turn->reading.is_person_refused &&
           turn->reading.list[0].intent == turn->book->required[REQUIRED_PERSON];
}

static bool is_answered(const struct turn *turn, const struct candidate *wish,
                        const struct reading *const *readings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (candidate_same_answer(turn->book, wish, &readings[i]->list[0]))
            return true;
    }
    return false;
}

/* A rule whose author meant the whole: its hit reaches over the cut. */
static bool reaches_over(const struct turn *turn, struct str piece)
{
    if (turn->reading.count == 0 || !turn->reading.list[0].has_pattern)
        return false;
    const struct pattern_hit *hit = &turn->reading.list[0].hit;
    size_t from = (size_t)(piece.data - turn->reading.text.t.data);
    return from > hit->from && from < hit->to;
}

bool wishes_answer(struct turn *turn)
{
    struct str pieces[WISHES_MAX];
    struct reading *readings[WISHES_MAX];
    size_t count = wishes_split(&turn->reading.text, pieces), found = 0;
    struct reading whole = turn->reading;
    const struct context context = {.intent = turn->session.intent,
                                    .article = turn->session.article,
                                    .locale = turn->locale,
                                    .now_ms = turn->input->now_ms};
    for (size_t i = 0; count > 1 && i < count; i++) {
        struct reading *reading = ARENA_NEW(turn->arena, struct reading);
        if (reaches_over(turn, pieces[i]))
            return false;
        understand(turn->book, pieces[i], &context, turn->arena, reading);
        turn->reading = *reading;
        if (asks_for_person(turn))
            return false; /* read on as that: a person sees all of it */
        const struct candidate *wish = clear_wish(turn);
        turn->reading = whole;
        if (wish != NULL &&
            !is_answered(turn, &reading->list[0], (const struct reading *const *)readings, found))
            readings[found++] = reading;
    }
    if (found < 2)
        return false;
    for (size_t i = 0; i < found; i++) {
        const struct candidate *wish = &readings[i]->list[0];
        if (i > 0)
            reply_close(turn);
        turn->chosen = wish;
        turn->out->confidence = wish->confidence;
        engine_answer(turn, wish->intent >= 0 ? &turn->book->intents[wish->intent] : NULL,
                      wish->group >= 0 ? &turn->book->groups[wish->group] : NULL);
    }
    turn->reason = "khách hỏi nhiều điều trong một tin: trả lời từng điều";
    return true;
}
