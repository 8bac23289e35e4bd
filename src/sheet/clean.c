#include "sheet/clean.h"

#include <string.h>

#include "text/fold.h"
#include "text/normalise.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- codes, phones ---- */

static bool clean_code(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    *out = text;
    return record_canonical(arena, text).len > 0 ||
           err_set(err, ERR_INPUT, "\"" STR_FMT "\" is not a code", STR_ARG(text));
}

/* Ten digits from 0 (mobile, or eleven of a fixed line); service numbers 1800… and 1900…. A
 * spreadsheet that took the number for a number has eaten the 0 in front. */
static bool clean_phone(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    struct str phone = record_canonical(arena, text);
    bool digits = phone.len > 0;
    for (size_t i = 0; i < phone.len; i++)
        digits = digits && is_digit(phone.data[i]);
    if (digits && phone.len == 9 && phone.data[0] != '0')
        phone = str_printf(arena, "0" STR_FMT, STR_ARG(phone));
    bool is_service = (str_starts(phone, STR("1800")) || str_starts(phone, STR("1900"))) &&
                      phone.len >= 8 && phone.len <= 10;
    *out = phone;
    return (digits &&
            (is_service || (phone.data[0] == '0' && phone.len >= 10 && phone.len <= 11))) ||
           err_set(err, ERR_INPUT,
                   "\"" STR_FMT "\" is not a Vietnamese phone number (10 digits from 0)",
                   STR_ARG(text));
}

/* ---- numbers ---- */

/* Digits in groups of three ("12.990.000", "12,990,000") or in one piece; a currency after it. */
static bool clean_money(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    struct strbuf digits = strbuf_new(arena, text.len);
    struct str rest = text;
    size_t group = 0, groups = 0;
    bool good = true;
    while (rest.len > 0 && (is_digit(rest.data[0]) || strchr(".,", rest.data[0]) != NULL)) {
        if (is_digit(rest.data[0])) {
            strbuf_add_byte(&digits, rest.data[0]);
            group++;
        } else {
            good = good && group >= 1 && group <= 3 && (groups == 0 || group == 3);
            groups++;
            group = 0;
        }
        rest = str_sub(rest, 1, rest.len);
    }
    good = good && (groups == 0 || group == 3) && digits.len >= 1 && digits.len <= 15;
    struct str unit = fold_text(arena, str_trim(rest));
    good = good && (unit.len == 0 || str_is(unit, "d") || str_is(unit, "dong") ||
                    str_is(unit, "vnd") || str_is(unit, "₫"));
    *out = strbuf_view(&digits);
    return good || err_set(err, ERR_INPUT,
                           "\"" STR_FMT "\" is not an amount in đồng like 12990000 or 12.990.000",
                           STR_ARG(text));
}

static bool clean_number(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    struct strbuf number = strbuf_new(arena, text.len);
    size_t points = 0, digits = 0;
    bool good = text.len <= 20;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i] == ',' ? '.' : text.data[i];
        points += c == '.';
        digits += is_digit(c);
        good = good && (is_digit(c) || (c == '.' && i > 0) || (c == '-' && i == 0));
        strbuf_add_byte(&number, c);
    }
    *out = strbuf_view(&number);
    return (good && digits > 0 && points <= 1) ||
           err_set(err, ERR_INPUT, "\"" STR_FMT "\" is not a number", STR_ARG(text));
}

