#include "text/slip.h"

#include <string.h>

#define COST_SWAPPED  0.6F
#define COST_DOUBLED  0.4F
#define COST_KEY_LEFT 0.4F /* a Telex tone key that was typed but not taken: "hangf" */
#define COST_MISSING  0.8F
#define COST_EXTRA    0.8F
#define COST_BESIDE   0.7F /* the key beside */
#define COST_OTHER    1.2F
#define COST_MOVED    1.4F /* a letter that landed two places away: "gaoi" */
#define COST_FIRST    0.3F /* the first letter is seldom wrong */
#define NO_SLIP       (-1.0F)

static bool is_beside(char a, char b)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    for (int row = 0; row < 3; row++) {
        const char *at = strchr(rows[row], a);
        if (at == NULL)
            continue;
        ptrdiff_t column = at - rows[row];
        for (int other = row > 0 ? row - 1 : 0; other <= row + 1 && other < 3; other++) {
            const char *found = strchr(rows[other], b);
            ptrdiff_t apart = found == NULL ? 9 : found - rows[other] - column;
            if (found != NULL && apart >= -1 && apart <= 1)
                return true;
        }
    }
    return false;
}

static size_t common_start(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.data[n] == b.data[n])
        n++;
    return n;
}

static bool same_from(struct str a, size_t from_a, struct str b, size_t from_b)
{
    return str_equal(str_sub(a, from_a, a.len), str_sub(b, from_b, b.len));
}

/* The cost of the letter typed[at] being one too many. */
static float extra_cost(struct str typed, size_t at)
{
    char letter = typed.data[at];
    if ((at > 0 && typed.data[at - 1] == letter) ||
        (at + 1 < typed.len && typed.data[at + 1] == letter))
        return COST_DOUBLED;
    if (at > 0 && strchr("fsrxjw", letter) != NULL)
        return COST_KEY_LEFT;
    return COST_EXTRA + (at == 0 ? COST_FIRST : 0);
}

static float same_length_cost(struct str typed, struct str meant, size_t at)
{
    if (at + 1 < typed.len && typed.data[at] == meant.data[at + 1]) {
        if (typed.data[at + 1] == meant.data[at] && same_from(typed, at + 2, meant, at + 2))
            return COST_SWAPPED;
        /* "gaoi" for "giao": one letter further on than it should be */
        if (at + 2 < typed.len && typed.data[at + 1] == meant.data[at + 2] &&
            typed.data[at + 2] == meant.data[at] && same_from(typed, at + 3, meant, at + 3))
            return COST_MOVED;
    }
    if (at + 2 < typed.len && typed.data[at] == meant.data[at + 2] &&
        typed.data[at + 1] == meant.data[at] && typed.data[at + 2] == meant.data[at + 1] &&
        same_from(typed, at + 3, meant, at + 3))
        return COST_MOVED;
    if (!same_from(typed, at + 1, meant, at + 1))
        return NO_SLIP;
    float cost = is_beside(typed.data[at], meant.data[at]) ? COST_BESIDE : COST_OTHER;
    return cost + (at == 0 ? COST_FIRST : 0);
}

float slip_cost(struct str typed, struct str meant)
{
    size_t at = common_start(typed, meant);
    if (at == typed.len && at == meant.len)
        return 0;
    if (typed.len == meant.len)
        return same_length_cost(typed, meant, at);
    if (typed.len == meant.len + 1)
        return same_from(typed, at + 1, meant, at) ? extra_cost(typed, at) : NO_SLIP;
    if (typed.len + 1 == meant.len)
        return same_from(typed, at, meant, at + 1) ? COST_MISSING + (at == 0 ? COST_FIRST : 0)
                                                   : NO_SLIP;
    return NO_SLIP;
}
