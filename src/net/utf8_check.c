#include "net/utf8_check.h"

/* Unicode table 3-7: what the second byte may be after each lead byte. */
static int continuation_count(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xbf;
    if (lead < 0x80)
        return 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 1;
    if (lead >= 0xe0 && lead <= 0xef) {
        *low = lead == 0xe0 ? 0xa0 : 0x80;
        *high = lead == 0xed ? 0x9f : 0xbf;
        return 2;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *low = lead == 0xf0 ? 0x90 : 0x80;
        *high = lead == 0xf4 ? 0x8f : 0xbf;
        return 3;
    }
    return -1;
}

bool utf8_check(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char low, high;
        int more = continuation_count((unsigned char)text.data[i], &low, &high);
        if (more < 0 || (size_t)more > text.len - i - 1)
            return false;
        for (; more > 0; more--) {
            unsigned char byte = (unsigned char)text.data[++i];
            if (byte < low || byte > high)
                return false;
            low = 0x80;
            high = 0xbf;
        }
    }
    return true;
}
