#include "text/day.h"

enum { WEEK = 7, MONTHS = 12, MONDAY_NAME = 2, YEAR_MAX = 9999, TODAY_YEAR_MAX = 5000 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && (year == 0 || is_leap(year)));
}

bool day_is_possible(int year, int month, int day)
{
    return year >= 0 && year <= YEAR_MAX && month >= 1 && month <= MONTHS && day >= 1 &&
           day <= month_days(year, month);
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years, years from
 * March on. */
int day_number(struct day day)
{
    int year = day.month <= 2 ? day.year - 1 : day.year;
    int era = year / 400, of_era = year % 400;
    int of_year = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct day day_of_number(int number)
{
    number += 719468;
    int era = number / 146097, of_era = number % 146097;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;
    struct day day = {.day = of_year - (153 * month + 2) / 5 + 1};
    day.month = month < 10 ? month + 3 : month - 9;
    day.year = year + era * 400 + (day.month <= 2);
    return day;
}

static struct day plus_days(struct day day, int days)
{
    return day_of_number(day_number(day) + days);
}

/* Monday of the week: 1970-01-01 was a Thursday. */
static struct day week_start(struct day day)
{
    int number = day_number(day), since = ((number + 3) % WEEK + WEEK) % WEEK;
    return day_of_number(number - since);
}

static void take_month(int year, int month, struct day *first, struct day *last)
{
    *first = (struct day){year, month, 1};
    *last = (struct day){year, month, month_days(year, month)};
}

/* ---- reading a value ---- */

struct values {
    struct str rest;
};

static bool take_byte(struct values *values, char byte)
{
    if (values->rest.len == 0 || values->rest.data[0] != byte)
        return false;
    values->rest = str_sub(values->rest, 1, values->rest.len);
    return true;
}

static bool take_number(struct values *values, int *number)
{
    size_t n = 0;
    *number = 0;
    while (n < values->rest.len && n < 4 && values->rest.data[n] >= '0' &&
           values->rest.data[n] <= '9')
        *number = *number * 10 + (values->rest.data[n++] - '0');
    values->rest = str_sub(values->rest, n, values->rest.len);
    return n > 0;
}

/* +1d -2w +0m: *unit is its letter. */
static bool take_shift(struct values *values, int *shift, char *unit)
{
    bool back = take_byte(values, '-');
    if ((!back && !take_byte(values, '+')) || !take_number(values, shift) || values->rest.len != 1)
        return false;
    *unit = values->rest.data[0];
    *shift = back ? -*shift : *shift;
    return *shift > -1000 && *shift < 1000;
}

static bool resolve_shift(struct values values, struct day today, struct day *first,
                          struct day *last)
{
    int shift;
    char unit;
    if (!take_shift(&values, &shift, &unit))
        return false;
    int months = today.year * MONTHS + today.month - 1 + shift;
    switch (unit) {
    case 'd':
        *first = *last = plus_days(today, shift);
        return true;
    case 'w':
        *first = plus_days(week_start(today), shift * WEEK);
        *last = plus_days(*first, WEEK - 1);
        return true;
    case 'm':
        take_month(months / MONTHS, months % MONTHS + 1, first, last);
        return true;
    case 'y':
        *first = (struct day){today.year + shift, 1, 1};
        *last = (struct day){today.year + shift, MONTHS, 31};
        return true;
    default:
        return false;
    }
}

/* t2 … t8, t7-8, with the week behind. */
static bool resolve_weekday(struct values values, struct day today, struct day *first,
                            struct day *last)
{
    int from, to, weeks = 0;
    char unit;
    if (!take_number(&values, &from) || from < MONDAY_NAME || from > MONDAY_NAME + WEEK - 1)
        return false;
    to = from;
    struct values range = values;
    if (take_byte(&range, '-') && take_number(&range, &to) && to > from &&
        (range.rest.len == 0 || range.rest.data[0] != 'w'))
        values = range;
    else
        to = from;
    bool has_week = values.rest.len > 0;
    if (has_week && (!take_shift(&values, &weeks, &unit) || unit != 'w'))
        return false;
    struct day monday = plus_days(week_start(today), weeks * WEEK);
    *first = plus_days(monday, from - MONDAY_NAME);
    *last = plus_days(monday, to - MONDAY_NAME);
    if (!has_week && day_number(*last) < day_number(today)) {
        *first = plus_days(*first, WEEK);
        *last = plus_days(*last, WEEK);
    }
    return true;
}

/* Whether day and month, in some year, are before today's. */
static bool is_past(struct day today, int month, int day)
{
    return month < today.month || (month == today.month && day < today.day);
}

/* 12/3/2024 · 12/3 */
static bool resolve_day(struct values values, int day, struct day today, struct day *first,
                        struct day *last)
{
    int month, year = 0;
    if (!take_number(&values, &month))
        return false;
    if (take_byte(&values, '/') && !take_number(&values, &year))
        return false;
    if (values.rest.len > 0 || !day_is_possible(year, month, day))
        return false;
    if (year == 0)
        year = today.year + is_past(today, month, day);
    while (!day_is_possible(year, month, day)) /* 29/2: the next leap year */
        year++;
    *first = *last = (struct day){year, month, day};
    return true;
}

static bool resolve_month(struct values values, struct day today, struct day *first,
                          struct day *last)
{
    int month, year = 0;
    if (!take_byte(&values, '/') || !take_number(&values, &month) || month < 1 || month > MONTHS)
        return false;
    if (take_byte(&values, '/') && !take_number(&values, &year))
        return false;
    if (values.rest.len > 0)
        return false;
    take_month(year > 0 ? year : today.year + (month < today.month), month, first, last);
    return true;
}

/* A day of the month alone, or a part of this month: 21-31. */
static bool resolve_of_month(int from, int to, struct day today, struct day *first,
                             struct day *last)
{
    int year = today.year, month = today.month;
    if (from < 1 || to < from || to > 31)
        return false;
    for (;;) {
        int days = month_days(year, month);
        bool is_over = year == today.year && month == today.month && to < today.day;
        if (!is_over && from <= days) {
            *first = (struct day){year, month, from};
            *last = (struct day){year, month, to < days ? to : days};
            return true;
        }
        year += month == MONTHS;
        month = month % MONTHS + 1;
    }
}

bool day_resolve(struct str value, struct day today, struct day *first, struct day *last)
{
    struct values values = {value};
    int number, to;
    if (!day_is_possible(today.year, today.month, today.day) || today.year < 1 ||
        today.year > TODAY_YEAR_MAX)
        return false;
    if (take_byte(&values, 't'))
        return resolve_weekday(values, today, first, last);
    if (take_byte(&values, '*'))
        return resolve_month(values, today, first, last);
    if (!take_number(&values, &number))
        return resolve_shift(values, today, first, last);
    if (take_byte(&values, '/'))
        return resolve_day(values, number, today, first, last);
    if (values.rest.len == 0)
        return resolve_of_month(number, number, today, first, last);
    return take_byte(&values, '-') && take_number(&values, &to) && values.rest.len == 0 &&
           resolve_of_month(number, to, today, first, last);
}
