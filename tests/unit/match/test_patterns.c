/* Rules as their authors write them: what matches, what must not, and what costs too much. */
#include "check.h"

#include <string.h>

#include "base/log.h"
#include "match/pattern.h"
#include "match/pattern_set.h"

struct set {
    struct arena *arena;
    struct lexicon *lexicon;
    struct report report;
    struct pattern_set *patterns;
};

static const char shorthand[] =
    "ko\tkhông\tS\nbh\tbảo hành\tK\nntn\tnhư thế nào\tS\nkg\tkhông\tC\t-: <#\n";

static struct set set_of(struct arena *arena, const char *const *regexes, size_t count)
{
    struct set set = {.arena = arena, .report = report_new(arena)};
    struct lexicon_file file = {STR("teencode.tsv"), str_view(shorthand)};
    set.lexicon = lexicon_new(&file, 1, &set.report);
    struct pattern_source *sources = ARENA_ARRAY(arena, struct pattern_source, count);
    for (size_t i = 0; i < count; i++) {
        bool is_exclusion = regexes[i][0] == '!';
        sources[i] = (struct pattern_source){.regex = str_view(regexes[i] + is_exclusion),
                                             .owner = (uint32_t)i - is_exclusion,
                                             .is_exclusion = is_exclusion,
                                             .place = {STR("a.yml"), (int)i + 1, 1},
                                             .source = str_view(regexes[i])};
    }
    set.patterns = pattern_set_new(sources, count, set.lexicon, &set.report);
    return set;
}

static void set_free(struct set *set)
{
    pattern_set_free(set->patterns);
    lexicon_free(set->lexicon);
}

static size_t match(struct set *set, const char *text, struct pattern_hit **hits)
{
    struct normalised normal = text_normalise(set->arena, set->lexicon, str_view(text));
    return pattern_set_match(set->patterns, &normal, set->arena, NULL, hits);
}

