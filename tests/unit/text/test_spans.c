/* What is no word: amounts, days, numbers, addresses, with the value each has, and emoticons. */
#include "words.h"

#include <string.h>

#include "text/day.h"
#include "text/span.h"

struct span_case {
    const char *text;
    enum span_kind kind;
    const char *at, *value;
};

/* Each text has this span, at these bytes of T and with this value. */
static void check_spans(void **state, const struct span_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct normalised text = normal(*state, cases[i].text);
        const struct span *found = NULL;
        for (size_t k = 0; k < text.span_count && found == NULL; k++)
            found = text.spans[k].kind == cases[i].kind ? &text.spans[k] : NULL;
        if (found == NULL)
            print_error("case %zu: \"%s\" has none\n", i, cases[i].text);
        assert_non_null(found);
        if (!str_is(found->text, cases[i].at) || !str_is(found->value, cases[i].value))
            print_error("case %zu: \"%s\" has \"" STR_FMT "\" = " STR_FMT "\n", i, cases[i].text,
                        STR_ARG(found->text), STR_ARG(found->value));
        assert_str(found->text, cases[i].at);
        assert_str(found->value, cases[i].value);
        assert_true(str_equal(str_sub(text.t, found->from, found->to), found->text));
    }
}

static void money_is_in_dong(void **state)
{
    static const struct span_case cases[] = {
        {"giá 2tr5 thôi", SPAN_MONEY, "2tr5", "2500000"},
        {"khoảng 2tr350", SPAN_MONEY, "2tr350", "2350000"},
        {"tầm 2tr35 ạ", SPAN_MONEY, "2tr35", "2350000"},
        {"11 tr được không", SPAN_MONEY, "11 tr", "11000000"},
        {"8,4 củ", SPAN_MONEY, "8,4 củ", "8400000"},
        {"5 chai", SPAN_MONEY, "5 chai", "5000000"},
        {"7,2 triệu", SPAN_MONEY, "7,2 triệu", "7200000"},
        {"16 trieu", SPAN_MONEY, "16 trieu", "16000000"},
        {"2 triệu rưỡi", SPAN_MONEY, "2 triệu rưỡi", "2500000"},
        {"2 triệu 350 nghìn", SPAN_MONEY, "2 triệu 350 nghìn", "2350000"},
        {"mua 2 triệu 3 cái", SPAN_MONEY, "2 triệu", "2000000"},
        {"giá 4 m 5", SPAN_MONEY, "4 m 5", "4500000"},
        {"9m9 bán không", SPAN_MONEY, "9m9", "9900000"},
        {"1t5", SPAN_MONEY, "1t5", "1500000"},
        {"2 tỷ", SPAN_MONEY, "2 tỷ", "2000000000"},
        {"1 tỷ 200 triệu", SPAN_MONEY, "1 tỷ 200 triệu", "1200000000"},
        {"500k được không", SPAN_MONEY, "500k", "500000"},
        {"100 ngàn", SPAN_MONEY, "100 ngàn", "100000"},
        {"5 trăm nghìn", SPAN_MONEY, "5 trăm nghìn", "500000"},
        {"giá 1.990.000đ", SPAN_MONEY, "1.990.000đ", "1990000"},
        {"500.000 vnđ", SPAN_MONEY, "500.000 vnđ", "500000"},
        {"tổng 61.000", SPAN_MONEY, "61.000", "61000"},
        {"nó 13490000 đúng không", SPAN_MONEY, "13490000", "13490000"},
        {"giá 4490 ạ", SPAN_MONEY, "4490", "4490000"},
        {"phí 0đ", SPAN_MONEY, "0đ", "0"},
        {"ba triệu tư", SPAN_MONEY, "ba triệu tư", "3400000"},
        {"hai mươi hai triệu", SPAN_MONEY, "hai mươi hai triệu", "22000000"},
        {"năm trăm nghìn", SPAN_MONEY, "năm trăm nghìn", "500000"},
    };
    check_spans(state, cases, COUNT(cases));
}

