#include "model/effect.h"

enum { CODE_CHARS = 6, CODE_NTH_MAX = 3 };

static const char *const case_kinds[] = {"complaint", "warranty", "return", "callback",
                                         "message",   "quote",    "order"};
static const char *const customer_fields[] = {"name", "pronoun", "phone", "email", "address"};

const char *case_kind_name(enum case_kind kind)
{
    return case_kinds[kind];
}

bool case_kind_from_name(struct str name, enum case_kind *out)
{
    for (size_t i = 0; i < sizeof(case_kinds) / sizeof(case_kinds[0]); i++) {
        if (str_is(name, case_kinds[i])) {
            *out = (enum case_kind)i;
            return true;
        }
    }
    return false;
}

const char *case_kind_prefix(enum case_kind kind)
{
    static const char *const prefixes[] = {"KN", "BH", "DT", "GL", "TN", "BG", "DH"};
    return prefixes[kind];
}

const char *case_change_name(enum case_change kind)
{
    static const char *const names[] = {"note", "reopen", "solved", "withdraw"};
    return names[kind];
}

const char *customer_field_name(enum customer_field field)
{
    return customer_fields[field];
}

bool customer_field_from_name(struct str name, enum customer_field *out)
{
    for (size_t i = 0; i < sizeof(customer_fields) / sizeof(customer_fields[0]); i++) {
        if (str_is(name, customer_fields[i])) {
            *out = (enum customer_field)i;
            return true;
        }
    }
    return false;
}

const char *rating_kind_name(enum rating_kind kind)
{
    return kind == RATING_CSAT ? "csat" : "nps";
}

const char *effect_kind_name(enum effect_kind kind)
{
    static const char *const names[] = {"case_open", "case_update", "row_update", "customer",
                                        "rating",    "request",     "follow_up"};
    return names[kind];
}

const char *turn_event_kind_name(enum turn_event_kind kind)
{
    static const char *const names[] = {"", "timer", "request", "follow_up", "case"};
    return names[kind];
}

/* 30 characters of 256 are not even: 8 bytes make a number whose remainder is, to 2^-34. */
struct str effect_code(struct arena *arena, struct str prefix, struct str seed, size_t nth)
{
    static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint64_t number = 0;
    must(seed.len == CODE_SEED_BYTES && nth <= CODE_NTH_MAX);
    for (size_t i = 0; i < sizeof(number); i++)
        number = number << 8 | (unsigned char)seed.data[nth * sizeof(number) + i];
    struct strbuf out = strbuf_new(arena, CASE_CODE_MAX);
    strbuf_add(&out, prefix);
    strbuf_add_byte(&out, '-');
    for (size_t i = 0; i < CODE_CHARS; i++) {
        strbuf_add_byte(&out, letters[number % (sizeof(letters) - 1)]);
        number /= sizeof(letters) - 1;
    }
    return strbuf_view(&out);
}
