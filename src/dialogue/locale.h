/*
 * Which language is this message in? Only Vietnamese and English are told apart, and only when it
 * is clear; a doubtful message ("ok shop", "hi") keeps the language of the conversation.
 */
#ifndef DIALOGUE_LOCALE_H
#define DIALOGUE_LOCALE_H

#include "dialogue/book.h"
#include "text/normalise.h"

/* Evidence: a letter with Vietnamese marks, or a Vietnamese word that no English sentence holds
 * ("khong", "duoc"), means Vietnamese. English needs words that Vietnamese people do not mix in
 * ("what", "your", "does"): one in a message of at most three words, else two, and more of them
 * than of Vietnamese ones. Otherwise: before. */
enum locale locale_of_text(const struct normalised *text, enum locale before);

#endif
