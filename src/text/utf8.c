#include "text/utf8.h"

/* The length a lead byte announces and the range of its second byte; 0: no lead byte. */
static int lead(unsigned char byte, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (byte < 0x80)
        return 1;
    if (byte >= 0xc2 && byte <= 0xdf)
        return 2;
    if (byte >= 0xe0 && byte <= 0xef) {
        *low = byte == 0xe0 ? 0xa0 : 0x80;
        *high = byte == 0xed ? 0x9f : 0xbf;
        return 3;
    }
    if (byte >= 0xf0 && byte <= 0xf4) {
        *low = byte == 0xf0 ? 0x90 : 0x80;
        *high = byte == 0xf4 ? 0x8f : 0xbf;
        return 4;
    }
    return 0;
}

/* Bytes of the sequence at the front; *good tells whether it is a whole one. */
static size_t sequence(struct str text, bool *good)
{
    unsigned char low, high;
    int want = lead((unsigned char)text.data[0], &low, &high);
    *good = false;
    if (want <= 1) {
        *good = want == 1;
        return 1;
    }
    size_t have = 1;
    for (; have < (size_t)want && have < text.len; have++) {
        unsigned char byte = (unsigned char)text.data[have];
        if (byte < low || byte > high)
            return have;
        low = 0x80;
        high = 0xbf;
    }
    *good = have == (size_t)want;
    return have;
}

bool utf8_next(struct str *rest, uint32_t *point)
{
    static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    if (rest->len == 0)
        return false;
    bool good;
    size_t used = sequence(*rest, &good);
    if (good) {
        uint32_t value = (unsigned char)rest->data[0] & masks[used];
        for (size_t i = 1; i < used; i++)
            value = value << 6 | ((unsigned char)rest->data[i] & 0x3f);
        *point = value;
    } else {
        *point = UTF8_REPLACEMENT;
    }
    rest->data += used;
    rest->len -= used;
    return true;
}

void utf8_append(struct strbuf *out, uint32_t point)
{
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        point = UTF8_REPLACEMENT;
    char bytes[4];
    size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; point >>= 6)
        bytes[i] = (char)(0x80 | (point & 0x3f));
    bytes[0] = (char)(point | marks[len]);
    strbuf_add(out, (struct str){bytes, len});
}

bool utf8_is_valid(struct str text)
{
    while (text.len > 0) {
        bool good;
        size_t used = sequence(text, &good);
        if (!good)
            return false;
        text.data += used;
        text.len -= used;
    }
    return true;
}

struct str utf8_clip(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    size_t end = max;
    while (end > 0 && max - end < 4 && ((unsigned char)text.data[end] & 0xc0) == 0x80)
        end--;
    return str_sub(text, 0, end);
}
