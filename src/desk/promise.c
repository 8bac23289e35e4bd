#include "desk/promise.h"

static const int hours_for[CASE_KINDS] = {
    [CASE_COMPLAINT] = 12, [CASE_WARRANTY] = 56, [CASE_RETURN] = 24, [CASE_CALLBACK] = 2,
    [CASE_MESSAGE] = 4,    [CASE_QUOTE] = 4,     [CASE_ORDER] = 4,
};

int64_t promise_due(const struct calendar *calendar, struct str team, enum case_kind kind,
                    int64_t now_ms)
{
    return hours_after(calendar_of(calendar, team), now_ms, (int64_t)hours_for[kind] * 60);
}
