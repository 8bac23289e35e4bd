#include "model/outcome.h"

const char *decision_name(enum decision decision)
{
    static const char *const names[] = {"answer", "ask", "handover", "smalltalk"};
    return names[decision];
}
