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
        {"bảo hành", "bảo hành; bảo; hành"},
        {"mỹ", "mỹ"},
        {"(đổi|trả) hàng", "đổi hàng|trả hàng; hàng; đổi|trả"},
        {"đổi|trả", "đổi / trả"},
        {"(đổi)? trả", "trả"},
        {"hành (được )?lâu", "hành được|hành lâu; hành; lâu"},
        {"hành( được)? lâu", "hành được|hành lâu; hành; lâu"},
        {"\\w+", ""},
        {"a?", ""},
        {"a|\\w+", ""},
        {"5 năm", "5 năm; 5; năm"},
        {"đổi .*", "đổi"},
        {"bảo ?hành", ""},
        {"bảo *hành", ""},
        {"bảo +hành", "bảo; hành"},
        {"bảo,? hành", "bảo; hành"},
        {"bảo,?hành", ""},
        {"bảo, hành", "bảo; hành"},
        {"(đổi|trả)+", ""},
        {"(?:đổi)", "đổi"},
        {"(?<x>đổi)", "đổi"},
        {"(đổi)trả", ""},
        {"đổi(?= trả)", "đổi"},
        {"đổi(?! trả) hàng", "đổi hàng; đổi; hàng"},
        {"\\bmáy\\b", "máy"},
        {"wi-fi", "wi; fi"},
        {"bao{hanh|vo} x", ""},
        {"x [[:alpha:] hanh] y", "x; y"},
        {"(?i)hàng", ""},
        {"\\Qbảo hành\\E", ""},
        {"(*UCP)hàng", ""},
        {"hàng\\x20mới", ""},
        {"đổi( \\w+){0,2} trả", "đổi; trả"},
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
    assert_str(branches_of(*state, STR("có .* góp"), &uses), "góp; có");
    assert_str(branches_of(*state, STR("góp .* có"), &uses), "góp; có");
}

static void the_words_of_a_key_come_one_by_one(void **state)
{
    struct str rest = STR(" đổi trả, wi-fi  mỹ…5 привет ha\xCC\x80n"), word;
    struct strbuf out = strbuf_new(*state, 64);
    for (bool is_pair; literals_next_word(&rest, &word, &is_pair);)
        strbuf_addf(&out, "%s" STR_FMT, is_pair ? "+" : "|", STR_ARG(word));
    assert_str(strbuf_view(&out), "+đổi+trả|wi|fi|mỹ|5|ha|n");
}

/* A common word is never enough where the pattern needs more. */
static void a_candidate_has_all_that_its_pattern_needs(void **state)
{
    const struct str regexes[] = {STR("có bán .* loa"), STR("có bán .* đèn"), STR("\\d+"), STR("")};
    struct prefilter *filter = prefilter_new(*state, regexes, COUNT(regexes));
    uint32_t *found;
    assert_int_equal(prefilter_always(filter), 1);
    assert_int_equal(prefilter_find(filter, STR("có bán bàn"), *state, &found), 1);
    assert_int_equal(found[0], 2); /* names nothing */
    assert_int_equal(prefilter_find(filter, STR("loa có bán đèn"), *state, &found), 3);
    assert_int_equal(found[0], 0);
    assert_int_equal(found[1], 1);
    assert_int_equal(prefilter_find(filter, STR("loa co ban đèn"), *state, &found), 1);
    assert_int_equal(prefilter_find(filter, STR(""), *state, &found), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(clauses_are_what_no_match_can_do_without),
        test_with_arena(what_many_patterns_use_comes_last),
        test_with_arena(the_words_of_a_key_come_one_by_one),
        test_with_arena(a_candidate_has_all_that_its_pattern_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
