#include "dialogue/flow_run.h"

#include <inttypes.h>
#include <string.h>

#include "text/fold.h"

enum {
    TEXT_CHARS_MIN = 2,
    SERIAL_MIN = 6,
    SERIAL_MAX = 20,
    IMEI_DIGITS = 15,
    ORDER_MIN = 4,
    ORDER_MAX = 20,
    NAME_WORDS_MAX = 6,
    DAY_TRIES = 3,       /* this month (or year), the one beside it, and past a short February */
    NUMBER_WORDS_MAX = 5 /* words of a message in which "năm" is five, not a year */
};

/* ---- spans ---- */

static const struct span *find_span(const struct normalised *text, enum span_kind kind)
{
    for (size_t i = 0; i < text->span_count; i++) {
        if (text->spans[i].kind == kind)
            return &text->spans[i];
    }
    return NULL;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool slot_luhn_holds(struct str digits)
{
    int sum = 0;
    for (size_t i = 0; i < digits.len; i++) {
        int digit = digits.data[digits.len - 1 - i] - '0';
        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return digits.len > 0 && sum % 10 == 0;
}

/* ---- codes: runs of letters and digits ---- */

struct run {
    struct str text;
    size_t digits, letters;
};

/* The next run of ASCII letters, digits and inner - . at or after *at that holds a digit. */
static bool next_run(struct str t, size_t *at, struct run *run)
{
    for (size_t i = *at; i < t.len;) {
        if (!is_digit(t.data[i]) && !is_letter(t.data[i])) {
            i++;
            continue;
        }
        size_t end = i;
        *run = (struct run){0};
        while (end < t.len && (is_digit(t.data[end]) || is_letter(t.data[end]) ||
                               ((t.data[end] == '-' || t.data[end] == '.') && end + 1 < t.len &&
                                (is_digit(t.data[end + 1]) || is_letter(t.data[end + 1]))))) {
            run->digits += is_digit(t.data[end]);
            run->letters += is_letter(t.data[end]);
            end++;
        }
        bool is_whole = (end >= t.len || (unsigned char)t.data[end] < 0x80) &&
                        (i == 0 || (unsigned char)t.data[i - 1] < 0x80);
        *at = end;
        run->text = str_sub(t, i, end);
        if (is_whole && run->digits > 0)
            return true;
        i = end;
    }
    return false;
}

/* "dh 123456": the code is written apart. */
static bool is_after_prefix(struct str t, struct str digits)
{
    size_t at = (size_t)(digits.data - t.data);
    if (at < 3 || t.data[at - 1] != ' ')
        return false;
    bool is_dh = (t.data[at - 3] | 0x20) == 'd' && (t.data[at - 2] | 0x20) == 'h';
    return is_dh && (at == 3 || t.data[at - 4] == ' ');
}

static bool read_order(struct turn *turn, const struct normalised *text, bool asked,
                       struct str *value)
{
    const struct span *span = find_span(text, SPAN_ORDER);
    if (span != NULL) {
        *value = record_canonical(turn->arena, span->text);
        return true;
    }
    struct run run;
    for (size_t at = 0; next_run(text->t, &at, &run);) {
        struct str code = record_canonical(turn->arena, run.text);
        bool is_phone = run.letters == 0 && code.data[0] == '0' && code.len >= 10 && code.len <= 11;
        if (code.len < ORDER_MIN || code.len > ORDER_MAX || run.digits < 3 || is_phone)
            continue;
        if (run.letters == 0 && is_after_prefix(text->t, run.text)) {
            *value = str_printf(turn->arena, "DH" STR_FMT, STR_ARG(code));
            return true;
        }
        if (!asked && (run.letters == 0 || run.letters > 4 || run.digits < 5))
            continue;
        *value = code;
        return true;
    }
    return false;
}

/* Fifteen digits in a row, perhaps with spaces: an IMEI. */
static struct str imei_in(struct turn *turn, struct str t)
{
    struct strbuf digits = strbuf_new(turn->arena, IMEI_DIGITS + 1);
    for (size_t i = 0; i <= t.len; i++) {
        char byte = i < t.len ? t.data[i] : 'x';
        if (is_digit(byte)) {
            strbuf_add_byte(&digits, byte);
        } else if (byte != ' ' && byte != '-' && byte != '.') {
            if (digits.len == IMEI_DIGITS)
                break;
            digits.len = 0;
        }
    }
    return digits.len == IMEI_DIGITS ? strbuf_view(&digits) : STR("");
}

static bool read_serial(struct turn *turn, const struct normalised *text, bool asked,
                        struct str *value, enum message_key *why)
{
    struct str imei = imei_in(turn, text->t);
    if (imei.len > 0) {
        if (slot_luhn_holds(imei)) {
            *value = imei;
            return true;
        }
        *why = MESSAGE_FLOW_IMEI;
        return false;
    }
    struct run run;
    for (size_t at = 0; next_run(text->t, &at, &run);) {
        struct str code = record_canonical(turn->arena, run.text);
        if (code.len < SERIAL_MIN || code.len > SERIAL_MAX)
            continue;
        bool is_phone = run.letters == 0 && (code.len == 10 || code.len == 11);
        if (is_phone || (!asked && (run.letters < 2 || run.digits < 4 || code.len < 8)))
            continue;
        *value = code;
        return true;
    }
    return false;
}

/* ---- numbers ---- */

static struct str callable_phone(const struct normalised *text)
{
    for (size_t i = 0; i < text->span_count; i++) {
        struct str value = text->spans[i].value;
        if (text->spans[i].kind != SPAN_PHONE || value.len < 10 || value.len > 11 ||
            value.data[0] != '0')
            continue;
        size_t digits = 0;
        while (digits < value.len && is_digit(value.data[digits]))
            digits++;
        if (digits == value.len)
            return value;
    }
    return STR("");
}

/* The only run of digits of the right length; of a whole phone number, its end. */
static bool read_digits(const struct slot *slot, const struct normalised *text, struct str *value)
{
    struct str phone = callable_phone(text);
    size_t min = (size_t)slot->min, max = slot->max > 0 ? (size_t)slot->max : min;
    if (phone.len > 0 && max < phone.len) {
        *value = str_sub(phone, phone.len - max, phone.len);
        return true;
    }
    struct str t = text->t;
    for (size_t i = 0; i < t.len; i++) {
        if (!is_digit(t.data[i]))
            continue;
        size_t end = i;
        while (end < t.len && is_digit(t.data[end]))
            end++;
        if (end - i >= min && end - i <= max) {
            *value = str_sub(t, i, end);
            return true;
        }
        i = end;
    }
    return false;
}

static int64_t number_word(struct str folded)
{
    static const char *const words[] = {"khong", "mot", "hai", "ba",   "bon", "nam",
                                        "sau",   "bay", "tam", "chin", "muoi"};
    static const char *const english[] = {"zero", "one",   "two",   "three", "four", "five",
                                          "six",  "seven", "eight", "nine",  "ten"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(folded, words[i]) || str_is(folded, english[i]))
            return (int64_t)i;
    }
    return str_is(folded, "tu") ? 4 : str_is(folded, "lam") ? 5 : -1;
}

/* The first number of the message; digits go before words. */
static bool read_number(struct turn *turn, const struct slot *slot, const struct normalised *text,
                        bool asked, struct str *value)
{
    int64_t found = -1;
    struct str t = text->t;
    for (size_t i = 0; i < t.len && found < 0; i++) {
        size_t end = i;
        while (end < t.len && is_digit(t.data[end]))
            end++;
        if (end > i && !str_to_int(str_sub(t, i, end), 0, INT64_C(9000000000000), &found))
            return false;
        i = end > i ? end : i;
    }
    for (size_t i = 0;
         asked && text->token_count <= NUMBER_WORDS_MAX && i < text->token_count && found < 0; i++)
        found = number_word(text->tokens[i].f);
    if (found < slot->min || (slot->max > 0 && found > slot->max))
        return false;
    *value = str_printf(turn->arena, "%" PRId64, found);
    return true;
}

/* ---- days ---- */

static bool relative_day(struct turn *turn, const struct normalised *text, int64_t today,
                         int64_t *day)
{
    struct str folded = fold_text(turn->arena, text->t); /* F may have a placeholder there */
    static const struct {
        const char *words;
        int days;
    } relative[] = {{"hom nay", 0},      {"hom qua", -1},   {"hom kia", -2},   {"bua nay", 0},
                    {"bua qua", -1},     {"ngay mai", 1},   {"hom truoc", -2}, {"tuan truoc", -7},
                    {"ngay mot", 2},     {"ngay kia", 2},   {"hom mai", 1},    {"mai", 1},
                    {"today", 0},        {"yesterday", -1}, {"tomorrow", 1},   {"last week", -7},
                    {"thang truoc", -30}};
    for (size_t i = 0; i < COUNT(relative); i++) {
        if (str_has(folded, str_view(relative[i].words))) {
            *day = today + relative[i].days;
            return true;
        }
    }
    return false;
}

/* "cách đây 3 ngày", "2 tuần trước", "mua được 5 bữa rồi" */
static bool ago(const struct normalised *text, int64_t today, int64_t *day)
{
    const struct span *span = find_span(text, SPAN_DURATION);
    if (span == NULL || span->value.len < 2)
        return false;
    int64_t count, unit;
    char letter = span->value.data[span->value.len - 1];
    if (!str_to_int(str_sub(span->value, 0, span->value.len - 1), 1, 400, &count))
        return false;
    unit = letter == 'd' ? 1 : letter == 'w' ? 7 : letter == 'm' ? 30 : letter == 'y' ? 365 : 0;
    *day = today - count * unit;
    return unit > 0;
}

/* 1 to 3 numbers between strokes; 0 when they are no numbers. */
static size_t day_parts(struct str value, int64_t part[3])
{
    size_t count = 0;
    for (struct str piece; count < 3 && str_split(&value, '/', &piece); count++) {
        if (!str_to_int(piece, 1, 9999, &part[count]))
            return 0;
    }
    return count;
}

/* Months since the year 0, of a day. */
static int64_t month_of(struct turn *turn, int64_t day)
{
    struct str iso = day_to_iso(turn->arena, day);
    int64_t year = 0, month = 1;
    must(str_to_int(str_sub(iso, 0, 4), 0, 9999, &year) &&
         str_to_int(str_sub(iso, 5, 7), 1, 12, &month));
    return year * 12 + month - 1;
}

static bool day_in_month(struct turn *turn, int64_t months, int64_t date, int64_t *day)
{
    return day_from_iso(str_printf(turn->arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64,
                                   months / 12, months % 12 + 1, date),
                        day);
}

/* "5", "5/10", "5/10/2026" of a span; a day without a year is the last one before tomorrow (or the
 * next one, when the slot is about the future). */
static bool written_day(struct turn *turn, const struct slot *slot, struct str value, int64_t *day)
{
    int64_t part[3] = {0, 0, 0}, today = day_of_ms(turn->input->now_ms);
    size_t count = day_parts(value, part);
    if (count == 0)
        return false;
    if (count == 3)
        return day_in_month(turn, part[2] * 12 + part[1] - 1, part[0], day);
    int64_t months = month_of(turn, today), step = count == 2 ? 12 : 1;
    if (count == 2)
        months += part[1] - 1 - months % 12;
    for (int tries = 0; tries < DAY_TRIES; tries++, months += slot->is_past ? -step : step) {
        if (day_in_month(turn, months, part[0], day) &&
            (slot->is_past ? *day <= today : *day >= today))
            return true;
    }
    return false;
}

static bool read_date(struct turn *turn, const struct slot *slot, const struct normalised *text,
                      struct str *value, enum message_key *why)
{
    const struct span *span = find_span(text, SPAN_DATE);
    int64_t day, today = day_of_ms(turn->input->now_ms);
    bool found = (span != NULL && written_day(turn, slot, span->value, &day)) ||
                 relative_day(turn, text, today, &day) || (slot->is_past && ago(text, today, &day));
    if (!found)
        return false;
    if (slot->is_past && day > today) {
        *why = MESSAGE_FLOW_FUTURE;
        return false;
    }
    *value = day_to_iso(turn->arena, day);
    return true;
}

/* ---- words ---- */

/* Whether the words of a phrase stand in the message, in order and together: by their accented
 * form when the visitor typed marks, else by their folded one. */
static bool has_phrase(const struct normalised *text, const struct normalised *phrase)
{
    for (size_t i = 0; phrase->token_count > 0 && i + phrase->token_count <= text->token_count;
         i++) {
        size_t same = 0;
        while (same < phrase->token_count) {
            const struct token *a = &text->tokens[i + same], *b = &phrase->tokens[same];
            bool is_same = a->typed_accented && b->typed_accented ? str_equal(a->a, b->a)
                                                                  : str_equal(a->f, b->f);
            if (!is_same)
                break;
            same++;
        }
        if (same == phrase->token_count)
            return true;
    }
    return false;
}

/* The same letter by letter, for a message without marks: "hu" is "hư", which the three forms write
 * as a synonym of "hỏng". */
static bool has_bare_phrase(struct turn *turn, const struct normalised *text, struct str phrase)
{
    struct str bare = fold_text(turn->arena, str_trim(phrase));
    struct str inside =
        str_printf(turn->arena, " " STR_FMT " ", STR_ARG(fold_text(turn->arena, text->t)));
    return bare.len > 0 && str_has(inside, str_printf(turn->arena, " " STR_FMT " ", STR_ARG(bare)));
}

static size_t option_words(struct turn *turn, const struct slot_option *option,
                           const struct normalised *text)
{
    size_t most = 0;
    for (size_t i = 0; i < option->words.count + LOCALE_COUNT; i++) {
        struct str phrase = i < option->words.count ? option->words.items[i]
                                                    : option->title[i - option->words.count];
        struct normalised words = text_normalise(turn->arena, turn->book->lexicon, phrase);
        bool is_there = has_phrase(text, &words) ||
                        (text->accents == ACCENT_NONE && has_bare_phrase(turn, text, phrase));
        if (words.token_count > most && is_there)
            most = words.token_count;
    }
    return most;
}

/* The option with the longest phrase in the message, when it is the only one; or its number. */
static bool read_choice(struct turn *turn, const struct slot *slot, const struct normalised *text,
                        bool asked, struct str *value)
{
    size_t best = 0, most = 0;
    bool is_tie = false;
    for (size_t i = 0; i < slot->option_count; i++) {
        size_t words = option_words(turn, &slot->options[i], text);
        is_tie = words == most ? is_tie || words > 0 : words < most && is_tie;
        if (words > most) {
            most = words;
            best = i;
        }
    }
    if (most > 0 && !is_tie) {
        *value = slot->options[best].value;
        return true;
    }
    int64_t number;
    if (!asked || text->token_count > 3 ||
        !str_to_int(str_trim(text->t), 1, (int64_t)slot->option_count, &number))
        return false;
    *value = slot->options[number - 1].value;
    return true;
}

static bool is_name_filler(const struct token *token)
{
    static const char *const words[] = {"ten", "la",  "em",  "minh", "anh", "chi", "toi",  "da",
                                        "a",   "nha", "nhe", "tui",  "co",  "chu", "name", "is",
                                        "my",  "i",   "am",  "ben",  "goi", "cu"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_is(token->f, words[i]))
            return true;
    }
    return (token->roles & (TOKEN_PARTICLE | TOKEN_EMOJI)) != 0;
}

