#include "dialogue/mood.h"

#include "model/outcome.h"

/* Folded words and word pairs with their weight; where folding would confuse ("tức"/"túc"), the
 * pair is written or the accented form counts. */
static const struct {
    const char *words;
    int weight;
    bool is_accented; /* compared with A instead of F */
} signals[] = {
    {"lừa đảo", -60, true},
    {"lua dao", -60, false},
    {"mất dạy", -70, true},
    {"vô trách nhiệm", -50, true},
    {"vo trach nhiem", -50, false},
    {"quá đáng", -45, true},
    {"qua dang", -45, false},
    {"bực mình", -50, true},
    {"buc minh", -50, false},
    {"bực", -40, true},
    {"tức", -35, true},
    {"điên", -35, true},
    {"ức chế", -45, true},
    {"uc che", -45, false},
    {"thất vọng", -45, true},
    {"that vong", -45, false},
    {"chán", -20, true},
    {"tệ", -30, true},
    {"te qua", -30, false},
    {"làm ăn kiểu", -40, true},
    {"lam an kieu", -40, false},
    {"làm ăn gì", -40, true},
    {"lam an gi", -40, false},
    {"khiếu nại", -25, true},
    {"khieu nai", -25, false},
    {"bóc phốt", -50, true},
    {"boc phot", -50, false},
    {"kiện", -20, true},
    {"bồi thường", -20, true},
    {"đợi hoài", -30, true},
    {"doi hoai", -30, false},
    {"chờ hoài", -30, true},
    {"cho hoai", -25, false},
    {"mãi không", -20, true},
    {"mai khong thay", -20, false},
    {"ngu", -45, true},
    {"vcl", -50, false},
    {"vl", -30, false},
    {"đm", -60, true},
    {"dm", -50, false},
    {"vãi", -20, true},
    {"hỏng hoài", -25, true},
    {"angry", -40, false},
    {"terrible", -40, false},
    {"scam", -60, false},
    {"useless", -40, false},
    {"disappointed", -40, false},
    {"cảm ơn", 30, true},
    {"cam on", 30, false},
    {"cám ơn", 30, true},
    {"tuyệt vời", 50, true},
    {"tuyet voi", 50, false},
    {"dễ thương", 40, true},
    {"de thuong", 40, false},
    {"nhiệt tình", 40, true},
    {"nhiet tinh", 40, false},
    {"hài lòng", 40, true},
    {"hai long", 40, false},
    {"tốt lắm", 35, true},
    {"thanks", 25, false},
    {"thank you", 30, false},
    {"great", 30, false},
};

static bool is_edge(struct str text, size_t at)
{
    return at == 0 || at >= text.len || text.data[at] == ' ' || text.data[at] == ',' ||
           text.data[at] == '.' || text.data[at] == '!' || text.data[at] == '?';
}

/* The words stand in the text, whole. */
static bool has_words(struct str text, struct str words)
{
    for (size_t from = 0; from < text.len;) {
        ptrdiff_t found = str_find(str_sub(text, from, text.len), words);
        if (found < 0)
            return false;
        size_t at = from + (size_t)found;
        if ((at == 0 || is_edge(text, at - 1)) && is_edge(text, at + words.len))
            return true;
        from = at + 1;
    }
    return false;
}

/* "không bực gì", "chưa thất vọng": a denied word says nothing. */
static bool is_denied(const struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        if ((text->tokens[i].roles & TOKEN_NEGATED) != 0)
            return true;
    }
    return false;
}

static int clamp(int mood)
{
    return mood < MOOD_MIN ? MOOD_MIN : mood > MOOD_MAX ? MOOD_MAX : mood;
}

int mood_of(const struct normalised *text)
{
    int worst = 0, best = 0, mood;
    bool denied = is_denied(text);
    for (size_t i = 0; i < COUNT(signals); i++) {
        struct str where = signals[i].is_accented ? text->a : text->f;
        if (!has_words(where, str_view(signals[i].words)))
            continue;
        if (signals[i].weight < worst)
            worst = signals[i].weight;
        if (signals[i].weight > best)
            best = signals[i].weight;
    }
    mood = worst < 0 ? (denied && worst > -50 ? worst / 2 : worst) : denied ? best / 2 : best;
    mood += 20 * text->mood;
    if (text->is_shouting)
        mood -= 20;
    if (text->is_insistent && mood <= 0)
        mood -= 10;
    return clamp(mood);
}

int mood_after(int before, int message)
{
    return clamp(before * 4 / 5 + message);
}
