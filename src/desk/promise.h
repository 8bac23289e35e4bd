/*
 * When a case is due: so many hours of business time after it was opened. Pure.
 */
#ifndef DESK_PROMISE_H
#define DESK_PROMISE_H

#include "desk/calendar.h"
#include "model/case.h"

/* UTC, by the calendar of the team that will work on it. ISO 10002 asks for an answer within a
 * stated time; these are what a shop can usually keep, in hours of business time: a call back 2, a
 * message, a quotation or a change of an order 4, a complaint 12 (about a day), a return 24, a
 * warranty 56 (about five days). */
int64_t promise_due(const struct calendar *calendar, struct str team, enum case_kind kind,
                    int64_t now_ms);

#endif
