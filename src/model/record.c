#include "model/record.h"

#include <stdbool.h>

enum { COUNTRY_DIGITS_MIN = 9, COUNTRY_DIGITS_MAX = 10 };

struct str record_value(const struct record *record, struct str name)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (str_equal(record->fields[i].name, name))
            return record->fields[i].value;
    }
    return STR("");
}

static bool is_filler(char byte)
{
    return byte == ' ' || byte == '.' || byte == '-' || byte == '_' || byte == '/' || byte == '(' ||
           byte == ')';
}

static bool is_all_digits(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0;
}

struct str record_canonical(struct arena *arena, struct str value)
{
    struct strbuf out = strbuf_new(arena, value.len + 1);
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.data[i];
        if (byte >= 'a' && byte <= 'z')
            byte = (char)(byte - 'a' + 'A');
        if (!is_filler(byte))
            strbuf_add_byte(&out, byte);
    }
    struct str text = strbuf_view(&out);
    struct str rest = str_starts(text, STR("+84"))  ? str_sub(text, 3, text.len)
                      : str_starts(text, STR("84")) ? str_sub(text, 2, text.len)
                                                    : STR("");
    if (rest.len >= COUNTRY_DIGITS_MIN && rest.len <= COUNTRY_DIGITS_MAX && is_all_digits(rest) &&
        rest.data[0] != '0')
        return str_printf(arena, "0" STR_FMT, STR_ARG(rest));
    return text;
}
