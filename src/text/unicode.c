#include "text/unicode.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/must.h"
#include "text/utf8.h"

/* ---- U2: UTF-8 that somebody read as Windows-1252 ---- */

/* Windows-1252 bytes 80..9F that are not themselves as code points (Unicode's CP1252.TXT). */
static const uint16_t cp1252[32] = {
    0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0,      0x17d,  0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0,      0x17e,  0x178,
};

static int cp1252_byte(uint32_t point)
{
    if (point < 0x100)
        return (int)point; /* C1 bytes are mapped through */
    for (int i = 0; i < 32; i++) {
        if (cp1252[i] == point)
            return 0x80 + i;
    }
    return -1;
}

static int telltales(struct str text)
{
    static const char *const signs[] = {"Ã¡", "Ã\xc2\xa0", "Ã¢", "Ãª", "Ã´",
                                        "Æ°", "Æ¡",        "Ä‘", "áº", "á»"};
    int found = 0;
    for (size_t i = 0; i < COUNT(signs); i++) {
        struct str rest = text;
        for (ptrdiff_t at; (at = str_find(rest, str_view(signs[i]))) >= 0 && found < 2;) {
            rest = str_sub(rest, (size_t)at + strlen(signs[i]), rest.len);
            found++;
        }
    }
    return found;
}

static struct str undo_mojibake(struct arena *arena, struct str text)
{
    if (!str_has(text, STR("Ã")) && !str_has(text, STR("á")) && !str_has(text, STR("Æ")) &&
        !str_has(text, STR("Ä")))
        return text;
    if (telltales(text) < 2)
        return text;
    struct strbuf bytes = strbuf_new(arena, text.len);
    struct str rest = text;
    for (uint32_t point; utf8_next(&rest, &point);) {
        int byte = cp1252_byte(point);
        if (byte < 0)
            return text;
        strbuf_add_byte(&bytes, (char)byte);
    }
    struct str undone = strbuf_view(&bytes);
    return utf8_is_valid(undone) ? undone : text;
}

/* ---- U3, U4, U5: characters one by one ---- */

static bool is_ignorable(uint32_t p)
{
    return p == 0xad || p == 0x34f || p == 0x61c || (p >= 0x115f && p <= 0x1160) ||
           (p >= 0x17b4 && p <= 0x17b5) || p == 0x180e || (p >= 0x200b && p <= 0x200c) ||
           (p >= 0x200e && p <= 0x200f) || (p >= 0x202a && p <= 0x202e) ||
           (p >= 0x2060 && p <= 0x2064) || (p >= 0x2066 && p <= 0x206f) ||
           (p >= 0xfe00 && p <= 0xfe0f) || p == 0xfeff;
}

static bool is_space(uint32_t p)
{
    return p <= 0x20 || p == 0x7f || (p >= 0x80 && p <= 0xa0) || p == 0x1680 ||
           (p >= 0x2000 && p <= 0x200a) || p == 0x2028 || p == 0x2029 || p == 0x202f ||
           p == 0x205f || p == 0x3000;
}

static bool is_emoji(uint32_t p)
{
    return p > 0x203b && u_hasBinaryProperty((UChar32)p, UCHAR_EXTENDED_PICTOGRAPHIC);
}

static struct str clean_characters(struct arena *arena, struct str text, bool *needs_composing)
{
    struct strbuf out = strbuf_new(arena, text.len);
    uint32_t before = '\n';
    bool space_due = false;
    for (uint32_t p; utf8_next(&text, &p);) {
        if (p == 0x200d && !is_emoji(before))
            continue;
        if (is_ignorable(p))
            continue;
        if (p != '\n' && is_space(p)) {
            space_due = before != '\n';
            continue;
        }
        if (p >= 0xff01 && p <= 0xff5e)
            p -= 0xfee0;
        if (p == '\n') {
            space_due = false;
            if (before == '\n')
                continue;
        }
        if (space_due)
            strbuf_add_byte(&out, ' ');
        space_due = false;
        if (p >= 0x300)
            *needs_composing |= !(p >= 0x1ea0 && p <= 0x1ef9);
        utf8_append(&out, p);
        before = p;
    }
    while (out.len > 0 && out.data[out.len - 1] == '\n')
        out.data[--out.len] = '\0';
    return strbuf_view(&out);
}

/* ---- U6, U7: marks in order, composed ---- */

static bool is_quality_mark(UChar mark)
{
    return mark == 0x302 || mark == 0x306 || mark == 0x31b;
}

static bool is_tone_mark(UChar mark)
{
    return mark == 0x300 || mark == 0x301 || mark == 0x309 || mark == 0x303 || mark == 0x323;
}

/* Reorders one run of combining marks: a quality mark, a tone mark, then the others; the second
 * quality or tone mark of a run is dropped. Returns the new length. */
static int32_t order_marks(UChar *marks, int32_t count)
{
    UChar quality = 0, tone = 0;
    int32_t others = 0;
    for (int32_t i = 0; i < count; i++) {
        if (is_quality_mark(marks[i]))
            quality = quality == 0 ? marks[i] : quality;
        else if (is_tone_mark(marks[i]))
            tone = tone == 0 ? marks[i] : tone;
        else
            marks[others++] = marks[i];
    }
    int32_t front = (quality != 0) + (tone != 0);
    memmove(marks + front, marks, (size_t)others * sizeof(*marks));
    if (quality != 0)
        marks[0] = quality;
    if (tone != 0)
        marks[front - 1] = tone;
    return front + others;
}

