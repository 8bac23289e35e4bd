/*
 * Days as messages name them, and the days of the calendar they are.
 *
 * A date of a message has a value: 12/3/2024 · 12/3 · 12 (a day of the month) · 3 months as a slash
 * with a star, "*" "/3" · +0d -1d (days from today) · +1w +1m +1y (the whole week, month, year) ·
 * t2 … t8 (Monday to Sunday, +1w: of the next week) · t7-8 · 21-31 (the end of the month) · 30/12
 * al (of the moon's year, never resolved). Proleptic Gregorian calendar. Pure; any thread.
 */
#ifndef TEXT_DAY_H
#define TEXT_DAY_H

#include <stdbool.h>

#include "base/str.h"

struct day {
    int year, month, day; /* 2024, 1…12, 1…31 */
};

/* Whether there is such a day; year 0: in some year. */
bool day_is_possible(int year, int month, int day);

/*
 * The first and the last day that value means, seen from today; one and the same for a single day.
 * A day or month without its year, and a day of the week without its week, is the next one from
 * today on. false: the value is none of the above, or of the moon's year.
 */
bool day_resolve(struct str value, struct day today, struct day *first, struct day *last);

/* Days since 1970-01-01, and back; years 1 to 9999. */
int day_number(struct day day);
struct day day_of_number(int number);

#endif