static void days_are_named_by_the_calendar(void **state)
{
    static const struct span_case cases[] = {
        {"giao 12/3 nhé", SPAN_DATE, "12/3", "12/3"},
        {"mua ngày 12-3-2024", SPAN_DATE, "12-3-2024", "12/3/2024"},
        {"từ 12.3.24", SPAN_DATE, "12.3.24", "12/3/2024"},
        {"ngày 12 tháng 3", SPAN_DATE, "ngày 12 tháng 3", "12/3"},
        {"ngày 12 tháng 3 năm 2024", SPAN_DATE, "ngày 12 tháng 3 năm 2024", "12/3/2024"},
        {"mùng 5 có mở", SPAN_DATE, "mùng 5", "5"},
        {"mồng 5 tết", SPAN_DATE, "mồng 5 tết", "5/1 al"},
        {"30 tết còn giao", SPAN_DATE, "30 tết", "30/12 al"},
        {"thứ 2 giao được không", SPAN_DATE, "thứ 2", "t2"},
        {"thu 7 co mo khong", SPAN_DATE, "thu 7", "t7"},
        {"thứ bảy tuần sau", SPAN_DATE, "thứ bảy tuần sau", "t7+1w"},
        {"giao t6 tuần này", SPAN_DATE, "t6 tuần này", "t6+0w"},
        {"chủ nhật nghỉ không", SPAN_DATE, "chủ nhật", "t8"},
        {"hôm nay", SPAN_DATE, "hôm nay", "+0d"},
        {"hom qua dat", SPAN_DATE, "hom qua", "-1d"},
        {"ngày mai", SPAN_DATE, "ngày mai", "+1d"},
        {"sáng mai giao", SPAN_DATE, "sáng mai", "+1d"},
        {"tuần sau", SPAN_DATE, "tuần sau", "+1w"},
        {"cuối tuần này", SPAN_DATE, "cuối tuần này", "t7-8"},
        {"cuối tháng", SPAN_DATE, "cuối tháng", "21-31"},
        {"khuyến mãi tháng 2", SPAN_DATE, "tháng 2", "*/2"},
        {"tháng 3/2025", SPAN_DATE, "tháng 3/2025", "*/3/2025"},
    };
    check_spans(state, cases, COUNT(cases));
}

static void times_and_durations(void **state)
{
    static const struct span_case cases[] = {
        {"8h30 giao", SPAN_TIME, "8h30", "08:30"},
        {"8g30", SPAN_TIME, "8g30", "08:30"},
        {"8 giờ rưỡi", SPAN_TIME, "8 giờ rưỡi", "08:30"},
        {"8h kém 15", SPAN_TIME, "8h kém 15", "07:45"},
        {"3h chiều", SPAN_TIME, "3h chiều", "15:00"},
        {"12h đêm", SPAN_TIME, "12h đêm", "00:00"},
        {"12h trưa", SPAN_TIME, "12h trưa", "12:00"},
        {"7 giờ tối", SPAN_TIME, "7 giờ tối", "19:00"},
        {"8:30 sáng", SPAN_TIME, "8:30 sáng", "08:30"},
        {"5 ngày nay", SPAN_DURATION, "5 ngày", "5d"},
        {"3 hôm rồi", SPAN_DURATION, "3 hôm", "3d"},
        {"2 tuần", SPAN_DURATION, "2 tuần", "14d"},
        {"2 tháng rồi", SPAN_DURATION, "2 tháng", "2m"},
        {"bh 6t", SPAN_DURATION, "6t", "6m"},
        {"2 năm", SPAN_DURATION, "2 năm", "24m"},
        {"1 năm rưỡi", SPAN_DURATION, "1 năm rưỡi", "18m"},
        {"1 tháng rưỡi", SPAN_DURATION, "1 tháng rưỡi", "1m15d"},
        {"nửa tháng", SPAN_DURATION, "nửa tháng", "15d"},
        {"2-3 ngày", SPAN_DURATION, "2-3 ngày", "2-3d"},
        {"2 tiếng rưỡi", SPAN_DURATION, "2 tiếng rưỡi", "150min"},
        {"30 phút", SPAN_DURATION, "30 phút", "30min"},
        {"trong 24h", SPAN_DURATION, "24h", "1440min"},
        {"sau 48h", SPAN_DURATION, "48h", "2880min"},
    };
    check_spans(state, cases, COUNT(cases));
}

