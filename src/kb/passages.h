/*
 * Articles made of bare passages: an id, a title and a text, without front matter or Markdown.
 *
 * For measuring on other people's data (letan predict articles). Any id, any title, also none; a
 * title may hold several ways of asking, split by line ends, "|", " . " or question marks.
 */
#ifndef KB_PASSAGES_H
#define KB_PASSAGES_H

#include "base/arena.h"
#include "base/str.h"
#include "kb/article.h"

/* The result borrows id; title and text are copied in display form. No locale, always valid. */
struct article article_from_passage(struct arena *arena, struct str id, struct str title,
                                    struct str text);

#endif