/* ---- dates ---- */

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Excel counts days from 1899-12-30, so that 1900-03-01 is 61 (it takes 1900 for a leap year). */
static struct str date_of_serial(int64_t serial, struct arena *arena)
{
    int year = 1900, month = 3, day = 1;
    for (int64_t left = serial - 61; left > 0; left--) {
        if (++day > days_in(year, month)) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
    return str_printf(arena, "%04d-%02d-%02d", year, month, day);
}

/* The three numbers of a date; what comes after a space (the time of day) does not count. */
static bool split_date(struct str text, int64_t numbers[3], size_t lengths[3])
{
    struct str day = {0};
    size_t count = 0;
    if (!str_split(&text, ' ', &day))
        return false;
    ptrdiff_t time = str_find(day, STR("T"));
    if (time >= 0)
        day = str_sub(day, 0, (size_t)time);
    for (size_t i = 0; i < day.len;) {
        size_t end = i;
        while (end < day.len && is_digit(day.data[end]))
            end++;
        if (count == 3 || end - i > 4 ||
            !str_to_int(str_sub(day, i, end), 0, 9999, &numbers[count]))
            return false;
        lengths[count++] = end - i;
        if (end < day.len && strchr("-/.", day.data[end]) == NULL)
            return false;
        i = end + 1;
    }
    return count == 3;
}

/* 2026-11-24, or the day first as it is written here: 24/11/2026, 24-11-2026, 24.11.2026. */
static bool clean_date(struct str text, bool is_xlsx, struct arena *arena, struct str *out,
                       struct err *err)
{
    enum { SERIAL_FIRST = 18264 /* 1950-01-01 */, SERIAL_LAST = 91312 /* 2149-12-31 */ };
    int64_t n[3], serial;
    size_t lengths[3];
    struct str whole = {0}, rest = text;
    bool has_whole = str_split(&rest, '.', &whole);
    if (is_xlsx && has_whole && str_to_int(whole, SERIAL_FIRST, SERIAL_LAST, &serial)) {
        *out = date_of_serial(serial, arena);
        return true;
    }
    if (split_date(text, n, lengths)) {
        bool year_first = lengths[0] == 4;
        int64_t year = year_first ? n[0] : n[2], month = n[1], day = year_first ? n[2] : n[0];
        bool good = (year_first || lengths[2] == 4) && year >= 1950 && year <= 2149 && month >= 1 &&
                    month <= 12 && day >= 1 && day <= days_in((int)year, (int)month);
        *out = str_printf(arena, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
        if (good)
            return true;
    }
    return err_set(err, ERR_INPUT, "\"" STR_FMT "\" is not a date like 24/11/2026 or 2026-11-24",
                   STR_ARG(text));
}

/* ---- states of orders ---- */

static bool clean_state(struct str text, struct arena *arena, struct str *out, struct err *err)
{
    static const struct {
        const char *state, *words; /* folded, with '|' at both ends */
    } states[] = {
        {"new", "|new|moi|moi dat|cho xac nhan|da dat|cho xu ly|dang xu ly|da xac nhan|pending|"},
        {"packed", "|packed|dang dong goi|da dong goi|dang chuan bi|chuan bi hang|cho lay hang|"},
        {"shipped", "|shipped|dang giao|dang van chuyen|da gui|dang giao hang|da ban giao|"},
        {"delivered", "|delivered|da giao|giao thanh cong|da nhan|hoan thanh|da giao hang|"},
        {"cancelled", "|cancelled|canceled|da huy|huy|da huy don|"},
        {"returned", "|returned|da tra|tra hang|hoan hang|da hoan|doi tra|da doi tra|"},
    };
    struct str wanted =
        str_printf(arena, "|" STR_FMT "|", STR_ARG(fold_text(arena, str_trim(text))));
    for (size_t i = 0; i < COUNT(states); i++) {
        if (str_has(str_view(states[i].words), wanted)) {
            *out = str_view(states[i].state);
            return true;
        }
    }
    return err_set(err, ERR_INPUT,
                   "\"" STR_FMT "\" is not a state of an order (mới, đang chuẩn bị, đang giao, đã "
                   "giao, đã huỷ, đã trả)",
                   STR_ARG(text));
}

bool sheet_clean(enum data_kind kind, struct str text, bool is_xlsx, struct arena *arena,
                 struct str *out, struct err *err)
{
    text = str_trim(text_display(arena, text));
    *out = text;
    if (text.len > DATA_CELL_MAX)
        return err_set(err, ERR_INPUT, "%zu bytes are too long, at most %d fit", text.len,
                       (int)DATA_CELL_MAX);
    if (text.len == 0)
        return true;
    switch (kind) {
    case DATA_TEXT:
        return true;
    case DATA_CODE:
        return clean_code(text, arena, out, err);
    case DATA_PHONE:
        return clean_phone(text, arena, out, err);
    case DATA_DATE:
        return clean_date(text, is_xlsx, arena, out, err);
    case DATA_MONEY:
        return clean_money(text, arena, out, err);
    case DATA_NUMBER:
        return clean_number(text, arena, out, err);
    case DATA_STATE:
        return clean_state(text, arena, out, err);
    }
    return true;
}
