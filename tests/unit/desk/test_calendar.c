/* The business calendar: the lunar year, holidays, nights, special days, teams, and due dates. */
#include "check.h"

#include "desk/calendar.h"
#include "desk/lunar.h"
#include "desk/promise.h"

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return (((int64_t)solar_day(year, month, day) * 24 + hour - 7) * 60 + minute) * 60000;
}

static struct hours *hours_of(struct arena *arena, const char *week, const char *closed,
                              const char *special)
{
    struct hours *hours = ARENA_NEW(arena, struct hours);
    struct hours_text text = {str_view(week), str_view(closed), str_view(special)};
    struct err err = {0};
    if (!hours_parse(&text, hours, &err))
        fail_msg("%s", err.text);
    return hours;
}

/* ---- the lunar year ---- */

static void tet_is_when_it_was_and_will_be(void **state)
{
    /* month * 100 + day. In 1985, 2007 and 2030 Vietnam's is not China's: the new moon falls
     * between midnight in Hanoi and in Beijing, or the winter solstice does. */
    static const struct {
        int year, day;
    } special[] = {{1968, 129}, {1975, 211}, {1985, 121}, {1999, 216}};
    static const int tet[] = {
        205, 124, 212, 201, 122, 209, 129, 217, 207, 126, 214, 203, 123, 210, 131, 219, 208,
        128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 202, 123, 211, 131,
        219, 208, 128, 215, 204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123,
    };
    (void)state;
    assert_int_equal(COUNT(tet), 51);
    for (int year = 2000; year <= 2050; year++) {
        int day = tet[year - 2000];
        if (lunar_day(year, 1, 1) != solar_day(year, day / 100, day % 100))
            fail_msg("Tết %d is %d days off", year,
                     lunar_day(year, 1, 1) - solar_day(year, day / 100, day % 100));
    }
    for (size_t i = 0; i < COUNT(special); i++)
        assert_int_equal(lunar_day(special[i].year, 1, 1),
                         solar_day(special[i].year, special[i].day / 100, special[i].day % 100));
}

static void other_days_of_the_lunar_year_are_found(void **state)
{
    static const struct {
        int year, month, day, solar_month, solar_day;
    } cases[] = {
        {2023, 3, 10, 4, 29}, /* Giỗ Tổ, after the repeated second month of 2023 */
        {2024, 3, 10, 4, 18}, {2025, 3, 10, 4, 7},  {2026, 3, 10, 4, 26},
        {2024, 8, 15, 9, 17}, {2025, 8, 15, 10, 6}, /* Trung thu, after the repeated sixth of 2025
                                                     */
        {2024, 7, 15, 8, 18}, {2025, 7, 15, 9, 6},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(lunar_day(cases[i].year, cases[i].month, cases[i].day),
                         solar_day(cases[i].year, cases[i].solar_month, cases[i].solar_day));
    assert_int_equal(lunar_new_years_eve(2025), solar_day(2025, 1, 28)); /* 29 tháng Chạp */
    assert_int_equal(lunar_day(2024, 12, 30), solar_day(2025, 1, 28));
}

static void months_have_29_or_30_days_one_after_the_other(void **state)
{
    (void)state;
    for (int year = 1950; year <= 2090; year++) {
        for (int month = 1; month < 12; month++) {
            int length = lunar_day(year, month + 1, 1) - lunar_day(year, month, 1);
            bool one = length == 29 || length == 30, two = length >= 58 && length <= 60;
            assert_true(one || two); /* a repeated month stands between */
        }
        int days = lunar_day(year + 1, 1, 1) - lunar_day(year, 1, 1);
        assert_true((days >= 353 && days <= 355) || (days >= 383 && days <= 385));
    }
}

/* ---- hours ---- */

static void holidays_close_and_special_days_open(void **state)
{
    static const struct {
        int month, day, hour;
        bool open;
    } cases[] = {
        {2, 15, 9, false}, /* a Sunday */
        {2, 16, 9, true},  /* the eve of Tết 2026: half a day of its own */
        {2, 16, 14, false},  {2, 17, 9, false},  {2, 21, 9, false},
        {2, 23, 9, true},    {4, 26, 9, false}, /* Giỗ Tổ, a Sunday anyway */
        {4, 27, 9, false},                      /* the day off instead of it */
        {4, 30, 9, false},   {5, 1, 9, false},   {9, 2, 9, false},
        {1, 1, 9, false},    {12, 24, 9, false}, /* every year */
        {8, 27, 9, false},                       /* âm 15-07: Vu Lan 2026 */
        {12, 26, 9, true},                       /* a Saturday that is worked instead */
        {12, 26, 14, false}, {12, 28, 9, true},
    };
    struct hours *hours =
        hours_of(*state, "T2-T6 08:00-12:00 13:00-17:00", "tết, lễ, 2026-04-27, 24-12, âm 15-07",
                 "2026-12-26 08:00-12:00, âm 30-12 08:00-11:30");
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (hours_are_open(hours, at(2026, cases[i].month, cases[i].day, cases[i].hour, 0)) !=
            cases[i].open)
            fail_msg("2026-%d-%d", cases[i].month, cases[i].day);
    }
}

