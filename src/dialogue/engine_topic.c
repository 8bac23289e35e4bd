#include "dialogue/engine.h"

/* "bảo hành", "giao hàng": the name of a topic and nothing else. Which of its answers is meant, the
 * words cannot tell, however the examples lean: each has them in its title and says more. */

enum { TOPIC_WORDS_MAX = 3, TOPIC_MESSAGE_WORDS_MAX = 8 };

/* Words around a topic that say nothing: "cho em hỏi về bảo hành ạ". */
static bool is_opening(struct str word)
{
    static const char *const words[] = {"cho", "hoi", "ve", "xin", "can", "muon", "about"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return false;
}

/* The words that name something; none when the message says more than a topic. */
static size_t topic_words(const struct normalised *text, const struct token *words[TOPIC_WORDS_MAX])
{
    size_t count = 0;
    if (text->token_count > TOPIC_MESSAGE_WORDS_MAX || text->question != QUESTION_NOT)
        return 0;
    for (size_t i = 0; i < text->token_count; i++) {
        const struct token *token = &text->tokens[i];
        if (token->span >= 0 || (token->roles & (TOKEN_NEGATOR | TOKEN_EMOJI)) != 0)
            return 0;
        if ((token->roles & (TOKEN_PERSON | TOKEN_PARTICLE)) != 0 || is_opening(token->f))
            continue;
        if (count == TOPIC_WORDS_MAX)
            return 0;
        words[count++] = token;
    }
    return count;
}

static bool is_same_word(const struct token *said, const struct token *titled)
{
    return str_equal(said->f, titled->f) &&
           (!said->typed_accented || str_equal(said->a, titled->a));
}

static bool has_words(const struct normalised *title, const struct token *const *words,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < title->token_count && !is_there; j++)
            is_there = is_same_word(words[i], &title->tokens[j]);
        if (!is_there)
            return false;
    }
    return true;
}

size_t engine_topic(const struct turn *turn, const struct candidate *best,
                    const struct candidate *options[SESSION_CHOICES])
{
    const struct token *words[TOPIC_WORDS_MAX];
    size_t word_count = topic_words(&turn->reading.text, words), count = 0;
    bool is_ruled = best->has_pattern && !best->is_weakened; /* its author wants just these words */
    if (word_count == 0 || is_ruled)
        return 0;
    for (size_t i = 0; i < turn->reading.count && count < SESSION_CHOICES; i++) {
        const struct candidate *candidate = &turn->reading.list[i];
        if (!engine_is_option(turn, options, count, candidate))
            continue;
        struct normalised title =
            text_normalise(turn->arena, turn->book->lexicon, engine_title(turn, candidate));
        if (!has_words(&title, words, word_count))
            continue;
        if (candidate == best && title.token_count == word_count)
            return 0; /* the answer about the topic as a whole */
        options[count++] = candidate;
    }
    return count > 1 ? count : 0;
}
