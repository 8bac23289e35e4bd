#include "dialogue/flow_run.h"

#include <inttypes.h>

#include "dialogue/blank.h"
#include "dialogue/memory.h"

static const int64_t day_ms = INT64_C(86400000), vietnam_ms = INT64_C(7) * 3600000;

/* ---- days ---- */

int64_t day_of_ms(int64_t ms)
{
    int64_t local = ms + vietnam_ms;
    return local >= 0 ? local / day_ms : -((day_ms - 1 - local) / day_ms);
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil. */
static int64_t day_from_civil(int64_t year, int64_t month, int64_t day)
{
    int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil {
    int64_t year, month, day;
};

static struct civil civil_from_day(int64_t days)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

bool day_from_iso(struct str iso, int64_t *day)
{
    int64_t y, m, d;
    if (iso.len != 10 || iso.data[4] != '-' || iso.data[7] != '-' ||
        !str_to_int(str_sub(iso, 0, 4), 1900, 2200, &y) ||
        !str_to_int(str_sub(iso, 5, 7), 1, 12, &m) || !str_to_int(str_sub(iso, 8, 10), 1, 31, &d))
        return false;
    *day = day_from_civil(y, m, d);
    struct civil back = civil_from_day(*day);
    return back.month == m && back.day == d; /* 30 February is no day */
}

struct str day_to_iso(struct arena *arena, int64_t day)
{
    struct civil c = civil_from_day(day);
    return str_printf(arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, c.year, c.month, c.day);
}

/* ---- filters ---- */

static struct str show_date(struct turn *turn, struct str value)
{
    static const char *const vi[] = {"thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
                                     "thứ Hai", "thứ Ba",  "thứ Tư"};
    int64_t day, today = day_of_ms(turn->input->now_ms);
    if (!day_from_iso(value, &day))
        return value;
    struct civil c = civil_from_day(day);
    struct str plain =
        str_printf(turn->arena, "%02" PRId64 "/%02" PRId64 "/%04" PRId64, c.day, c.month, c.year);
    if (turn->locale == LOCALE_EN)
        return plain;
    if (day == today)
        return str_printf(turn->arena, "hôm nay (" STR_FMT ")", STR_ARG(plain));
    if (day == today + 1)
        return str_printf(turn->arena, "ngày mai (" STR_FMT ")", STR_ARG(plain));
    if (day == today - 1)
        return str_printf(turn->arena, "hôm qua (" STR_FMT ")", STR_ARG(plain));
    if (day < today - 6 || day > today + 6)
        return str_printf(turn->arena, "ngày " STR_FMT, STR_ARG(plain));
    return str_printf(turn->arena, "%s, " STR_FMT, vi[((day % 7) + 7) % 7], STR_ARG(plain));
}

static struct str show_money(struct turn *turn, struct str value)
{
    int64_t amount;
    if (!str_to_int(value, 0, INT64_C(1000000000000), &amount))
        return value;
    struct strbuf out = strbuf_new(turn->arena, value.len + 8);
    for (size_t i = 0; i < value.len; i++) {
        if (i > 0 && (value.len - i) % 3 == 0)
            strbuf_add_byte(&out, turn->locale == LOCALE_EN ? ',' : '.');
        strbuf_add_byte(&out, value.data[i]);
    }
    strbuf_add_cstr(&out, turn->locale == LOCALE_EN ? " VND" : "đ");
    return strbuf_view(&out);
}

static struct str show_days(struct turn *turn, struct str value, bool since)
{
    int64_t day, today = day_of_ms(turn->input->now_ms);
    if (!day_from_iso(value, &day))
        return STR("");
    return str_printf(turn->arena, "%" PRId64, since ? today - day : day - today);
}

/* "plus_30": so many days later; "plus.NAME": as many days as NAME says. */
static struct str add_days(struct turn *turn, struct str value, struct str filter)
{
    int64_t day, more;
    struct str count = str_sub(filter, 5, filter.len), named;
    if (filter.data[4] == '.' && flow_raw_value(turn, count, &named))
        count = named;
    if (!day_from_iso(value, &day) || !str_to_int(count, 0, 36500, &more))
        return STR("");
    return day_to_iso(turn->arena, day + more);
}

/* 0912 345 678 → 0912***678: shown back without giving it away to whoever looks over. */
static struct str mask(struct turn *turn, struct str value)
{
    if (value.len < 8)
        return value;
    return str_printf(turn->arena, STR_FMT "***" STR_FMT, STR_ARG(str_sub(value, 0, 4)),
                      STR_ARG(str_sub(value, value.len - 3, value.len)));
}

bool flow_has_filter(struct str name)
{
    static const char *const names[] = {"date",       "money", "days_since",
                                        "days_until", "mask",  "value"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (str_is(name, names[i]))
            return true;
    }
    return (str_starts(name, STR("plus_")) || str_starts(name, STR("plus."))) && name.len > 5;
}

static struct str apply(struct turn *turn, struct str value, struct str filter)
{
    if (str_is(filter, "date"))
        return show_date(turn, value);
    if (str_is(filter, "money"))
        return show_money(turn, value);
    if (str_is(filter, "days_since") || str_is(filter, "days_until"))
        return show_days(turn, value, str_is(filter, "days_since"));
    if (str_is(filter, "mask"))
        return mask(turn, value);
    if (str_starts(filter, STR("plus")) && filter.len > 5)
        return add_days(turn, value, filter);
    return value;
}

struct str flow_filter(struct turn *turn, struct str value, struct str filters)
{
    struct str filter;
    while (str_split(&filters, '|', &filter))
        value = apply(turn, value, filter);
    return value;
}

/* ---- names ---- */

static struct str policy_value(struct turn *turn, const struct policy *policy)
{
    int64_t at = turn->policy_ms != 0 ? turn->policy_ms : turn->input->now_ms;
    struct str value = {0};
    for (size_t i = 0; i < policy->count; i++) {
        if (policy->values[i].from_ms <= at)
            value = policy->values[i].value;
    }
    return value;
}

static struct str mood_name(const struct turn *turn)
{
    int mood = turn->session.mood;
    return mood <= MOOD_ANGRY ? STR("angry") : mood >= -MOOD_ANGRY ? STR("glad") : STR("calm");
}

static bool customer_value(const struct turn *turn, struct str field, struct str *value)
{
    const struct customer_known *known = &turn->input->customer;
    enum customer_field which;
    if (str_is(field, "may_ask_csat") || str_is(field, "may_ask_nps")) {
        bool may = str_is(field, "may_ask_csat") ? known->may_ask_csat : known->may_ask_nps;
        *value = may ? STR("yes") : STR("");
        return true;
    }
    if (!customer_field_from_name(field, &which))
        return false;
    const struct str values[] = {known->name, known->pronoun, known->phone, known->email,
                                 known->address};
    *value = values[which];
    return true;
}

/* In the middle of a sentence: "Tra cứu đơn" → "tra cứu đơn". Ascii and Đ; other capitals stay. */
static struct str current_title(struct turn *turn)
{
    const struct flow *flow = flow_current(turn);
    struct str title = flow != NULL ? flow_title(flow, turn->locale) : STR("");
    struct str upper = STR("Đ");
    if (str_starts(title, upper))
        return str_printf(turn->arena, "đ" STR_FMT, STR_ARG(str_sub(title, upper.len, title.len)));
    if (title.len == 0 || title.data[0] < 'A' || title.data[0] > 'Z')
        return title;
    return str_printf(turn->arena, "%c" STR_FMT, title.data[0] - 'A' + 'a',
                      STR_ARG(str_sub(title, 1, title.len)));
}

static bool special_value(struct turn *turn, struct str name, struct str *value)
{
    const struct turn_input *input = turn->input;
    if (str_is(name, "channel"))
        *value = input->channel;
    else if (str_is(name, "hours"))
        *value = input->people_open ? STR("open") : STR("closed");
    else if (str_is(name, "mood"))
        *value = mood_name(turn);
    else if (str_is(name, "locale"))
        *value = str_view(locale_name(turn->locale));
    else if (str_is(name, "today"))
        *value = day_to_iso(turn->arena, day_of_ms(input->now_ms));
    else if (str_is(name, "back"))
        *value = input->people_back;
    else if (str_is(name, "attachments"))
        *value = str_printf(turn->arena, "%zu", input->attachment_count);
    else if (str_is(name, "flow"))
        *value = current_title(turn);
    else if (str_is(name, "slot"))
        *value = turn->blank_slot;
    else if (str_is(name, "value"))
        *value = turn->blank_value;
    else if (str_is(name, "khach"))
        *value = memory_customer(turn);
    else
        return false;
    return true;
}

static bool dotted_value(struct turn *turn, struct str name, struct str *value)
{
    struct str first, rest = name;
    if (!str_split(&rest, '.', &first) || rest.len == 0)
        return false;
    if (str_is(first, "policy")) {
        const struct policy *policy = flow_policy(turn->book, rest);
        *value = policy != NULL ? policy_value(turn, policy) : STR("");
        return policy != NULL;
    }
    if (str_is(first, "customer"))
        return customer_value(turn, rest, value);
    if (str_is(first, "answered")) {
        *value = session_has_answered(&turn->session, rest) ? STR("yes") : STR("");
        return true;
    }
    return false;
}

static bool plain_value(struct turn *turn, struct str name, struct str *value)
{
    if (session_slot(&turn->session, name, value)) {
        if (str_is(*value, SLOT_SKIPPED))
            *value = STR("");
        return true;
    }
    if (special_value(turn, name, value) || dotted_value(turn, name, value))
        return true;
    const struct fact *fact = book_fact(turn->book, name);
    if (fact == NULL)
        return false;
    *value = fact->value[turn->locale].len > 0 ? fact->value[turn->locale] : fact->value[LOCALE_VI];
    return true;
}

static bool filtered_value(struct turn *turn, struct str name, bool is_shown, struct str *value)
{
    struct str base, rest = name;
    if (!str_split(&rest, '|', &base) || !plain_value(turn, base, value))
        return false;
    const struct flow *flow = flow_current(turn);
    const struct slot *slot = flow != NULL ? flow_slot(flow, base) : NULL;
    bool is_raw = str_starts(rest, STR("value"));
    for (size_t i = 0; is_shown && !is_raw && slot != NULL && i < slot->option_count; i++) {
        const struct slot_option *option = &slot->options[i];
        if (str_equal(option->value, *value)) {
            *value = option->title[turn->locale].len > 0 ? option->title[turn->locale]
                                                         : option->title[LOCALE_VI];
            break;
        }
    }
    *value = flow_filter(turn, *value, rest);
    return true;
}

bool flow_raw_value(struct turn *turn, struct str name, struct str *value)
{
    return filtered_value(turn, name, false, value);
}

bool flow_blank(void *ctx, struct str name, struct str *value)
{
    return filtered_value(ctx, name, true, value) && value->len > 0;
}

struct str flow_fill(struct turn *turn, struct str template)
{
    return blank_fill(turn->arena, template, flow_blank, turn);
}