/* "em tên Nguyễn Thị Lan ạ" → "Nguyễn Thị Lan" */
static bool read_name(const struct normalised *text, struct str *value)
{
    size_t from = 0, to = text->token_count;
    while (from < to && is_name_filler(&text->tokens[from]))
        from++;
    while (to > from && (text->tokens[to - 1].roles & (TOKEN_PARTICLE | TOKEN_EMOJI)) != 0)
        to--;
    if (from == to || to - from > NAME_WORDS_MAX || text->question != QUESTION_NOT)
        return false;
    for (size_t i = from; i < to; i++) {
        if (text->tokens[i].span >= 0 || (text->tokens[i].roles & TOKEN_NEGATOR) != 0)
            return false;
    }
    *value = str_sub(text->t, text->tokens[from].from, text->tokens[to - 1].to);
    return value->len <= SESSION_NAME_BYTES;
}

static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

static bool read_text(const struct slot *slot, const struct normalised *text, struct str *value)
{
    struct str t = str_trim(text->t);
    size_t count = characters(t), min = slot->min > 0 ? (size_t)slot->min : TEXT_CHARS_MIN;
    if (count < min || (slot->max > 0 && count > (size_t)slot->max) || text->token_count == 0)
        return false;
    *value = t;
    return true;
}

static bool read_pattern(struct turn *turn, const struct slot *slot, const struct normalised *text,
                         struct str *value)
{
    struct pattern_hit *hits;
    size_t count = pattern_set_match(turn->book->slot_patterns, text, turn->arena, NULL, &hits);
    for (size_t i = 0; i < count; i++) {
        if (hits[i].owner != slot->pattern_owner)
            continue;
        *value = hits[i].group_count > 0 && hits[i].groups[0].value.len > 0
                     ? hits[i].groups[0].value
                     : str_sub(text->t, hits[i].from, hits[i].to);
        return value->len > 0;
    }
    return false;
}