static void sizes_numbers_and_addresses(void **state)
{
    static const struct span_case cases[] = {
        {"tủ 350 lít", SPAN_SIZE, "350 lít", "350 l"},
        {"máy 1,5 HP", SPAN_SIZE, "1,5 HP", "1.5 hp"},
        {"nặng 45kg", SPAN_SIZE, "45kg", "45 kg"},
        {"em 1m65", SPAN_SIZE, "1m65", "1.65 m"},
        {"cao 1m7", SPAN_SIZE, "1m7", "1.7 m"},
        {"bản 128gb", SPAN_SIZE, "128gb", "128 gb"},
        {"ip 64g", SPAN_SIZE, "64g", "64 gb"},
        {"gói 500g", SPAN_SIZE, "500g", "500 g"},
        {"6.5 inch", SPAN_SIZE, "6.5 inch", "6.5 inch"},
        {"tivi 55\"", SPAN_SIZE, "55\"", "55 inch"},
        {"giảm 20%", SPAN_SIZE, "20%", "20 %"},
        {"size M còn không", SPAN_SIZE, "size M", "size M"},
        {"sz 38", SPAN_SIZE, "sz 38", "size 38"},
        {"áo xxl", SPAN_SIZE, "xxl", "size XXL"},
        {"lấy 2XL", SPAN_SIZE, "2XL", "size 2XL"},
        {"còn 1234567 cái", SPAN_NUMBER, "1234567", "1234567"},
        {"bản 2.5", SPAN_NUMBER, "2.5", "2.5"},
        {"số em là 0912.345.678 nhé", SPAN_PHONE, "0912.345.678", "0912345678"},
        {"gọi +84 912345678", SPAN_PHONE, "+84 912345678", "0912345678"},
        {"091 234 5678", SPAN_PHONE, "091 234 5678", "0912345678"},
        {"số 09xxxxx184", SPAN_PHONE, "09xxxxx184", "09xxxxx184"},
        {"số 09*****184", SPAN_PHONE, "09*****184", "09xxxxx184"},
        {"máy bàn 02838123456", SPAN_PHONE, "02838123456", "02838123456"},
        {"tổng đài 1900 6868", SPAN_PHONE, "1900 6868", "19006868"},
        {"xem https://shop.vn/tivi?id=1 đi", SPAN_URL, "https://shop.vn/tivi?id=1", ""},
        {"web a-b-c.com.vn nhé", SPAN_URL, "a-b-c.com.vn", ""},
        {"mail a.b@shop.vn nha", SPAN_EMAIL, "a.b@shop.vn", ""},
        {"đơn DH123456 đâu", SPAN_ORDER, "DH123456", ""},
        {"đơn #1234", SPAN_ORDER, "#1234", ""},
    };
    check_spans(state, cases, COUNT(cases));
}

