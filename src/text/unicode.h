/*
 * Any bytes → clean Unicode text (rules U1 to U7): the display text T.
 *
 * Lossless to the eye. Look-alikes (U8) are the business of the keys, not of T.
 */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include "base/arena.h"
#include "base/str.h"

/* Well-formed UTF-8, visible characters, plain spaces, NFC with marks in Vietnamese order. */
struct str unicode_repair(struct arena *arena, struct str raw);

#endif
