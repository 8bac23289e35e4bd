#include "match/names.h"

#include "base/map.h"

static const double too_common = 0.3;

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_part_of_word(char c)
{
    return is_lower(c) || is_upper(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* The next word of id from *at on, or an empty one at its end. */
static struct str next_word(struct str id, size_t *at)
{
    while (*at < id.len && !is_part_of_word(id.data[*at]))
        (*at)++;
    size_t from = *at;
    while (*at < id.len && is_part_of_word(id.data[*at]) &&
           !(*at > from && is_upper(id.data[*at]) && is_lower(id.data[*at - 1])))
        (*at)++;
    return str_sub(id, from, *at);
}

struct use {
    size_t ids, last; /* how many ids have the word, and the last of them, counted from 1 */
};

static struct map count_words(struct arena *scratch, const struct str *ids, size_t count)
{
    struct map uses = map_new(scratch);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        for (struct str word; (word = next_word(ids[i], &at)).len > 0;) {
            struct use *use = map_find(&uses, word);
            if (use == NULL) {
                use = ARENA_NEW(scratch, struct use);
                map_set(&uses, word, use);
            }
            use->ids += use->last != i + 1;
            use->last = i + 1;
        }
    }
    return uses;
}

struct str *names_as_texts(struct arena *arena, const struct str *ids, size_t count)
{
    struct arena *scratch = arena_new();
    struct map uses = count_words(scratch, ids, count);
    struct str *texts = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        struct strbuf text = strbuf_new(arena, ids[i].len * 2);
        size_t at = 0;
        for (struct str word; (word = next_word(ids[i], &at)).len > 0;) {
            const struct use *use = map_find(&uses, word);
            if (use->ids > 1 && (double)use->ids > too_common * (double)count)
                continue;
            if (strbuf_view(&text).len > 0)
                strbuf_add_byte(&text, ' ');
            strbuf_add(&text, word);
        }
        texts[i] = strbuf_view(&text);
    }
    arena_free(scratch);
    return texts;
}