/* ---- all ---- */

static bool read_span(const struct normalised *text, enum span_kind kind, struct str *value)
{
    const struct span *span = find_span(text, kind);
    if (span != NULL)
        *value = span->value.len > 0 ? span->value : span->text;
    return span != NULL;
}

static bool read_value(struct turn *turn, const struct slot *slot, const struct normalised *text,
                       bool asked, struct str *value, enum message_key *why)
{
    switch (slot->type) {
    case SLOT_TEXT:
        return asked && read_text(slot, text, value);
    case SLOT_NAME:
        return asked && read_name(text, value);
    case SLOT_CHOICE:
        return read_choice(turn, slot, text, asked, value);
    case SLOT_ORDER:
        return read_order(turn, text, asked, value);
    case SLOT_SERIAL:
        return read_serial(turn, text, asked, value, why);
    case SLOT_PHONE:
        *value = callable_phone(text);
        return value->len > 0;
    case SLOT_DIGITS:
        /* Unasked, only the end of a whole telephone number: other digits are something else. */
        return (asked || callable_phone(text).len > 0) && read_digits(slot, text, value);
    case SLOT_NUMBER:
        return asked && read_number(turn, slot, text, asked, value);
    case SLOT_MONEY:
        return read_span(text, SPAN_MONEY, value);
    case SLOT_DATE:
        return read_date(turn, slot, text, value, why);
    case SLOT_EMAIL:
        return read_span(text, SPAN_EMAIL, value);
    case SLOT_PATTERN:
        return turn->book->slot_patterns != NULL && read_pattern(turn, slot, text, value);
    case SLOT_TYPE_COUNT:
        break;
    }
    must_fail("a known type of slot", __FILE__, __LINE__);
}

