/* What must hold for text as people really write it: the articles of the demo, line by line. */
#include <stdio.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "words.h"

#include "base/file.h"
#include "text/fold.h"
#include "text/word.h"

/* Calls check for every line of every Vietnamese article, without the front matter. */
static void each_line(struct words *words, void (*check)(struct words *words, struct str line))
{
    struct str *names, text, line;
    size_t count, lines = 0;
    struct err err = {0};
    assert_true(file_list(LETAN_SOURCE_DIR "/kb/vi", ".md", words->arena, &names, &count, &err));
    for (size_t i = 0; i < count; i++) {
        struct str path =
            str_printf(words->arena, "%s/kb/vi/" STR_FMT, LETAN_SOURCE_DIR, STR_ARG(names[i]));
        assert_true(file_read(path.data, 1 << 20, words->arena, &text, &err));
        for (int fences = 0; str_split(&text, '\n', &line);) {
            fences += str_is(line, "---");
            if (fences >= 2 && line.len > 3 && ++lines > 0)
                check(words, line);
        }
    }
    assert_true(lines > 100);
}

static struct str decomposed(struct arena *arena, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = (int32_t)text.len * 4 + 16, len = 0, bytes = 0;
    UChar *wide = arena_alloc(arena, (size_t)room * 2),
          *split = arena_alloc(arena, (size_t)room * 2);
    char *out = arena_alloc(arena, (size_t)room * 3);
    u_strFromUTF8(wide, room, &len, text.data, (int32_t)text.len, &status);
    len = unorm2_normalize(unorm2_getNFDInstance(&status), wide, len, split, room, &status);
    u_strToUTF8(out, room * 3, &bytes, split, len, &status);
    assert_true(U_SUCCESS(status));
    return (struct str){out, (size_t)bytes};
}

static void check_same(struct words *words, struct str line)
{
    struct normalised whole = text_normalise(words->arena, words->lexicon, line);
    struct normalised split =
        text_normalise(words->arena, words->lexicon, decomposed(words->arena, line));
    assert_true(str_equal(whole.t, split.t));
    assert_true(str_equal(whole.a, split.a) && str_equal(whole.f, split.f));
}

static void composed_and_decomposed_are_one(void **state)
{
    each_line(*state, check_same);
}

static void check_again(struct words *words, struct str line)
{
    struct normalised once = text_normalise(words->arena, words->lexicon, line);
    struct normalised twice = text_normalise(words->arena, words->lexicon, once.a);
    if (!str_equal(once.f, twice.f) && once.accents == ACCENT_FULL)
        print_error("\"" STR_FMT "\"\n\"" STR_FMT "\"\n\"" STR_FMT "\"\n", STR_ARG(line),
                    STR_ARG(once.f), STR_ARG(twice.f));
    assert_true(str_equal(once.a, twice.a));
    assert_true(str_equal(once.f, twice.f));
}

static void keys_made_again_are_the_same(void **state)
{
    each_line(*state, check_again);
}

static bool has_read_word(const struct normalised *text)
{
    for (size_t i = 0; i < text->token_count; i++) {
        if (text->tokens[i].is_read)
            return true;
    }
    return false;
}

static void check_bare(struct words *words, struct str line)
{
    struct normalised full = text_normalise(words->arena, words->lexicon, line);
    struct normalised bare =
        text_normalise(words->arena, words->lexicon, text_unaccented(words->arena, full.t));
    if (has_read_word(&full) || has_read_word(&bare) || full.span_count > 0)
        return;
    if (!str_equal(full.f, bare.f))
        print_error("\"" STR_FMT "\"\n\"" STR_FMT "\"\n", STR_ARG(full.f), STR_ARG(bare.f));
    assert_true(str_equal(full.f, bare.f));
}

static void typing_without_marks_gives_the_same_f(void **state)
{
    each_line(*state, check_bare);
}

static size_t seen_words, changed_words;

static void count_changed(struct words *words, struct str line)
{
    struct normalised got = text_normalise(words->arena, words->lexicon, line);
    for (size_t i = 0; i < got.token_count; i++) {
        const struct token *token = &got.tokens[i];
        struct str typed = str_sub(got.t, token->from, token->to);
        struct word word;
        if (token->span >= 0 || !word_read(typed, &word))
            continue;
        seen_words++;
        bool is_same = token->a.len == 0 ||
                       str_equal(fold_text(words->arena, typed), fold_text(words->arena, token->a));
        if (!is_same)
            print_message("changed: \"" STR_FMT "\" to \"" STR_FMT "\"\n", STR_ARG(typed),
                          STR_ARG(token->a));
        changed_words += !is_same;
    }
}

/* Shorthand, drawn-out words and keystrokes must not be seen where there are none. */
static void clean_text_is_left_alone(void **state)
{
    seen_words = changed_words = 0;
    each_line(*state, count_changed);
    assert_true(seen_words > 2000);
    assert_true(changed_words * 1000 < seen_words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(composed_and_decomposed_are_one),
        test_with_words(keys_made_again_are_the_same),
        test_with_words(typing_without_marks_gives_the_same_f),
        test_with_words(clean_text_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
