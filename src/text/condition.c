#include "text/condition.h"

#include "text/fold.h"

static const char *read_words(struct arena *arena, struct str list, struct word_list *out)
{
    struct str word;
    out->items = ARENA_ARRAY(arena, struct str, NEIGHBOURS_MAX);
    out->count = 0;
    while (str_split(&list, '|', &word)) {
        if (word.len == 0)
            return "a list of words has none between two | here";
        if (out->count == NEIGHBOURS_MAX)
            return "a list has at most 60 words";
        out->items[out->count++] = fold_text(arena, word);
    }
    return NULL;
}

static const char *read_part(struct arena *arena, struct str part, struct condition *condition)
{
    static const struct {
        const char *sign;
        size_t offset;
    } signs[] = {
        {"^", offsetof(struct condition, at_start)},
        {"$", offsetof(struct condition, at_end)},
        {"<#", offsetof(struct condition, before_number)},
        {">#", offsetof(struct condition, after_number)},
        {"!", offsetof(struct condition, in_capitals)},
        {"'", offsetof(struct condition, with_marks)},
        {"_", offsetof(struct condition, in_bare_message)},
        {"*", offsetof(struct condition, always)},
    };
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (str_is(part, signs[i].sign)) {
            *(bool *)((char *)condition + signs[i].offset) = true;
            return NULL;
        }
    }
    struct str words = str_sub(part, 1, part.len);
    int64_t number;
    if (part.data[0] == '=' && str_to_int(words, 1, 20, &number)) {
        condition->words_max = (size_t)number;
        return NULL;
    }
    if (words.len > 0 && part.data[0] == '<')
        return read_words(arena, words, &condition->before);
    if (words.len > 0 && part.data[0] == '>')
        return read_words(arena, words, &condition->after);
    if (words.len > 0 && part.data[0] == '~')
        return read_words(arena, words, &condition->near);
    return "a part of a condition is <words >words ~words <# ># ^ $ ! ' _ =2 or *";
}

const char *condition_read(struct arena *arena, struct str text, struct condition **conditions,
                           size_t *count, struct str *where)
{
    struct str piece, part;
    *conditions = ARENA_ARRAY(arena, struct condition, CONDITIONS_MAX);
    *count = 0;
    while (str_split(&text, ';', &piece)) {
        *where = piece;
        if (*count == CONDITIONS_MAX)
            return "a row has at most 12 conditions";
        ptrdiff_t colon = str_find(piece, STR(":"));
        struct str reading = str_trim(str_sub(piece, 0, colon < 0 ? 0 : (size_t)colon));
        if (reading.len == 0)
            return "a condition is: reading: <before|words >after|words ~near|words <# ># ^ $ ! '";
        struct condition *condition = &(*conditions)[(*count)++];
        condition->reading = str_dup(arena, reading);
        struct str parts = str_sub(piece, (size_t)colon + 1, piece.len);
        size_t parts_read = 0;
        while (str_split(&parts, ' ', &part)) {
            if (part.len == 0)
                continue;
            *where = part;
            const char *wrong = read_part(arena, part, condition);
            if (wrong != NULL)
                return wrong;
            parts_read++;
        }
        *where = piece;
        if (parts_read == 0)
            return "this condition says nothing after its colon, so it would always hold";
    }
    return NULL;
}

bool word_list_has(const struct word_list *list, struct str folded)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i], folded))
            return true;
    }
    return false;
}
