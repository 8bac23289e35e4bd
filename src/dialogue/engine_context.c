#include "dialogue/engine.h"

#include <string.h>

/* Words that mean something only because of what the bot said before. */

static const double word_threshold = 0.40; /* a "yes" or "no" after a question */
enum { PHONE_DIGITS_MIN = 7, BARE_DIGITS_MIN = 4, CHOICE_WORDS_MAX = 8 };

static bool reads_as(const struct turn *turn, enum required which)
{
    return turn->reading.count > 0 && turn->reading.list[0].intent == turn->book->required[which] &&
           turn->reading.list[0].confidence >= word_threshold;
}

static double best_confidence(const struct turn *turn)
{
    return turn->reading.count > 0 ? turn->reading.list[0].confidence : 0;
}

static bool reads_as_no(const struct turn *turn)
{
    return reads_as(turn, REQUIRED_NO) ||
           (turn->reading.is_person_refused && best_confidence(turn) < answer_threshold);
}

bool engine_reads_as(const struct turn *turn, enum required which)
{
    return which == REQUIRED_NO ? reads_as_no(turn) : reads_as(turn, which);
}

/* ---- a phone number ---- */

/* Ten or eleven digits that begin with 0; masked forms ("09xxx123") are no use for a call. */
static bool is_callable(struct str digits)
{
    if (digits.len < 10 || digits.len > 11 || digits.data[0] != '0')
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
    }
    return true;
}

static struct str phone_in(const struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    for (size_t i = 0; i < text->span_count; i++) {
        if (text->spans[i].kind == SPAN_PHONE && is_callable(text->spans[i].value))
            return text->spans[i].value;
    }
    return STR("");
}

static size_t digits_in(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] >= '0' && text.data[i] <= '9';
    return count;
}

/* A number is meant, though it is none to call: many digits, or nothing but a few of them. */
static bool tries_a_number(struct str text)
{
    size_t digits = digits_in(text), signs = 0;
    for (size_t i = 0; i < text.len; i++)
        signs += strchr(" .-()+", text.data[i]) != NULL;
    return digits >= PHONE_DIGITS_MIN || (digits >= BARE_DIGITS_MIN && digits + signs == text.len);
}

static void take_phone(struct turn *turn, struct str phone)
{
    struct callback_request *request = ARENA_NEW(turn->arena, struct callback_request);
    enum handoff_reason reason =
        turn->session.offer == OFFER_PHONE ? turn->session.wanted : HANDOFF_ASKED;
    *request = (struct callback_request){.phone = phone, .note = summary_text(turn, reason, NULL)};
    turn->phone = phone;
    turn->out->callback = request;
    turn->out->decision = DECISION_ANSWER;
    turn->out->confidence = 1;
    turn->reason = "khách để lại số điện thoại: ghi yêu cầu gọi lại";
    turn->chosen = NULL;
    turn->session.offer = OFFER_NOTHING;
    turn->session.unsure = 0;
    reply_message(turn, MESSAGE_HOURS_PHONE_THANKS);
}

static bool take_phone_answer(struct turn *turn)
{
    bool is_awaited = turn->session.offer == OFFER_PHONE;
    double best = best_confidence(turn);
    struct str phone = phone_in(turn);
    if (phone.len > 0 &&
        (is_awaited || best < (turn->input->people_open ? ask_threshold : answer_threshold))) {
        take_phone(turn, phone);
        return true;
    }
    if (!is_awaited)
        return false;
    if (reads_as_no(turn)) {
        engine_small_talk(turn, REQUIRED_NO);
        return true;
    }
    bool is_wrong_number = tries_a_number(turn->reading.text.t) && best < answer_threshold;
    if (!is_wrong_number && !reads_as(turn, REQUIRED_YES))
        return false; /* another question: answered like any other */
    turn->out->decision = DECISION_ASK;
    turn->reason = is_wrong_number ? "số điện thoại chưa đúng: xin lại" : "chờ khách nhắn số";
    reply_message(turn, is_wrong_number ? MESSAGE_HOURS_PHONE_INVALID : MESSAGE_HOURS_PHONE);
    return true;
}

/* ---- a choice ---- */

static bool is_filler(struct str word)
{
    static const char *const words[] = {
        "so",     "cai", "muc",  "y",      "thu",  "chon", "dau",   "lua", "cau", "la",
        "option", "the", "tien", "nhe",    "nha",  "one",  "di",    "em",  "a",   "da",
        "minh",   "anh", "chi",  "number", "shop", "ad",   "admin", "ban", "do",  "day"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

/* 1, 2, 3 … or -1 for the last; 0: no number. */
static int64_t ordinal(const struct normalised *text, const struct token *token)
{
    static const struct {
        const char *word;
        int64_t number;
    } words[] = {{"mot", 1},   {"nhat", 1},  {"hai", 2},    {"nhi", 2},   {"ba", 3},
                 {"cuoi", -1}, {"first", 1}, {"second", 2}, {"third", 3}, {"last", -1}};
    int64_t number;
    struct str typed = str_sub(text->t, token->from, token->to);
    if (str_to_int(typed, 1, 9, &number))
        return number;
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(token->f, words[i].word))
            return words[i].number;
    }
    return 0;
}

