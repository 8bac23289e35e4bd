/* Opening hours in Vietnamese time (UTC+7, no summer time). */
#include "check.h"

#include "desk/estimate.h"
#include "desk/hours.h"

/* 2026-11-24 is a Tuesday. */
static int64_t at(int day, int hour, int minute)
{
    static const int64_t midnight_ms = INT64_C(1795453200000); /* 2026-11-24T00:00+07:00 */
    return midnight_ms + (((int64_t)(day - 24) * 24 + hour) * 60 + minute) * 60000;
}

static struct hours hours_of(const char *text, const char *closed)
{
    struct hours hours;
    struct err err = {0};
    assert_true(
        hours_parse(&(struct hours_text){str_view(text), str_view(closed), {0}}, &hours, &err));
    return hours;
}

static void people_are_there_in_their_intervals(void **state)
{
    static const struct {
        int day, hour, minute;
        bool open;
    } cases[] = {
        {24, 7, 59, false},  {24, 8, 0, true},   {24, 11, 59, true}, {24, 12, 0, false},
        {24, 12, 59, false}, {24, 13, 0, true},  {24, 17, 29, true}, {24, 17, 30, false},
        {28, 9, 0, true},    {28, 13, 0, false}, /* Saturday morning */
        {29, 9, 0, false},                       /* Sunday */
        {27, 9, 0, false},                       /* a closed Friday */
        {23, 9, 0, true},                        /* Monday */
    };
    struct hours hours = hours_of("T2-T6 08:00-12:00 13:00-17:30, T7 08:00-12:00", "2026-11-27");
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(hours_are_open(&hours, at(cases[i].day, cases[i].hour, cases[i].minute)),
                         cases[i].open);
}

static void no_hours_are_all_hours(void **state)
{
    struct hours hours = hours_of("", ""), whole = hours_of("T2-CN 00:00-24:00", "");
    assert_true(hours_are_open(&hours, at(29, 3, 0)));
    assert_true(hours_are_open(&whole, at(29, 23, 59)));
    assert_str(hours_back(&hours, at(29, 3, 0), STR("vi"), *state), "");
}

static void coming_back_is_told_in_words(void **state)
{
    struct hours hours = hours_of("T2-T6 08:00-12:00 13:00-17:30", "");
    struct str back = hours_back(&hours, at(24, 6, 0), STR("vi"), *state);
    assert_true(str_has(back, STR("8 giờ")));
    assert_false(str_has(back, STR("mai")));
    assert_true(str_has(hours_back(&hours, at(24, 20, 0), STR("vi"), *state), STR("mai")));
    assert_true(str_has(hours_back(&hours, at(24, 20, 0), STR("en"), *state), STR("tomorrow")));
    assert_true(hours_back(&hours, at(28, 9, 0), STR("vi"), *state).len > 0); /* Monday */
    struct hours never = hours_of("T2 08:00-09:00", "2026-11-30, 2026-12-07, 2026-12-14");
    assert_str(hours_back(&never, at(24, 9, 0), STR("vi"), *state), "");
}

static void wrong_hours_are_refused_with_a_reason(void **state)
{
    static const char *const wrong[] = {"T9 08:00-12:00",
                                        "T2 8-12",
                                        "T2 08:00-25:00",
                                        "T2 08:00-08:00",
                                        "T6-T2 08:00-12:00",
                                        "T2",
                                        "xyz",
                                        "T2 08:00-12:00 T3",
                                        "T2 08:60-12:00"};
    static const char *const wrong_days[] = {"2026-13-01", "2026-02-30", "hôm nay", "01-01-2026"};
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct hours hours;
        struct err err = {0};
        if (hours_parse(&(struct hours_text){.week = str_view(wrong[i])}, &hours, &err))
            print_error("\"%s\" was taken\n", wrong[i]);
        assert_true(err.code == ERR_INPUT && err.text[0] != '\0');
    }
    for (size_t i = 0; i < COUNT(wrong_days); i++) {
        struct hours hours;
        struct err err = {0};
        if (hours_parse(&(struct hours_text){.closed = str_view(wrong_days[i])}, &hours, &err))
            print_error("\"%s\" was taken\n", wrong_days[i]);
        assert_true(err.code == ERR_INPUT);
    }
}

static void waiting_is_estimated_only_from_enough(void **state)
{
    struct estimate estimate = {0};
    (void)state;
    for (int i = 0; i < ESTIMATE_LEAST; i++) {
        assert_int_equal(estimate_wait_s(&estimate, 1, at(24, 9, 0)), -1);
        estimate_note_take(&estimate, at(24, 8, 10 * i)); /* one in ten minutes */
    }
    int64_t first = estimate_wait_s(&estimate, 1, at(24, 9, 0)),
            third = estimate_wait_s(&estimate, 3, at(24, 9, 0));
    assert_true(first > 0 && first <= 20 * 60);
    assert_int_equal(third, 3 * first);
    assert_int_equal(estimate_wait_s(&estimate, 1, at(24, 14, 0)),
                     -1); /* two hours later: unknown */
    for (int i = 0; i < 100; i++)
        estimate_note_take(&estimate, at(24, 15, 0) + i * 1000);
    assert_true(estimate_wait_s(&estimate, 1, at(24, 15, 2)) < first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(people_are_there_in_their_intervals),
        test_with_arena(no_hours_are_all_hours),
        test_with_arena(coming_back_is_told_in_words),
        test_with_arena(wrong_hours_are_refused_with_a_reason),
        test_with_arena(waiting_is_estimated_only_from_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