static void a_night_belongs_to_the_day_it_begins(void **state)
{
    struct hours *hours = hours_of(*state, "T6 20:00-02:00", "2026-12-04, 2026-11-28", "");
    assert_false(hours_are_open(hours, at(2026, 11, 27, 19, 59)));
    assert_true(hours_are_open(hours, at(2026, 11, 27, 23, 59)));
    assert_true(hours_are_open(hours, at(2026, 11, 28, 1, 59))); /* though Saturday is closed */
    assert_false(hours_are_open(hours, at(2026, 11, 28, 2, 0)));
    assert_false(hours_are_open(hours, at(2026, 12, 4, 21, 0)));
    assert_false(hours_are_open(hours, at(2026, 12, 5, 1, 0))); /* the night of a closed Friday */
}

static void ranges_close_every_day_of_them(void **state)
{
    struct hours *hours = hours_of(*state, "T2-CN 08:00-17:00", "2027-02-04..2027-02-11", "");
    assert_true(hours_are_open(hours, at(2027, 2, 3, 9, 0)));
    for (int day = 4; day <= 11; day++)
        assert_false(hours_are_open(hours, at(2027, 2, day, 9, 0)));
    assert_true(hours_are_open(hours, at(2027, 2, 12, 9, 0)));
    assert_true(
        str_has(hours_back(hours, at(2027, 2, 4, 9, 0), STR("vi"), *state), STR("tuần sau")));
}

static void what_is_wrong_is_named(void **state)
{
    static const char *const closed[] = {"tet nguyen dan",         "31-13",        "âm 31-01",
                                         "2027-02-11..2027-02-04", "2027-02-04..", "30-02-2027"};
    static const char *const special[] = {"2026-12-26", "08:00-12:00", "2026-12-26 8h", "tết",
                                          "2026-12-26 08:00"};
    for (size_t i = 0; i < COUNT(closed); i++) {
        struct err err = {0};
        struct hours_text text = {.closed = str_view(closed[i])};
        assert_false(hours_parse(&text, ARENA_NEW(*state, struct hours), &err));
        assert_int_equal(err.code, ERR_INPUT);
    }
    for (size_t i = 0; i < COUNT(special); i++) {
        struct err err = {0};
        struct hours_text text = {.special = str_view(special[i])};
        assert_false(hours_parse(&text, ARENA_NEW(*state, struct hours), &err));
        assert_int_equal(err.code, ERR_INPUT);
    }
}

/* ---- due dates ---- */

static void time_passes_only_while_people_are_there(void **state)
{
    static const struct {
        int day, hour, minute; /* of November 2026; the 24th is a Tuesday */
        int64_t minutes;
        int due_day, due_hour, due_minute;
    } cases[] = {
        {24, 9, 0, 60, 24, 10, 0},   {24, 11, 30, 60, 24, 13, 30},
        {24, 16, 30, 60, 25, 8, 30}, {24, 20, 0, 30, 25, 8, 30},
        {24, 5, 0, 30, 24, 8, 30},   {27, 16, 0, 120, 30, 9, 0},
        {24, 8, 0, 480, 24, 17, 0},  {28, 10, 0, 0, 30, 8, 0},
        {24, 8, 0, 2400, 30, 17, 0}, /* five working days */
    };
    struct hours *hours = hours_of(*state, "T2-T6 08:00-12:00 13:00-17:00", "", "");
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(hours_after(hours,
                                     at(2026, 11, cases[i].day, cases[i].hour, cases[i].minute),
                                     cases[i].minutes),
                         at(2026, 11, cases[i].due_day, cases[i].due_hour, cases[i].due_minute));
    struct hours *tet = hours_of(*state, "T2-T6 08:00-17:00", "tết", "");
    assert_int_equal(hours_after(tet, at(2026, 2, 13, 16, 0), 120), at(2026, 2, 23, 9, 0));
    struct hours *always = hours_of(*state, "", "", "");
    assert_int_equal(hours_after(always, at(2026, 2, 13, 16, 0), 24 * 60 * 3),
                     at(2026, 2, 16, 16, 0));
}

static void a_team_has_its_own_week(void **state)
{
    struct calendar *calendar = ARENA_NEW(*state, struct calendar);
    struct hours_text general = {STR("T2-CN 08:00-21:00"), STR("2026-11-25"), STR("")};
    struct err err = {0};
    assert_true(calendar_parse(&general, STR("bao-hanh = T2-T6 08:00-17:00; q10 = CN 08:00-12:00;"),
                               calendar, &err));
    assert_true(hours_are_open(calendar_of(calendar, STR("")), at(2026, 11, 24, 20, 0)));
    assert_false(hours_are_open(calendar_of(calendar, STR("bao-hanh")), at(2026, 11, 24, 20, 0)));
    assert_false(hours_are_open(calendar_of(calendar, STR("bao-hanh")), at(2026, 11, 25, 9, 0)));
    assert_true(hours_are_open(calendar_of(calendar, STR("q10")), at(2026, 11, 29, 9, 0)));
    assert_int_equal(promise_due(calendar, STR("bao-hanh"), CASE_CALLBACK, at(2026, 11, 24, 16, 0)),
                     at(2026, 11, 26, 9, 0));
    assert_false(calendar_parse(&general, STR("bao-hanh"), calendar, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_with_arena(tet_is_when_it_was_and_will_be),
        test_with_arena(other_days_of_the_lunar_year_are_found),
        test_with_arena(months_have_29_or_30_days_one_after_the_other),
        test_with_arena(holidays_close_and_special_days_open),
        test_with_arena(a_night_belongs_to_the_day_it_begins),
        test_with_arena(ranges_close_every_day_of_them),
        test_with_arena(what_is_wrong_is_named),
        test_with_arena(time_passes_only_while_people_are_there),
        test_with_arena(a_team_has_its_own_week),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
