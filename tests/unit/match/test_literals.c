/* What a pattern cannot do without, and in which order it is looked up. */
#include "check.h"

#include "match/literals.h"
#include "match/prefilter.h"

/* "a|b; c" : the clauses of a branch, its terms divided by "|"; branches by " / ". */
static struct str branches_of(struct arena *arena, struct str regex, const struct map *uses)
{
    struct branch *branches = ARENA_ARRAY(arena, struct branch, BRANCHES_MAX);
    struct literal_pattern *pattern = literals_parse(regex, arena);
    struct strbuf out = strbuf_new(arena, 64);
    size_t count = pattern == NULL ? 0 : literals_branches(pattern, uses, branches);
    for (size_t b = 0; b < count; b++) {
        strbuf_add_cstr(&out, b > 0 ? " / " : "");
        for (size_t c = 0; c < branches[b].count; c++) {
            strbuf_add_cstr(&out, c > 0 ? "; " : "");
            for (size_t i = 0; i < branches[b].clauses[c].count; i++)
                strbuf_addf(&out, "%s" STR_FMT, i > 0 ? "|" : "",
                            STR_ARG(branches[b].clauses[c].terms[i]));
        }
    }
    return strbuf_view(&out);
}

static void clauses_are_what_no_match_can_do_without(void **state)
{
    static const struct {
        const char *regex, *want;
    } cases[] = {
        {"bảo hành", "bao hanh; bao; hanh"},
        {"mỹ", "mi"},
        {"(đổi|trả) hàng", "doi hang|tra hang; hang; doi|tra"},
        {"đổi|trả", "doi / tra"},
        {"(đổi)? trả", "tra"},
        {"hành (được )?lâu", "hanh duoc|hanh lau; hanh; lau"},
        {"hành( được)? lâu", "hanh duoc|hanh lau; hanh; lau"},
        {"\\w+", ""},
        {"a?", ""},
        {"a|\\w+", ""},
        {"5 năm", "5 nam; 5; nam"},
        {"đổi .*", "doi"},
        {"bảo ?hành", ""},
        {"bảo *hành", ""},
        {"bảo +hành", "bao; hanh"},
        {"bảo,? hành", "bao; hanh"},
        {"bảo,?hành", ""},
        {"bảo, hành", "bao; hanh"},
        {"(đổi|trả)+", ""},
        {"(?:đổi)", "doi"},
        {"(?<x>đổi)", "doi"},
        {"(đổi)trả", ""},
        {"đổi(?= trả)", "doi"},
        {"đổi(?! trả) hàng", "doi hang; doi; hang"},
        {"\\bmáy\\b", "mai"},
        {"wi-fi", "wi; fi"},
        {"bao{hanh|vo} x", ""},
        {"x [[:alpha:] hanh] y", "x; i"},
        {"(?i)hàng", ""},
        {"\\Qbảo hành\\E", ""},
        {"(*UCP)hàng", ""},
        {"hàng\\x20mới", ""},
        {"đổi( \\w+){0,2} trả", "doi; tra"},
    };
    struct map none = map_new(*state);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = branches_of(*state, str_view(cases[i].regex), &none);
        if (!str_is(got, cases[i].want))
            print_error("/%s/\n", cases[i].regex);
        assert_str(got, cases[i].want);
    }
}

static void what_many_patterns_use_comes_last(void **state)
{
    struct map uses = map_new(*state);
    for (int i = 0; i < 50; i++)
        literals_count(literals_parse(STR("có \\w+"), *state), &uses);
    literals_count(literals_parse(STR("trả góp"), *state), &uses);
    assert_str(branches_of(*state, STR("có .* góp"), &uses), "gop; co");
    assert_str(branches_of(*state, STR("góp .* có"), &uses), "gop; co");
}

static void a_scan_keeps_words_and_what_divides_them(void **state)
{
    assert_str(literals_scan(*state, STR("Đổi trả, wi-fi  Mỹ…5 ")), "doi tra\nwi\nfi\nmi\n5");
    assert_str(literals_scan(*state, STR("")), "");
    assert_str(literals_scan(*state, STR("\xFF …")), "");
}

/* A common word is never enough where the pattern needs more. */
static void a_candidate_has_all_that_its_pattern_needs(void **state)
{
    const struct str regexes[] = {STR("có bán .* loa"), STR("có bán .* đèn"), STR("\\d+"), STR("")};
    struct prefilter *filter = prefilter_new(*state, regexes, COUNT(regexes));
    uint32_t *found;
    assert_int_equal(prefilter_always(filter), 1);
    assert_int_equal(prefilter_find(filter, STR("có bán bàn"), STR("co ban ban"), *state, &found),
                     1);
    assert_int_equal(found[0], 2); /* names nothing */
    assert_int_equal(
        prefilter_find(filter, STR("loa có bán đen"), STR("loa co ban den"), *state, &found), 3);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    assert_int_equal(prefilter_find(filter, STR(""), STR(""), *state, &found), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(clauses_are_what_no_match_can_do_without),
        test_with_arena(what_many_patterns_use_comes_last),
        test_with_arena(a_scan_keeps_words_and_what_divides_them),
        test_with_arena(a_candidate_has_all_that_its_pattern_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
