/* Rules as their authors write them: what matches, what must not, and what costs too much. */
#include "check.h"

#include <string.h>

#include "base/log.h"
#include "lexicon.h"
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
    set.lexicon = lexicon_with_roles(&set.report, &file);
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

/* Words, bits of words, shorthand, other marks, numbers and what is no word at all. */
static struct str any_message(struct arena *arena, uint64_t *seed)
{
    static const char *const words[] = {
        "bảo",    "hành", "đổi",     "trả",    "giao",  "hàng",    "phí",      "máy",
        "giặt",   "ship", "góp",     "tivi",   "hà",    "baohanh", "5",        "năm",
        "doi",    "tra",  "a",       "bao",    "bh",    "ko",      "kg",       "máygiặt",
        "doitra", "mỹ",   "phíship", "wi-fi",  "mi",    "500k",    "bảo-hành", "ha\xCC\x80nh",
        "hàn̈h",   "đổ",   "2tr5",    "привет", "hành…", "_trả",    "trả_",     "2 năm"};
    static const char *const gaps[] = {" ", " ", " ", " ", " ", " ", "", "  ", ", ", "/", "\n"};
    struct strbuf text = strbuf_new(arena, 64);
    for (size_t n = 2 + below(seed, 6), i = 0; i < n; i++) {
        add_any(&text, seed, words, COUNT(words));
        add_any(&text, seed, gaps, COUNT(gaps));
    }
    return strbuf_view(&text);
}

static bool same_hits(const struct pattern_hit *a, const struct pattern_hit *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].pattern != b[i].pattern || a[i].owner != b[i].owner || a[i].form != b[i].form ||
            a[i].from != b[i].from || a[i].to != b[i].to)
            return false;
    }
    return true;
}

/* Looking words up first must change nothing but the time: the same hits, in the same order, and
 * the same owners ruled out, as by trying every pattern. */
static void the_prefilter_changes_no_answer(void **state)
{
    enum { ROUNDS = 300, RULES = 24, MESSAGES = 40 };
    uint64_t seed = 7;
    size_t hit = 0;
    (void)state; /* each round has an arena of its own */
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *arena = arena_new();
        const char *rules[RULES];
        for (size_t i = 0; i < RULES; i++) {
            struct strbuf rule = strbuf_new(arena, 64);
            if (i > 0 && rules[i - 1][0] != '!' && below(&seed, 6) == 0)
                strbuf_add_byte(&rule, '!');
            add_rule(&rule, &seed, 3);
            rules[i] = str_cstr(arena, strbuf_view(&rule));
        }
        struct set set = set_of(arena, rules, RULES);
        for (int k = 0; k < MESSAGES; k++) {
            struct str message = any_message(arena, &seed);
            struct normalised text = text_normalise(arena, set.lexicon, message);
            bool out_with[RULES] = {false}, out_each[RULES] = {false};
            struct pattern_hit *with, *each;
            size_t with_count = pattern_set_match(set.patterns, &text, arena, out_with, &with);
            size_t each_count = pattern_set_match_each(set.patterns, &text, arena, out_each, &each);
            bool same = with_count == each_count && same_hits(with, each, with_count);
            if (!same)
                print_error("round %d: %zu hits, %zu by trying each, on \"" STR_FMT "\"\n", round,
                            with_count, each_count, STR_ARG(message));
            for (size_t i = 0, j = 0; !same && i < each_count; i++) {
                if (j < with_count && with[j].pattern == each[i].pattern)
                    j++;
                else
                    print_error("  lost: /%s/\n", rules[each[i].pattern]);
            }
            assert_true(same);
            assert_memory_equal(out_with, out_each, sizeof(out_with));
            hit += each_count;
        }
        set_free(&set);
        arena_free(arena);
    }
    assert_true(hit > 10000); /* else it proves nothing */
}

/* Words inside a token, marks that stand apart, two spellings of one word: the look-up sees what
 * PCRE2 sees. */
static void words_inside_a_token_are_looked_up_too(void **state)
{
    static const struct {
        const char *regex, *text;
    } cases[] = {
        {"fi", "bộ phát wi-fi"},  {"mỹ phẩm", "my pham"}, {"hành", "bảo-hành"},
        {"bảo.hành", "bảo/hành"}, {"500k", "giá 500k"},   {"giá,? 500k", "giá, 500k"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct set set = set_of(*state, &cases[i].regex, 1);
        struct normalised text = text_normalise(*state, set.lexicon, str_view(cases[i].text));
        struct pattern_hit *hits;
        size_t each = pattern_set_match_each(set.patterns, &text, *state, NULL, &hits);
        size_t with = pattern_set_match(set.patterns, &text, *state, NULL, &hits);
        if (each != with || each != 1)
            print_error("/%s/ on \"%s\"\n", cases[i].regex, cases[i].text);
        assert_int_equal(each, 1);
        assert_int_equal(with, each);
        set_free(&set);
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
        test_with_arena(the_prefilter_changes_no_answer),
        test_with_arena(words_inside_a_token_are_looked_up_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
