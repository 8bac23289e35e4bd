#include "dialogue/display.h"

#include "text/normalise.h"

struct str dialogue_display(struct arena *arena, struct str raw)
{
    return text_display(arena, raw);
}