static int32_t order_all_marks(UChar *text, int32_t len)
{
    int32_t out = 0;
    for (int32_t i = 0; i < len;) {
        int32_t run = 0;
        while (i + run < len && text[i + run] >= 0x300 && text[i + run] <= 0x36f)
            run++;
        if (run == 0) {
            text[out++] = text[i++];
            continue;
        }
        int32_t kept = order_marks(text + i, run);
        memmove(text + out, text + i, (size_t)kept * sizeof(*text));
        out += kept;
        i += run;
    }
    return out;
}

static struct str compose(struct arena *arena, struct str text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    must(U_SUCCESS(status)); /* else the ICU data files are not installed */

    int32_t room = (int32_t)text.len * 4 + 16; /* NFD of a BMP character is at most 4 units */
    UChar *wide = ARENA_ARRAY(arena, UChar, (size_t)room);
    UChar *split = ARENA_ARRAY(arena, UChar, (size_t)room);
    int32_t len = 0;
    u_strFromUTF8(wide, room, &len, text.data, (int32_t)text.len, &status);
    len = unorm2_normalize(nfd, wide, len, split, room, &status);
    must(U_SUCCESS(status));
    len = order_all_marks(split, len);
    len = unorm2_normalize(nfc, split, len, wide, room, &status);
    must(U_SUCCESS(status));

    char *bytes = arena_alloc(arena, (size_t)len * 3 + 1);
    int32_t used = 0;
    u_strToUTF8(bytes, len * 3 + 1, &used, wide, len, &status);
    must(U_SUCCESS(status));
    return (struct str){bytes, (size_t)used};
}

/* ---- look-alikes ---- */

/* Letters of other scripts that pass for Latin ones (U8; the shapes are those of Unicode's
 * confusables.txt). The first four stand for đ in text that went through code page 1258. */
static const struct look_alike {
    uint32_t point, latin;
} look_alikes[] = {
    {0x00d0, 0x0110}, {0x00f0, 0x0111}, {0x0189, 0x0110}, {0x0256, 0x0111}, {0x039f, 'O'},
    {0x03bf, 'o'},    {0x0405, 'S'},    {0x0406, 'I'},    {0x0408, 'J'},    {0x0410, 'A'},
    {0x0412, 'B'},    {0x0415, 'E'},    {0x041a, 'K'},    {0x041c, 'M'},    {0x041d, 'H'},
    {0x041e, 'O'},    {0x0420, 'P'},    {0x0421, 'C'},    {0x0422, 'T'},    {0x0425, 'X'},
    {0x0430, 'a'},    {0x0432, 'b'},    {0x0435, 'e'},    {0x043a, 'k'},    {0x043c, 'm'},
    {0x043d, 'h'},    {0x043e, 'o'},    {0x0440, 'p'},    {0x0441, 'c'},    {0x0442, 't'},
    {0x0443, 'y'},    {0x0445, 'x'},    {0x0455, 's'},    {0x0456, 'i'},    {0x0458, 'j'},
};
enum { EVERYWHERE = 4 };

static uint32_t latin_of(uint32_t point, bool beside_latin)
{
    for (size_t i = 0; i < (beside_latin ? COUNT(look_alikes) : EVERYWHERE); i++) {
        if (look_alikes[i].point == point)
            return look_alikes[i].latin;
    }
    return point;
}

static bool is_mark(uint32_t point)
{
    return point >= 0x300 && point <= 0x36f;
}

/* The word text begins with, its letters and marks; *has_latin: one of them is. */
static struct str leading_word(struct str text, bool *has_latin)
{
    struct str rest = text;
    size_t len = 0;
    *has_latin = false;
    for (uint32_t point; utf8_next(&rest, &point); len = text.len - rest.len) {
        if (!is_mark(point) && !u_isalpha((UChar32)point))
            break;
        *has_latin |= (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z');
    }
    return str_sub(text, 0, len);
}

/* A letter of another script in a word that has Latin ones too is meant as Latin; a word all in
 * another script stays. */
static struct str replace_look_alikes(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len + 1);
    while (text.len > 0) {
        bool has_latin;
        struct str word = leading_word(text, &has_latin), rest = word;
        for (uint32_t point; utf8_next(&rest, &point);)
            utf8_append(&out, latin_of(point, has_latin));
        text = str_sub(text, word.len, text.len);
        uint32_t point;
        if (word.len == 0 && utf8_next(&text, &point))
            utf8_append(&out, point);
    }
    return strbuf_view(&out);
}

/* Nearly every message ends here: none of the table's letters can be in it. */
static bool may_look_alike(struct str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned char lead = (unsigned char)text.data[i], next = (unsigned char)text.data[i + 1];
        if ((lead & 0xfe) == 0xce || (lead & 0xfe) == 0xd0) /* U+0380-03FF, U+0400-047F */
            return true;
        if ((lead == 0xc3 && (next == 0x90 || next == 0xb0)) || (lead == 0xc6 && next == 0x89) ||
            (lead == 0xc9 && next == 0x96)) /* Ð ð Ɖ ɖ */
            return true;
    }
    return false;
}

static struct str settle(struct arena *arena, struct str text)
{
    bool needs_composing = false;
    text = clean_characters(arena, text, &needs_composing);
    if (may_look_alike(text))
        text = replace_look_alikes(arena, text);
    return needs_composing ? compose(arena, text) : text;
}

/* Text may have been garbled more than once, and only composed text shows whether it was. */
struct str unicode_repair(struct arena *arena, struct str raw)
{
    enum { GARBLED_MAX = 4 };
    struct str text = settle(arena, raw);
    for (int i = 0; i < GARBLED_MAX; i++) {
        struct str undone = undo_mojibake(arena, text);
        if (undone.data == text.data)
            break;
        text = settle(arena, undone);
    }
    return text;
}