static void what_only_looks_like_one_is_none(void **state)
{
    static const struct {
        const char *text;
        enum span_kind kind;
    } cases[] = {
        {"khuyến mãi tháng 2", SPAN_DURATION}, /* a month */
        {"hỗ trợ 24/7", SPAN_DATE},
        {"ngày 31/2", SPAN_DATE},
        {"lần thứ 2", SPAN_DATE},
        {"mạng 4g", SPAN_SIZE},
        {"5g", SPAN_SIZE},
        {"dài 45 m", SPAN_MONEY},
        {"cao 1m65", SPAN_MONEY},
        {"trong 24h", SPAN_TIME},
        {"samsung a30", SPAN_NUMBER},
        {"giá 3 cái", SPAN_MONEY},
        {"giá 300 ngày", SPAN_MONEY},
        {"mài máy", SPAN_DATE},
        {"ngày mái", SPAN_DATE}, /* other marks */
        {"m l xl", SPAN_MONEY},
        {"bán quà", SPAN_DATE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct normalised text = normal(*state, cases[i].text);
        for (size_t k = 0; k < text.span_count; k++) {
            if (text.spans[k].kind == cases[i].kind)
                print_error("case %zu: \"%s\"\n", i, cases[i].text);
            assert_int_not_equal(text.spans[k].kind, cases[i].kind);
        }
    }
}

static void days_in_words_stay_words(void **state)
{
    struct normalised text = normal(*state, "Thứ 7 tuần sau giao 2tr5, size M");
    assert_str(text.f, "thu <num> tuan sau giao <money> size m");
    assert_int_equal(text.span_count, 4); /* 7, 2tr5; then "thứ 7 tuần sau", "size M" */
    assert_int_equal(text.tokens[1].span, 0);
    assert_false(text.spans[0].is_words || text.spans[1].is_words);
    assert_true(text.spans[2].is_words && text.spans[3].is_words);
}

static void emoticons_are_moods_and_no_words(void **state)
{
    static const struct {
        const char *text, *a;
        int mood;
    } cases[] = {
        {"hay quá :)", "hay quá", 1},
        {"buồn :((( T_T", "buồn", -1},
        {"cười :v", "cười", 0},
        {":D", "", 1},
        {"<3 shop", "shop", 1},
        {"chán @@", "chán", -1},
        {"xem https://a.vn/:)", "xem https://a.vn/:)", 0}, /* part of an address */
        {"giờ:3 cái", "giờ:3 cái", 0},
        {"(xem :) nhé)", "(xem nhé)", 1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct normalised text = normal(*state, cases[i].text);
        assert_str(text.a, cases[i].a);
        assert_int_equal(text.mood, cases[i].mood);
    }
}

/* ---- days of the calendar ---- */

static void days_are_resolved_from_today(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        struct day first, last;
    } cases[] = {
        /* today is Tuesday, 24 November 2026 */
        {"12/3/2024", {2024, 3, 12}, {2024, 3, 12}}, {"12/3", {2027, 3, 12}, {2027, 3, 12}},
        {"24/11", {2026, 11, 24}, {2026, 11, 24}},   {"29/2", {2028, 2, 29}, {2028, 2, 29}},
        {"5", {2026, 12, 5}, {2026, 12, 5}},         {"30", {2026, 11, 30}, {2026, 11, 30}},
        {"31", {2026, 12, 31}, {2026, 12, 31}},      {"+0d", {2026, 11, 24}, {2026, 11, 24}},
        {"-1d", {2026, 11, 23}, {2026, 11, 23}},     {"+2d", {2026, 11, 26}, {2026, 11, 26}},
        {"+0w", {2026, 11, 23}, {2026, 11, 29}},     {"+1w", {2026, 11, 30}, {2026, 12, 6}},
        {"-1m", {2026, 10, 1}, {2026, 10, 31}},      {"+2m", {2027, 1, 1}, {2027, 1, 31}},
        {"+1y", {2027, 1, 1}, {2027, 12, 31}},       {"t3", {2026, 11, 24}, {2026, 11, 24}},
        {"t2", {2026, 11, 30}, {2026, 11, 30}},      {"t2+0w", {2026, 11, 23}, {2026, 11, 23}},
        {"t8", {2026, 11, 29}, {2026, 11, 29}},      {"t7+1w", {2026, 12, 5}, {2026, 12, 5}},
        {"t6-1w", {2026, 11, 20}, {2026, 11, 20}},   {"t7-8", {2026, 11, 28}, {2026, 11, 29}},
        {"t7-8+1w", {2026, 12, 5}, {2026, 12, 6}},   {"*/2", {2027, 2, 1}, {2027, 2, 28}},
        {"*/11", {2026, 11, 1}, {2026, 11, 30}},     {"*/3/2025", {2025, 3, 1}, {2025, 3, 31}},
        {"21-31", {2026, 11, 21}, {2026, 11, 30}},   {"1-10", {2026, 12, 1}, {2026, 12, 10}},
    };
    static const char *const none[] = {
        "",      "x",    "5/1 al", "32",     "31/2",  "29/2/2023", "+1", "+1x", "t1", "t9",
        "t2+1d", "*/13", "10-5",   "+9999d", "12/3/", "12/3/5x",   "*",  "t",   "-"};
    struct day today = {2026, 11, 24}, first, last;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(day_resolve(str_view(cases[i].value), today, &first, &last));
        if (memcmp(&first, &cases[i].first, sizeof(first)) != 0 ||
            memcmp(&last, &cases[i].last, sizeof(last)) != 0)
            print_error("%s: %d-%d-%d … %d-%d-%d\n", cases[i].value, first.year, first.month,
                        first.day, last.year, last.month, last.day);
        assert_memory_equal(&first, &cases[i].first, sizeof(first));
        assert_memory_equal(&last, &cases[i].last, sizeof(last));
    }
    for (size_t i = 0; i < COUNT(none); i++)
        assert_false(day_resolve(str_view(none[i]), today, &first, &last));
    assert_false(day_resolve(STR("+0d"), (struct day){0, 0, 0}, &first, &last));
}

