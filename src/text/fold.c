#include "text/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "base/must.h"
#include "text/letter.h"
#include "text/utf8.h"

enum { FIRST_MARK = 0x300, LAST_MARK = 0x36f, PARTS_MAX = 8 };

uint32_t fold_lower(uint32_t point)
{
    if (point < 0x80)
        return point >= 'A' && point <= 'Z' ? point + 32 : point;
    return (uint32_t)u_tolower((UChar32)point);
}

uint32_t fold_point(uint32_t point)
{
    point = fold_lower(point);
    if (point < 0x80)
        return point;
    struct letter letter = letter_split(point);
    if (letter.base != 0)
        return (uint32_t)letter.base;
    if (point >= FIRST_MARK && point <= LAST_MARK)
        return 0;
    if (point == 0xf0 || point == 0x256) /* ð and ɖ stand for đ in broken legacy text (U8) */
        return 'd';
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    must(U_SUCCESS(status)); /* else the ICU data files are not installed */
    UChar parts[PARTS_MAX];
    int32_t count = unorm2_getDecomposition(nfd, (UChar32)point, parts, PARTS_MAX, &status);
    if (U_SUCCESS(status) && count > 0 && parts[0] < 0x80)
        return parts[0];
    return point;
}

struct str fold_text(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    for (uint32_t point; utf8_next(&text, &point);) {
        point = fold_point(point);
        if (point != 0)
            utf8_append(&out, point);
    }
    return strbuf_view(&out);
}

struct str text_unaccented(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    for (uint32_t point; utf8_next(&text, &point);) {
        uint32_t lower = fold_lower(point);
        struct letter letter = letter_split(lower);
        if (lower >= FIRST_MARK && lower <= LAST_MARK)
            continue;
        if (letter.base != 0 && letter_is_marked(letter))
            point = (uint32_t)letter.base - (point == lower ? 0 : 32);
        utf8_append(&out, point);
    }
    return strbuf_view(&out);
}
