/*
 * Several wishes in one message: "ship mấy ngày và có được kiểm hàng không" is two questions.
 *
 * A message is cut at the ends of sentences, at commas and before "và"; a piece without two words
 * of its own belongs to its neighbour ("dạ shop ơi, …"). Cutting is only a proposal: the pieces
 * are answered one by one only where at least two of them are clear questions of their own with
 * different answers; else the message is read whole. Pure; any thread.
 */
#ifndef DIALOGUE_WISHES_H
#define DIALOGUE_WISHES_H

#include "dialogue/engine.h"

enum { WISHES_MAX = 3 }; /* more at once is rather a complaint than questions */

/* The pieces of T, in order, views into it. Returns how many; 1 or 0 when there is one wish. A
 * message of more than WISHES_MAX pieces has one. */
size_t wishes_split(const struct normalised *text, struct str pieces[WISHES_MAX]);

/* Answers the wishes of the turn's message one by one, each with a reply of its own. False when it
 * is to be decided as one: read whole, or as the piece that asks for a person. */
bool wishes_answer(struct turn *turn);

#endif