static void days_count_without_a_gap(void **state)
{
    (void)state;
    struct day day = {1999, 12, 31};
    int number = day_number(day);
    assert_int_equal(day_number((struct day){1970, 1, 1}), 0);
    for (int i = 0; i < 400 * 366; i++) {
        struct day next = day_of_number(number + i);
        assert_true(day_is_possible(next.year, next.month, next.day));
        assert_int_equal(day_number(next), number + i);
    }
}

/* ---- work ---- */

/* How many characters are looked at for each character of a text made of one unit. */
static size_t steps_per_character(struct arena *arena, const char *unit, size_t size)
{
    struct strbuf text = strbuf_new(arena, size + 16);
    while (text.len < size)
        strbuf_add_cstr(&text, unit);
    struct span_list list = span_find_all(arena, strbuf_view(&text));
    return list.steps / text.len;
}

static void the_work_grows_with_the_text_and_not_faster(void **state)
{
    enum { SHORT = 1000, STEPS_MAX = 600 };
    static const char *const units[] = {"a-",
                                        "a.",
                                        "1.",
                                        "111.",
                                        "a@",
                                        "1-",
                                        "0 9",
                                        "+84 ",
                                        "#1",
                                        "1/",
                                        "12h ",
                                        "ngày ",
                                        "(",
                                        ":)",
                                        "hai ",
                                        "t7 ",
                                        "a-b@c-",
                                        "www.",
                                        "1",
                                        "size ",
                                        "0x",
                                        "09*",
                                        "năm mươi triệu ",
                                        "=",
                                        "2-3 "};
    struct words *words = *state;
    for (size_t i = 0; i < COUNT(units); i++) {
        struct arena *arena = arena_new();
        size_t few = steps_per_character(arena, units[i], SHORT);
        size_t many = steps_per_character(arena, units[i], TEXT_INPUT_MAX);
        if (many > few * 2 + 8 || many > STEPS_MAX)
            print_error("\"%s\": %zu and %zu steps a character\n", units[i], few, many);
        assert_true(many <= few * 2 + 8 && many <= STEPS_MAX);
        arena_free(arena);
    }
    (void)words;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_words(money_is_in_dong),
        test_with_words(days_are_named_by_the_calendar),
        test_with_words(times_and_durations),
        test_with_words(sizes_numbers_and_addresses),
        test_with_words(what_only_looks_like_one_is_none),
        test_with_words(days_in_words_stay_words),
        test_with_words(emoticons_are_moods_and_no_words),
        cmocka_unit_test(days_are_resolved_from_today),
        cmocka_unit_test(days_count_without_a_gap),
        test_with_words(the_work_grows_with_the_text_and_not_faster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
