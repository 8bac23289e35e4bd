#include "text/roles.h"

#include <string.h>

/* Lists of folded words with single spaces around each, for a cheap look-up. */
static const char persons[] = " anh chi em ban minh toi tui to tao may co chu bac chau me bo ad "
                              "admin qtv shop bot moi_nguoi ";
static const char particles[] =
    " a ah da vang oi nhe nha nhen nghen ne ho ha hen thoi vay the ta luon giup gium dum voi di "
    "xin lam_on vui_long do day de a_ nua ";
static const char always_particles[] = " a da nhe nha nhen nghen ne oi hen u ";
static const char clause_words[] = " nhung ma thi de vi nen hoac hay ";
static const char skipped[] = " duoc bi co con phai the muon nua can ";

enum { SCOPE_WORDS = 4 };

static bool is_in(struct str word, const char *list)
{
    char padded[24];
    if (word.len == 0 || word.len + 3 > sizeof(padded))
        return false;
    padded[0] = ' ';
    memcpy(padded + 1, word.data, word.len);
    padded[word.len + 1] = ' ';
    padded[word.len + 2] = '\0';
    return strstr(list, padded) != NULL;
}

static bool folds_to(const struct normalised *text, size_t i, const char *word)
{
    return i < text->token_count && str_is(text->tokens[i].f, word);
}

/* A word typed with marks must agree with one of the accented forms too. */
static bool reads(const struct token *token, const char *folded, const char *accented)
{
    if (!str_is(token->f, folded))
        return false;
    return !token->typed_accented || is_in(token->a, accented);
}

/* Whether punctuation or the end of the message stands behind token i. */
static bool ends_clause(const struct normalised *text, size_t i)
{
    if (i + 1 >= text->token_count)
        return true;
    for (uint32_t at = text->tokens[i].to; at < text->tokens[i + 1].from; at++) {
        if (strchr(",.;!?\n", text->t.data[at]) != NULL)
            return true;
    }
    return false;
}

static bool begins_clause(const struct normalised *text, size_t i)
{
    return i == 0 || ends_clause(text, i - 1);
}

/* ---- persons and particles ---- */

/* "bạn gái", "em bé", "con trai", "chủ shop": part of a word, not an address. */
static bool is_part_of_a_word(const struct normalised *text, size_t i)
{
    static const char followers[] = " gai trai be ho_hang ruot ";
    bool after = i + 1 < text->token_count && is_in(text->tokens[i + 1].f, followers);
    bool before = i > 0 && (folds_to(text, i - 1, "chu") || folds_to(text, i - 1, "cua"));
    return after || (before && folds_to(text, i, "shop"));
}

static bool is_person(const struct normalised *text, size_t i)
{
    static const char accented[] = " anh chị em bạn mình tôi tui tớ tao mày cô chú bác cháu mẹ bố ";
    const struct token *token = &text->tokens[i];
    if (!is_in(token->f, persons) || is_part_of_a_word(text, i))
        return false;
    if (token->typed_accented && !is_in(token->a, accented))
        return false; /* máy, bán, có … */
    if (!token->typed_accented && is_in(token->f, " may co ban bac chu bo me to "))
        return folds_to(text, i, "ban") && i == 0; /* unaccented: far more often máy, có, bán … */
    return true;
}

static bool is_particle(const struct normalised *text, size_t i)
{
    static const char accented[] = " ạ à á ơi nhé nhá nha nghen nè ne dạ vâng vậy thế đó đấy đi "
                                   "với hả hử hở luôn giúp giùm dùm xin thôi ừ ";
    const struct token *token = &text->tokens[i];
    if (!is_in(token->f, particles) || (token->typed_accented && !is_in(token->a, accented)))
        return false;
    if (is_in(token->f, always_particles))
        return true;
    return ends_clause(text, i) ||
           (i + 1 < text->token_count && (text->tokens[i + 1].roles & TOKEN_PARTICLE) != 0) ||
           (begins_clause(text, i) && is_in(token->f, " xin vang da "));
}

/* ---- negation ---- */

static bool is_negator_word(const struct token *token)
{
    return reads(token, "khong", " không ") || reads(token, "chua", " chưa ") ||
           reads(token, "chang", " chẳng ") ||
           (token->typed_accented && reads(token, "cha", " chả ")) ||
           (token->typed_accented && reads(token, "dung", " đừng ")) ||
           reads(token, "khoi", " khỏi ");
}

/* "có đổi được không", "nhận được chưa": the last content word asks, it does not deny. */
static bool asks_at_the_end(const struct normalised *text, size_t i)
{
    size_t next = i + 1;
    while (next < text->token_count && !ends_clause(text, next - 1)) {
        const struct token *token = &text->tokens[next];
        if ((token->roles & (TOKEN_PARTICLE | TOKEN_PERSON)) == 0 && !is_in(token->f, particles))
            return false;
        next++;
    }
    return i > 0; /* alone it is an answer: "không" */
}

static void mark_scope(struct normalised *text, size_t negator)
{
    int left = SCOPE_WORDS;
    for (size_t i = negator + 1; i < text->token_count && left > 0; i++) {
        struct token *token = &text->tokens[i];
        if (ends_clause(text, i - 1) || is_in(token->f, clause_words))
            return;
        token->roles |= TOKEN_NEGATED;
        if (!is_in(token->f, skipped))
            left--;
    }
}

