#include "desk/estimate.h"

static const int64_t lately_ms = 2 * 60 * 60 * 1000;

void estimate_note_take(struct estimate *estimate, int64_t now_ms)
{
    estimate->takes_ms[estimate->next] = now_ms;
    estimate->next = (estimate->next + 1) % ESTIMATE_TAKES;
    if (estimate->count < ESTIMATE_TAKES)
        estimate->count++;
}

int64_t estimate_wait_s(const struct estimate *estimate, int position, int64_t now_ms)
{
    int64_t oldest = now_ms;
    int recent = 0;
    for (int i = 0; i < estimate->count; i++) {
        int64_t at = estimate->takes_ms[i];
        if (now_ms - at > lately_ms)
            continue;
        recent++;
        oldest = at < oldest ? at : oldest;
    }
    if (recent < ESTIMATE_LEAST)
        return -1;
    /* The mean gap between takes, up to now: a queue that has come to a stop grows longer. */
    int64_t gap_ms = (now_ms - oldest) / recent;
    return (gap_ms * position + 999) / 1000;
}
