/* Examples → intents: few of them are enough, the same ones give the same model, strangers get
 * "none of these". */
#include "check.h"

#include <string.h>

#include "match/examples.h"

enum { WARRANTY, DELIVERY, PRICE, LABELS };

static const struct example lessons[] = {
    {.text = STR_INIT("bảo hành bao lâu"), .label = WARRANTY},
    {.text = STR_INIT("máy được bảo hành mấy năm"), .label = WARRANTY},
    {.text = STR_INIT("thời hạn bảo hành"), .label = WARRANTY},
    {.text = STR_INIT("còn bảo hành không"), .label = WARRANTY},
    {.text = STR_INIT("hết hạn bảo hành chưa"), .label = WARRANTY},
    {.text = STR_INIT("bảo hành tivi"), .label = WARRANTY},
    {.text = STR_INIT("bao lâu thì giao"), .label = DELIVERY},
    {.text = STR_INIT("khi nào giao hàng"), .label = DELIVERY},
    {.text = STR_INIT("giao hàng mất mấy ngày"), .label = DELIVERY},
    {.text = STR_INIT("hàng tới chưa"), .label = DELIVERY},
    {.text = STR_INIT("ship về tỉnh được không"), .label = DELIVERY},
    {.text = STR_INIT("hôm nay đặt mai giao không"), .label = DELIVERY},
    {.text = STR_INIT("giá bao nhiêu"), .label = PRICE},
    {.text = STR_INIT("bao nhiêu tiền vậy"), .label = PRICE},
    {.text = STR_INIT("cái này nhiêu"), .label = PRICE},
    {.text = STR_INIT("xin giá với"), .label = PRICE},
    {.text = STR_INIT("báo giá giúp mình"), .label = PRICE},
    {.text = STR_INIT("giá có giảm không"), .label = PRICE},
};
static const struct str strangers[] = {
    STR_INIT("thời tiết ngày mai"), STR_INIT("kết quả bóng đá"), STR_INIT("nấu phở thế nào"),
    STR_INIT("vé máy bay đi huế"),  STR_INIT("hát một bài đi"),  STR_INIT("ai là tổng thống"),
};
static const struct outsiders none_known;

struct trained {
    struct lexicon *lexicon;
    struct example_model *model;
};

static struct trained train(struct arena *arena, size_t count, const struct outsiders *outsiders)
{
    struct report report = report_new(arena);
    struct trained trained = {.lexicon = lexicon_new(NULL, 0, &report)};
    trained.model = example_train(lessons, count, LABELS, outsiders, trained.lexicon);
    return trained;
}

static void forget(struct trained *trained)
{
    example_free(trained->model);
    lexicon_free(trained->lexicon);
}

static size_t rank(const struct trained *trained, struct arena *arena, const char *text,
                   struct example_score *scores, float *none)
{
    struct normalised normal = text_normalise(arena, trained->lexicon, str_view(text));
    return example_rank(trained->model, &normal, arena, scores, LABELS, none);
}

static void unseen_wordings_are_recognised(void **state)
{
    static const struct {
        const char *text;
        uint32_t label;
    } cases[] = {
        {"bảo hành được mấy tháng", WARRANTY},
        {"bao hanh may nam vay", WARRANTY},
        {"mấy hôm thì giao", DELIVERY},
        {"khi nao giao toi", DELIVERY},
        {"giá sao shop", PRICE},
        {"bao nhieu tien", PRICE},
    };
    struct trained trained = train(*state, COUNT(lessons), &none_known);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct example_score scores[LABELS];
        float none, sum;
        size_t count = rank(&trained, *state, cases[i].text, scores, &none);
        assert_true(count >= 1);
        if (scores[0].label != cases[i].label)
            print_error("\"%s\" is taken for %u\n", cases[i].text, (unsigned)scores[0].label);
        assert_int_equal(scores[0].label, cases[i].label);
        sum = none;
        for (size_t k = 0; k < count; k++) {
            assert_true(scores[k].probability >= 0 && scores[k].probability <= 1);
            assert_true(k == 0 || scores[k].probability <= scores[k - 1].probability);
            sum += scores[k].probability;
        }
        assert_true(sum > 0.97F && sum < 1.03F);
    }
    forget(&trained);
}

static void strangers_are_none_of_these(void **state)
{
    const struct outsiders outsiders = {strangers, COUNT(strangers)};
    struct trained with = train(*state, COUNT(lessons), &outsiders);
    static const char *const texts[] = {"thời tiết hôm nay", "nấu bún thế nào", "hát đi"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct example_score scores[LABELS];
        float none;
        size_t count = rank(&with, *state, texts[i], scores, &none);
        assert_true(count <= LABELS);
        for (size_t k = 0; k < count; k++)
            assert_true(scores[k].label < LABELS && scores[k].probability < 0.5F);
        assert_true(none > 0.5F);
    }
    forget(&with);
}