bool slot_read(struct turn *turn, const struct slot *slot, const struct normalised *text,
               enum slot_strictness strictness, struct str *value, enum message_key *why)
{
    *value = STR("");
    return read_value(turn, slot, text, strictness == SLOT_ASKED, value, why) && value->len > 0;
}

void slot_set(struct turn *turn, const struct slot *slot, struct str value)
{
    int64_t expires = slot->keep_minutes > 0 ? turn->input->now_ms + slot->keep_minutes * 60000 : 0;
    session_set_slot(&turn->session, slot->name, value, expires);
}

static bool named_group(const struct turn *turn, struct str name, struct str *value)
{
    const struct candidate *chosen = turn->chosen;
    for (size_t i = 0; chosen != NULL && chosen->has_pattern && i < chosen->hit.group_count; i++) {
        if (str_equal(chosen->hit.groups[i].name, name)) {
            *value = chosen->hit.groups[i].value;
            return value->len > 0;
        }
    }
    return false;
}

static struct str known_value(const struct turn *turn, const struct slot *slot)
{
    const struct customer_known *known = &turn->input->customer;
    const struct str values[] = {known->name, known->pronoun, known->phone, known->email,
                                 known->address};
    if (!slot->has_known)
        return STR("");
    if (slot->known == CUSTOMER_NAME && values[CUSTOMER_NAME].len == 0)
        return turn->session.name;
    return values[slot->known];
}

void slot_prefill(struct turn *turn, const struct flow *flow)
{
    for (size_t i = 0; i < flow->slot_count; i++) {
        const struct slot *slot = &flow->slots[i];
        struct str value;
        enum message_key why = MESSAGE_FLOW_AGAIN;
        bool is_given = !slot->no_prefill && turn->reading.text.token_count > 0 &&
                        (named_group(turn, slot->name, &value) ||
                         slot_read(turn, slot, &turn->reading.text, SLOT_STRICT, &value, &why));
        if (!is_given && session_slot(&turn->session, slot->name, &value))
            continue;
        if (!is_given)
            value = known_value(turn, slot);
        if (value.len > 0)
            slot_set(turn, slot, value);
    }
}
