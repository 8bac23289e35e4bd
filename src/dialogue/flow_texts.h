/*
 * The bot's own sentences around flows, for content that does not write them in messages.yml.
 *
 * Content made before flows existed stays valid, which is why these keys are optional.
 */
#ifndef DIALOGUE_FLOW_TEXTS_H
#define DIALOGUE_FLOW_TEXTS_H

#include "dialogue/book.h"

/* One variant, of a key from MESSAGE_FLOW_FIRST on. Lives in arena. */
struct variants flow_text(enum message_key key, enum locale locale, struct arena *arena);

#endif