static void a_pattern_matches_words_however_they_are_typed(void **state)
{
    static const struct {
        const char *regex, *text;
        bool wanted;
    } cases[] = {
        {"bảo hành", "Shop ơi BẢO HÀNH bao lâu", true},
        {"bảo hành", "bao hanh bao lau", true},
        {"bảo hành", "bh bao lau", true},
        {"bảo hành", "ba\xCC\x89o ha\xCC\x80nh", true}, /* decomposed */
        {"ba\xCC\x89o ha\xCC\x80nh", "bảo hành", true}, /* a decomposed rule */
        {"hoà", "hòa", true},                           /* both tone styles */
        {"hủy", "huỷ", true},
        {"mật khẩu", "mất khẩu phần", false}, /* other marks are another word */
        {"mật khẩu", "mat khau", true},
        {"ship", "shipper", false}, /* whole words only */
        {"\\w*ship\\w*", "freeshipping", true},
        {"không nhận", "ko nhận", true}, /* shorthand in the message */
        {"ko nhận", "không nhận", true}, /* shorthand in the rule */
        {"5 kg", "5 kg", true},
        {"(kg|ký)", "không biết", false}, /* kilograms are not "không" */
        {"thẻ", "đổi ntn", false},        /* "thế" of "ntn" is no "thẻ" */
        {"đổi( \\w+){0,2} trả", "đổi hoặc là trả", true},
        {"đổi( \\w+){0,2} trả", "đổi rồi sau đó mới trả", false},
        {"^chào$", "chào", true},
        {"^chào$", "chào shop", false},
        {"trả góp|mua góp", "cho mua góp ko", true},
        {"0 ?%", "lãi 0%?", true},
        {"500k", "giá 500k", true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct set set = set_of(*state, &cases[i].regex, 1);
        struct pattern_hit *hits;
        size_t count = match(&set, cases[i].text, &hits);
        if ((count > 0) != cases[i].wanted)
            print_error("case %zu: /%s/ on \"%s\"\n", i, cases[i].regex, cases[i].text);
        assert_int_equal(set.report.errors, 0);
        assert_int_equal(count > 0, cases[i].wanted);
        set_free(&set);
    }
}

static void a_hit_knows_its_place_form_and_groups(void **state)
{
    const char *regexes[] = {"tên (?<ten>\\w+)"};
    struct set set = set_of(*state, regexes, 1);
    struct pattern_hit *hits;
    assert_int_equal(match(&set, "dạ TÊN Hương ạ", &hits), 1);
    assert_int_equal(hits[0].form, PATTERN_ON_ACCENTED);
    assert_int_equal(hits[0].from, strlen("dạ "));
    assert_int_equal(hits[0].to, strlen("dạ TÊN Hương"));
    assert_int_equal(hits[0].group_count, 1);
    assert_str(hits[0].groups[0].name, "ten");
    assert_str(hits[0].groups[0].value, "Hương"); /* as the visitor wrote it */
    assert_true(hits[0].coverage > 0.9F);
    assert_int_equal(match(&set, "ten Huong", &hits), 1);
    assert_int_equal(hits[0].form, PATTERN_ON_FOLDED);
    set_free(&set);
}

static void an_exclusion_takes_its_owner_out(void **state)
{
    const char *regexes[] = {"bảo hành", "!mở rộng"};
    struct set set = set_of(*state, regexes, 2);
    struct pattern_hit *hits;
    assert_int_equal(match(&set, "bảo hành bao lâu", &hits), 1);
    assert_int_equal(match(&set, "bảo hành mở rộng", &hits), 0);
    assert_int_equal(match(&set, "bao hanh mo rong", &hits), 0);

    bool ruled_out[2] = {false};
    struct normalised text = text_normalise(*state, set.lexicon, STR("bảo hành mở rộng"));
    pattern_set_match(set.patterns, &text, *state, ruled_out, &hits);
    assert_true(ruled_out[0]);
    ruled_out[0] = false; /* without its marks it is a guess: the owner may still be meant */
    text = text_normalise(*state, set.lexicon, STR("bao hanh mo rong"));
    pattern_set_match(set.patterns, &text, *state, ruled_out, &hits);
    assert_false(ruled_out[0]);
    set_free(&set);
}

static void wrong_patterns_are_reported_with_their_place(void **state)
{
    static const char *const regexes[] = {"(chưa đóng", "[a-", "*đầu", "a{5,2}", "(?<1x>a)", "\\"};
    for (size_t i = 0; i < COUNT(regexes); i++) {
        struct set set = set_of(*state, &regexes[i], 1);
        if (set.report.errors == 0)
            print_error("/%s/ was taken\n", regexes[i]);
        assert_true(set.report.errors >= 1);
        assert_str(set.report.problems[0].place.file, "a.yml");
        assert_true(set.report.problems[0].place.column >= 1);
        struct pattern_hit *hits;
        assert_int_equal(match(&set, "chưa đóng a", &hits), 0);
        set_free(&set);
    }
}

static void a_runaway_pattern_is_reported_once_and_never_matches(void **state)
{
    const char *regexes[] = {"(\\w+ ?)+[0-9]", "bảo hành"};
    struct set set = set_of(*state, regexes, 2);
    assert_true(set.report.warnings >= 1); /* letan check already says so */
    struct strbuf text = strbuf_new(*state, 8000);
    strbuf_add_cstr(&text, "bảo hành ");
    for (int i = 0; i < 60; i++)
        strbuf_add_cstr(&text, "ab ");
    for (int i = 0; i < 3; i++) {
        struct pattern_hit *hits;
        struct normalised normal = text_normalise(*state, set.lexicon, strbuf_view(&text));
        size_t count = pattern_set_match(set.patterns, &normal, *state, NULL, &hits);
        assert_int_equal(count, 1); /* the other rule is not harmed */
        assert_int_equal(hits[0].owner, 1);
    }
    assert_int_equal(pattern_set_limited(set.patterns), 1);
    set_free(&set);
}

/* xorshift64*, Vigna 2016. */
static size_t below(uint64_t *seed, size_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (size_t)((*seed * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static void add_any(struct strbuf *out, uint64_t *seed, const char *const *from, size_t count)
{
    strbuf_add_cstr(out, from[below(seed, count)]);
}

/* A rule of words, groups, choices and repetitions, as deep as this. */
static void add_rule(struct strbuf *out, uint64_t *seed, int depth)
{
    static const char *const words[] = {
        "bảo",  "hành", "đổi",    "trả",    "giao",      "hàng",    "phí",      "máy",    "giặt",
        "ship", "góp",  "tivi",   "hà",     "5",         "năm",     "a",        "[bđ]ổi", "\\w+",
        ".",    "h.nh", "\\bmáy", "tr[aả]", "(?<x>phí)", "(?=máy)", "(?!ship)", "^",      "[a-z ]"};
    static const char *const joins[] = {" ", " ", " ",      " ?",   " *",  " +",
                                        "|", "",  " {0,1}", "\\s+", "( )?"};
    static const char *const repeats[] = {"?", "*", "+", "{0,2}", "{1,2}", "??", "+?", "{2}"};
    for (size_t n = 1 + below(seed, 3), i = 0; i < n; i++) {
        if (i > 0)
            add_any(out, seed, joins, COUNT(joins));
        if (depth > 0 && below(seed, 3) == 0) {
            strbuf_add_cstr(out, below(seed, 2) == 0 ? "(" : "(?:");
            add_rule(out, seed, depth - 1);
            strbuf_add_byte(out, ')');
        } else {
            add_any(out, seed, words, COUNT(words));
        }
        if (below(seed, 5) == 0)
            add_any(out, seed, repeats, COUNT(repeats));
    }
}

/* The look-up by words must never lose a hit: a rule with one more choice that begins with no word
 * is always tried, so it shows what PCRE2 itself says. */
static void the_prefilter_never_loses_a_hit(void **state)
{
    static const char *const words[] = {
        "bảo",  "hành", "đổi",  "trả",     "giao",   "hàng",  "phí",    "máy", "giặt",
        "ship", "góp",  "tivi", "baohanh", "hà",     "5",     "năm",    "doi", "tra",
        "a",    "bao",  "bh",   "máygiặt", "doitra", "5 năm", "phíship"};
    static const char *const gaps[] = {" ", " ", " ", " ", "", "  ", ", "};
    uint64_t seed = 7;
    size_t hit = 0;
    (void)state; /* each round has an arena of its own */
    for (int round = 0; round < 3000; round++) {
        struct arena *arena = arena_new();
        struct strbuf regex = strbuf_new(arena, 64), open = strbuf_new(arena, 96);
        add_rule(&regex, &seed, 3);
        strbuf_addf(&open, "(?:" STR_FMT "|[z]{9})", STR_ARG(strbuf_view(&regex)));
        const char *both[] = {str_cstr(arena, strbuf_view(&regex)),
                              str_cstr(arena, strbuf_view(&open))};
        struct set plain = set_of(arena, &both[0], 1), always = set_of(arena, &both[1], 1);
        for (int k = 0; k < 8; k++) {
            struct strbuf text = strbuf_new(arena, 64);
            for (size_t n = 2 + below(&seed, 6), i = 0; i < n; i++) {
                add_any(&text, &seed, words, COUNT(words));
                add_any(&text, &seed, gaps, COUNT(gaps));
            }
            struct pattern_hit *hits;
            const char *message = str_cstr(arena, strbuf_view(&text));
            size_t with = match(&plain, message, &hits), without = match(&always, message, &hits);
            if (with != without)
                print_error("/%s/ on \"%s\"\n", both[0], message);
            assert_int_equal(with, without);
            hit += with;
        }
        set_free(&plain);
        set_free(&always);
        arena_free(arena);
    }
    assert_true(hit > 1000); /* else it proves nothing */
}

static void needed_words_are_those_no_match_can_do_without(void **state)
{
    static const struct {
        const char *regex, *words;
    } cases[] = {
        {"bao hanh", "hanh"},
        {"(doi|tra) hang", "hang"},
        {"doi|tra", "doi tra"},
        {"(doi)? tra", "tra"},
        {"\\w+", ""},
        {"a?", ""},
        {"5 nam", "nam"},
        {"doi .*", "doi"},
        {"bao ?hanh", ""},
        {"bao *hanh", ""},
        {"bao +hanh", "hanh"},
        {"(doi|tra)+", ""},
        {"(doi)", "doi"},
        {"(doi)tra", ""},
        {"bao{hanh|vo} x", ""},
        {"a \\b?hanh b", "a"},
        {"x [[:alpha:] hanh] y", "x"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str words[PATTERN_WORDS_MAX];
        size_t count = pattern_needed_words(str_view(cases[i].regex), *state, words);
        struct strbuf all = strbuf_new(*state, 32);
        for (size_t k = 0; k < count; k++)
            strbuf_addf(&all, "%s" STR_FMT, k == 0 ? "" : " ", STR_ARG(words[k]));
        assert_str(strbuf_view(&all), cases[i].words);
    }
}

int main(void)
{
    log_setup(2, LOG_FORMAT_TEXT, LOG_ERROR); /* limits that are hit are not the matter here */
    const struct CMUnitTest tests[] = {
        test_with_arena(a_pattern_matches_words_however_they_are_typed),
        test_with_arena(a_hit_knows_its_place_form_and_groups),
        test_with_arena(an_exclusion_takes_its_owner_out),
        test_with_arena(wrong_patterns_are_reported_with_their_place),
        test_with_arena(a_runaway_pattern_is_reported_once_and_never_matches),
        test_with_arena(the_prefilter_never_loses_a_hit),
        test_with_arena(needed_words_are_those_no_match_can_do_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
