/*
 * What the bot knows of the person it talks to, and what a short question leans on. For this floor
 * only; kept in the session.
 *
 * Names and pronouns are taken only from what people say of themselves ("chị tên Lan", "cho anh
 * hỏi"), never guessed from a name or from what they call the bot.
 */
#ifndef DIALOGUE_MEMORY_H
#define DIALOGUE_MEMORY_H

#include "dialogue/engine.h"

/* Takes the visitor's name and pronoun out of the words of this turn. */
void memory_learn(struct turn *turn);

/* How to address them: "chị Lan", "anh", or "anh/chị" while nothing is known. */
struct str memory_customer(struct turn *turn);

/* The reply with "anh/chị" written as the visitor's own pronoun. */
struct str memory_address(struct turn *turn, struct str text);

/*
 * "thế còn tủ lạnh?", "bao lâu?", "ở đâu?": the question that it means after the last answer, or
 * the empty text when these words stand on their own. One of:
 *   the last question with its product exchanged: "bảo hành tivi mấy năm" → "bảo hành tủ lạnh mấy
 * năm" the last topic before the words:              "bao lâu" → "Bảo hành tại nhà bao lâu"
 */
struct str memory_whole_question(struct turn *turn, const struct normalised *text);

#endif