/* "2", "số 2", "cái thứ hai", "đầu tiên", "cái cuối": which of count; 0 when it says no such. */
static size_t chosen_number(const struct normalised *text, size_t count)
{
    int64_t found = 0;
    bool has_first = false;
    if (text->token_count == 0 || text->token_count > CHOICE_WORDS_MAX)
        return 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        int64_t number = ordinal(text, token);
        if (number != 0 && found != 0)
            return 0;
        if (number == 0 && !is_filler(token->f) && (token->roles & TOKEN_PARTICLE) == 0)
            return 0;
        has_first |= str_is(token->f, "dau");
        found = number != 0 ? number : found;
    }
    if (found == 0 && has_first)
        found = 1;
    if (found < 0)
        return count;
    return (size_t)found <= count ? (size_t)found : 0;
}

static struct str choice_title(const struct turn *turn, struct str payload)
{
    struct str kind, id = payload;
    if (!str_split(&id, ':', &kind))
        return STR("");
    const struct intent *intent = book_intent(turn->book, id);
    if (str_is(kind, "intent"))
        return intent != NULL ? book_intent_title(intent, turn->locale) : STR("");
    const struct article_group *group = book_group(turn->book, id);
    const struct article *article =
        group != NULL ? book_article(turn->book, group, turn->locale, turn->input->now_ms) : NULL;
    return article != NULL ? article->title : STR("");
}

static size_t shared_words(const struct normalised *text, const struct normalised *title)
{
    size_t shared = 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *word = &text->tokens[i];
        for (size_t j = 0; word->f.len > 1 && j < title->token_count; j++) {
            if (str_equal(word->f, title->tokens[j].f)) {
                shared++;
                break;
            }
        }
    }
    return shared;
}

/* The one choice whose title shares most words with the answer; 0 when none stands out. */
static size_t chosen_by_words(const struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    size_t best = 0, most = 0;
    if (text->token_count > CHOICE_WORDS_MAX)
        return 0;
    for (size_t i = 0; i < turn->session.choice_count; i++) {
        struct normalised title = text_normalise(turn->arena, turn->book->lexicon,
                                                 choice_title(turn, turn->session.choices[i]));
        size_t shared = shared_words(text, &title);
        if (shared == most)
            best = 0; /* a tie, so far */
        if (shared > most) {
            most = shared;
            best = i + 1;
        }
    }
    return best;
}

static bool is_choice(const struct turn *turn, const struct candidate *candidate, size_t *number)
{
    for (size_t i = 0; i < turn->session.choice_count; i++) {
        struct str kind, id = turn->session.choices[i];
        if (!str_split(&id, ':', &kind))
            continue;
        bool same =
            str_is(kind, "intent")
                ? candidate->intent >= 0 && str_equal(turn->book->intents[candidate->intent].id, id)
                : candidate->group >= 0 && str_equal(turn->book->groups[candidate->group].id, id);
        if (same) {
            *number = i + 1;
            return true;
        }
    }
    return false;
}

static bool take_choice(struct turn *turn)
{
    size_t number = chosen_number(&turn->reading.text, turn->session.choice_count);
    if (number == 0 && turn->session.choice_count == 1 && reads_as(turn, REQUIRED_YES))
        number = 1;
    if (number == 0 && reads_as_no(turn))
        return engine_payload(turn, STR("none"));
    const struct candidate *best = turn->reading.count > 0 ? &turn->reading.list[0] : NULL;
    const struct candidate *meant[SESSION_CHOICES];
    bool is_other = best != NULL && best->confidence >= answer_threshold &&
                    !is_choice(turn, best, &number) &&
                    engine_topic(turn, best, meant) == 0; /* "điều kiện": of the choices, then */
    if (number == 0 && !is_other)
        number = chosen_by_words(turn);
    if (number == 0)
        return false;
    struct str payload = turn->session.choices[number - 1];
    turn->session.unsure = 0;
    return engine_payload(turn, payload);
}

/* ---- yes and no ---- */

/* "không phải", "không đúng", "chưa": not a polite no but "this is not what I meant". */
static bool rejects_answer(const struct turn *turn)
{
    static const char *const openings[] = {"khong phai", "khong dung", "chua", "sai"};
    for (size_t i = 0; i < COUNT(openings); i++) {
        if (str_starts(turn->reading.text.f, str_view(openings[i])))
            return true;
    }
    return false;
}

static bool take_yes_or_no(struct turn *turn)
{
    bool is_yes = reads_as(turn, REQUIRED_YES), is_no = reads_as_no(turn);
    if (!is_yes && !is_no)
        return false;
    if (turn->session.offer == OFFER_PERSON && is_yes) {
        engine_hand_over(turn, HANDOFF_UNSURE, NULL);
        return true;
    }
    if (turn->session.offer == OFFER_BUTTON && is_yes) {
        struct str payload = turn->session.button;
        return engine_payload(turn, payload);
    }
    if (is_no && turn->session.has_answered && turn->session.offer == OFFER_NOTHING &&
        rejects_answer(turn))
        return engine_payload(turn, STR("helpful:no"));
    engine_small_talk(turn, is_yes ? REQUIRED_YES : REQUIRED_NO);
    return true;
}

/* Nothing but emoji: a thumb up is thanks, anything else is not understood. */
static bool take_emoji(struct turn *turn)
{
    const struct normalised *text = &turn->reading.text;
    for (size_t i = 0; i < text->token_count; i++) {
        if ((text->tokens[i].roles & TOKEN_EMOJI) == 0)
            return false;
    }
    if (text->mood <= 0)
        return false;
    engine_small_talk(turn, REQUIRED_THANKS);
    return true;
}

bool engine_context(struct turn *turn)
{
    if (take_phone_answer(turn))
        return true;
    if (turn->session.offer == OFFER_WHICH && take_choice(turn))
        return true;
    return take_emoji(turn) || take_yes_or_no(turn);
}