static void the_same_examples_give_the_same_model(void **state)
{
    const struct outsiders outsiders = {strangers, COUNT(strangers)};
    struct trained one = train(*state, COUNT(lessons), &outsiders);
    struct trained two = train(*state, COUNT(lessons), &outsiders);
    struct trained less = train(*state, COUNT(lessons) - 1, &outsiders);
    assert_true(example_fingerprint(one.model) == example_fingerprint(two.model));
    assert_true(example_fingerprint(one.model) != example_fingerprint(less.model));
    forget(&one);
    forget(&two);
    forget(&less);
}

/* A name is learned like an example: it alone makes its label known. */
static void a_name_is_an_example_too(void **state)
{
    struct example with_name[COUNT(lessons) + 1];
    memcpy(with_name, lessons, sizeof(lessons));
    with_name[COUNT(lessons)] =
        (struct example){.text = STR("tra gop"), .label = LABELS, .is_name = true};
    struct report report = report_new(*state);
    struct trained trained = {.lexicon = lexicon_new(NULL, 0, &report)};
    trained.model =
        example_train(with_name, COUNT(with_name), LABELS + 1, &none_known, trained.lexicon);
    struct example_score scores[LABELS];
    float none;
    assert_true(rank(&trained, *state, "trả góp", scores, &none) >= 1);
    assert_int_equal(scores[0].label, LABELS);
    forget(&trained);
}

/* With many examples each label is trained against those most like it: it still finds all. */
static void hundreds_of_labels_work(void **state)
{
    enum { MANY = 140, EACH = 9, ROOM = 4 };
    static const char *const frames[][2] = {
        {"cho hỏi", "với"},   {"", "thế nào"},    {"mình cần", ""},
        {"", "ở đâu"},        {"tư vấn", "giúp"}, {"có", "không"},
        {"muốn biết về", ""}, {"", "sao vậy"},    {"xin", ""}};
    static const char *const a[] = {"đổi",  "trả",  "giao", "lắp",  "sửa", "mua", "bán",
                                    "thuê", "gửi",  "nhận", "kiểm", "xem", "tìm", "đặt",
                                    "hủy",  "tăng", "giảm", "thêm", "bớt", "chọn"};
    static const char *const b[] = {"tivi", "loa", "quạt", "bàn", "ghế",  "tủ",   "đèn", "nồi",
                                    "máy",  "thẻ", "đơn",  "vé",  "sách", "giày", "áo"};
    struct example *examples = ARENA_ARRAY(*state, struct example, MANY * EACH);
    for (uint32_t i = 0; i < MANY * EACH; i++) {
        struct strbuf text = strbuf_new(*state, 128);
        strbuf_addf(&text, "%s %s %s %s", frames[i % EACH][0], a[i / EACH % COUNT(a)],
                    b[i / EACH / COUNT(a)], frames[i % EACH][1]);
        examples[i] = (struct example){.text = strbuf_view(&text), .label = i / EACH};
    }
    struct report report = report_new(*state);
    struct trained trained = {.lexicon = lexicon_new(NULL, 0, &report)};
    trained.model = example_train(examples, MANY * EACH, MANY, &none_known, trained.lexicon);
    for (uint32_t label = 0; label < MANY; label += 7) {
        struct example_score scores[ROOM];
        struct strbuf text = strbuf_new(*state, 128);
        float none;
        strbuf_addf(&text, "shop ơi %s %s giúp em nhé", a[label % COUNT(a)], b[label / COUNT(a)]);
        struct normalised normal = text_normalise(*state, trained.lexicon, strbuf_view(&text));
        assert_true(example_rank(trained.model, &normal, *state, scores, ROOM, &none) >= 1);
        assert_int_equal(scores[0].label, label);
    }
    forget(&trained);
}

static void little_or_nothing_to_learn_from_is_fine(void **state)
{
    for (size_t count = 0; count <= 8; count++) {
        struct trained trained = train(*state, count, &none_known);
        struct example_score scores[LABELS];
        float none = 0;
        size_t ranked = rank(&trained, *state, "bảo hành bao lâu", scores, &none);
        assert_true(count == 0 ? ranked == 0 : ranked >= 1);
        assert_int_equal(rank(&trained, *state, "", scores, &none), 0);
        assert_true(none > 0.99F);
        forget(&trained);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(unseen_wordings_are_recognised),
        test_with_arena(strangers_are_none_of_these),
        test_with_arena(the_same_examples_give_the_same_model),
        test_with_arena(a_name_is_an_example_too),
        test_with_arena(hundreds_of_labels_work),
        test_with_arena(little_or_nothing_to_learn_from_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
