/* Persons, particles, negation and questions: what words do beside naming things. */
#include "words.h"

#include <string.h>

/* The words of F that have a role, joined. */
static struct str with_role(const struct words *words, const char *text, enum token_role role)
{
    struct normalised got = normal(words, text);
    struct strbuf out = strbuf_new(words->arena, 64);
    for (size_t i = 0; i < got.token_count; i++) {
        if ((got.tokens[i].roles & role) == 0)
            continue;
        if (out.len > 0)
            strbuf_add_byte(&out, ' ');
        strbuf_add(&out, got.tokens[i].f);
    }
    return strbuf_view(&out);
}

static void check_role(void **state, enum token_role role, const struct reading_case *cases,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str got = with_role(*state, cases[i].text, role);
        if (!str_is(got, cases[i].want))
            print_error("case %zu: \"%s\" gives \"" STR_FMT "\"\n", i, cases[i].text, STR_ARG(got));
        assert_str(got, cases[i].want);
    }
}

static void persons_are_those_spoken_to(void **state)
{
    static const struct reading_case cases[] = {
        {"shop ơi cho em hỏi", "shop em"},
        {"anh chị tư vấn giúp mình", "anh chi minh"},
        {"mua cho bạn gái", ""},
        {"đồ cho em bé", ""},
        {"con trai em", "em"},
        {"chủ shop đâu", ""},
        {"máy giặt hỏng", ""},
        {"may giat hong", ""},
        {"bán giúp mày", "may"},
        {"mọi người khen", "moi nguoi"},
        {"bên mình có bán", "ben minh"},
    };
    check_role(state, TOKEN_PERSON, cases, COUNT(cases));
}

static void particles_stand_at_the_edge_of_a_clause(void **state)
{
    static const struct reading_case cases[] = {
        {"giao nhanh giúp em với ạ", "voi a"},
        {"đi Hà Nội", ""},
        {"với điều kiện gì", ""},
        {"gọi lại đi nhé", "di nhe"},
        {"cho mình hỏi bảo hành", "cho minh hoi"},
        {"làm ơn gọi lại", "lam on"},
        {"hihi cảm ơn", "hihi"},
        {"dạ vâng ạ", "da vang a"},
        {"thế còn bảo hành", ""},
        {"sao lâu thế", "the"},
    };
    check_role(state, TOKEN_PARTICLE, cases, COUNT(cases));
}

static void a_denial_reaches_as_far_as_its_clause(void **state)
{
    static const struct reading_case cases[] = {
        {"chưa nhận được hàng", "nhan duoc hang"},
        {"không đổi, trả tiền lại", "doi"},
        {"không mua nữa mà đổi", "mua nua"},
        {"ko thấy giao", "thay giao"},
        {"đừng gọi nữa", "goi nua"},
        {"dung goi nua", "goi nua"},  /* bare, in the frame of "đừng" */
        {"dung may nay the nao", ""}, /* dùng */
        {"dung roi", ""},             /* đúng */
        {"sửa chữa tủ lạnh", ""},
        {"sua chua tu lanh", ""}, /* not "chưa tủ lạnh" */
        {"chua nhan hang", "nhan hang"},
        {"chả cá", ""},
        {"đâu có nhận được", "nhan duoc"},
        {"không cần gặp nhân viên", "can gap nhan vien"},
    };
    check_role(state, TOKEN_NEGATED, cases, COUNT(cases));
}

static void a_negator_that_asks_denies_nothing(void **state)
{
    static const struct reading_case cases[] = {
        {"có đổi được không", ""},
        {"co doi duoc khong", ""},
        {"còn hàng ko shop", ""},
        {"nhận được chưa ạ", ""},
        {"nhan duoc chua", ""},
        {"đổi được không hay phải mua mới", ""},
        {"có phải không nhỉ", ""},
        {"được không shop em mua hôm qua", ""}, /* a question tag, then what it is about */
        {"còn không để em qua", ""},
    };
    check_role(state, TOKEN_NEGATED, cases, COUNT(cases));
}

static void questions_have_a_kind(void **state)
{
    static const struct {
        const char *text;
        enum question_type question;
    } cases[] = {
        {"bảo hành bao lâu", QUESTION_HOW_LONG},
        {"bao hanh may thang", QUESTION_HOW_LONG},
        {"giá bao nhiêu", QUESTION_HOW_MUCH},
        {"gia bn v shop", QUESTION_HOW_MUCH},
        {"cửa hàng ở đâu", QUESTION_WHERE},
        {"khi nào giao", QUESTION_WHEN},
        {"mấy giờ mở cửa", QUESTION_WHEN},
        {"tại sao lâu vậy", QUESTION_WHY},
        {"sao chưa giao", QUESTION_WHY},
        {"làm thế nào để đổi", QUESTION_HOW},
        {"đổi ntn", QUESTION_HOW},
        {"ai giao hàng", QUESTION_WHO},
        {"cần giấy tờ gì", QUESTION_WHAT},
        {"mua loại nào", QUESTION_WHICH},
        {"loại nào bảo hành bao lâu", QUESTION_HOW_LONG}, /* says more than "nào" */
        {"có đổi được không", QUESTION_YES_NO},
        {"giao rồi hả", QUESTION_YES_NO},
        {"đổi máy hay là hoàn tiền", QUESTION_CHOICE},
        {"máy hay bị nóng", QUESTION_NOT},
        {"tôi muốn mua tivi", QUESTION_NOT},
        {"mua máy giặt", QUESTION_NOT},
        {"How long is the warranty", QUESTION_HOW_LONG},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum question_type got = normal(*state, cases[i].text).question;
        if (got != cases[i].question)
            print_error("case %zu: \"%s\": %s\n", i, cases[i].text, question_type_name(got));
        assert_int_equal(got, cases[i].question);
    }
}

/* The work for one token does not depend on how many there are: a flood ends quickly, and its last
 * words have their roles. */
static void a_flood_of_them_is_read_to_its_end(void **state)
{
    struct words *words = *state;
    static const char *const units[] = {"không được ", "không ạ shop ", "đâu có ",
                                        "hay là ",     "không shop ",   "mấy "};
    for (size_t i = 0; i < COUNT(units); i++) {
        struct arena *arena = arena_new();
        struct strbuf text = strbuf_new(arena, TEXT_INPUT_MAX);
        while (text.len + 24 < TEXT_INPUT_MAX)
            strbuf_add_cstr(&text, units[i]);
        struct normalised got = text_normalise(arena, words->lexicon, strbuf_view(&text));
        assert_true(got.token_count > 1000 && got.token_count <= TEXT_TOKENS_MAX);
        assert_true(got.tokens[got.token_count - 1].roles != 0 ||
                    got.tokens[got.token_count - 2].roles != 0);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(persons_are_those_spoken_to),
        test_with_words(particles_stand_at_the_edge_of_a_clause),
        test_with_words(a_denial_reaches_as_far_as_its_clause),
        test_with_words(a_negator_that_asks_denies_nothing),
        test_with_words(questions_have_a_kind),
        test_with_words(a_flood_of_them_is_read_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
