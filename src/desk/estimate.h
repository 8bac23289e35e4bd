/*
 * How long somebody in the queue will wait, from how often the queue was served lately. Honest: no
 * number until enough have been served. Pure.
 */
#ifndef DESK_ESTIMATE_H
#define DESK_ESTIMATE_H

#include <stdint.h>

enum { ESTIMATE_TAKES = 32, ESTIMATE_LEAST = 5 };

/* The last moments at which somebody was taken from the queue; zeroed at first. */
struct estimate {
    int64_t takes_ms[ESTIMATE_TAKES];
    int count, next;
};

void estimate_note_take(struct estimate *estimate, int64_t now_ms);

/* Seconds for this position (1: the next), or -1 when fewer than ESTIMATE_LEAST were taken in the
 * last two hours. */
int64_t estimate_wait_s(const struct estimate *estimate, int position, int64_t now_ms);

#endif