static void find_negation(struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        struct token *token = &text->tokens[i];
        if (!is_negator_word(token))
            continue;
        bool folded_guess = !token->typed_accented && reads(token, "chua", " chưa ");
        if (asks_at_the_end(text, i)) {
            token->roles |= TOKEN_QUESTION;
            if (text->question == QUESTION_NOT)
                text->question = QUESTION_YES_NO;
        } else if (!folded_guess || !folds_to(text, i + 1, "cay")) {
            token->roles |= TOKEN_NEGATOR;
            mark_scope(text, i);
        }
    }
}

/* ---- questions ---- */

/* Longest first; a phrase of folded words and, for single words, the accented form it must have
 * when it was typed with marks. */
static const struct {
    const char *words[3];
    const char *accented; /* of the first word; NULL: any */
    enum question_type type;
} questions[] = {
    {{"nhu", "the", "nao"}, NULL, QUESTION_HOW},
    {{"bang", "cach", "nao"}, NULL, QUESTION_HOW},
    {{"the", "nao", NULL}, NULL, QUESTION_HOW},
    {{"ra", "sao", NULL}, NULL, QUESTION_HOW},
    {{"lam", "sao", NULL}, NULL, QUESTION_HOW},
    {{"bao", "lau", NULL}, NULL, QUESTION_HOW_LONG},
    {{"may", "ngay", NULL}, " mấy ", QUESTION_HOW_LONG},
    {{"may", "thang", NULL}, " mấy ", QUESTION_HOW_LONG},
    {{"may", "nam", NULL}, " mấy ", QUESTION_HOW_LONG},
    {{"may", "gio", NULL}, " mấy ", QUESTION_WHEN},
    {{"khi", "nao", NULL}, NULL, QUESTION_WHEN},
    {{"bao", "gio", NULL}, NULL, QUESTION_WHEN},
    {{"luc", "nao", NULL}, NULL, QUESTION_WHEN},
    {{"chung", "nao", NULL}, NULL, QUESTION_WHEN},
    {{"hoi", "nao", NULL}, NULL, QUESTION_WHEN},
    {{"bao", "nhieu", NULL}, NULL, QUESTION_HOW_MUCH},
    {{"nhieu", "tien", NULL}, " nhiêu ", QUESTION_HOW_MUCH},
    {{"tai", "sao", NULL}, NULL, QUESTION_WHY},
    {{"vi", "sao", NULL}, NULL, QUESTION_WHY},
    {{"sao", "lai", NULL}, NULL, QUESTION_WHY},
    {{"o", "dau", NULL}, NULL, QUESTION_WHERE},
    {{"cho", "nao", NULL}, " chỗ ", QUESTION_WHERE},
    {{"dau", NULL, NULL}, " đâu ", QUESTION_WHERE},
    {{"ai", NULL, NULL}, " ai ", QUESTION_WHO},
    {{"gi", NULL, NULL}, " gì ", QUESTION_WHAT},
    {{"nao", NULL, NULL}, " nào ", QUESTION_WHICH},
    {{"may", NULL, NULL}, " mấy ", QUESTION_HOW_MUCH},
    {{"sao", NULL, NULL}, " sao ", QUESTION_HOW},
    {{"cach", NULL, NULL}, " cách ", QUESTION_HOW},
    {{"how", "long", NULL}, NULL, QUESTION_HOW_LONG},
    {{"how", "much", NULL}, NULL, QUESTION_HOW_MUCH},
    {{"how", NULL, NULL}, NULL, QUESTION_HOW},
    {{"what", NULL, NULL}, NULL, QUESTION_WHAT},
    {{"where", NULL, NULL}, NULL, QUESTION_WHERE},
    {{"when", NULL, NULL}, NULL, QUESTION_WHEN},
    {{"why", NULL, NULL}, NULL, QUESTION_WHY},
    {{"who", NULL, NULL}, NULL, QUESTION_WHO},
    {{"which", NULL, NULL}, NULL, QUESTION_WHICH},
};

static size_t question_at(const struct normalised *text, size_t at, size_t which)
{
    size_t n = 0;
    while (n < 3 && questions[which].words[n] != NULL) {
        if (!folds_to(text, at + n, questions[which].words[n]))
            return 0;
        n++;
    }
    const struct token *first = &text->tokens[at];
    const char *accented = questions[which].accented;
    if (accented != NULL && first->typed_accented && !is_in(first->a, accented))
        return 0;
    if (n == 1 && !first->typed_accented && str_is(first->f, "may"))
        return 0; /* unaccented "may" alone is far more often máy */
    return n;
}

static void find_questions(struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        for (size_t q = 0; q < COUNT(questions); q++) {
            size_t n = question_at(text, i, q);
            if (n == 0)
                continue;
            for (size_t j = i; j < i + n; j++)
                text->tokens[j].roles |= TOKEN_QUESTION;
            if (text->question == QUESTION_NOT || text->question == QUESTION_WHICH)
                text->question = questions[q].type;
            i += n - 1;
            break;
        }
    }
}

void roles_assign(struct normalised *text)
{
    for (size_t i = text->token_count; i-- > 0;) {
        if (is_person(text, i))
            text->tokens[i].roles |= TOKEN_PERSON;
        else if (is_particle(text, i))
            text->tokens[i].roles |= TOKEN_PARTICLE;
    }
    find_questions(text);
    find_negation(text);
}
