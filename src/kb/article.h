/*
 * One article of the knowledge base: Markdown with YAML front matter.
 *
 * The front matter is read by dialogue/load (libfyaml is that floor's); this file holds what the
 * index and the renderer need. Format: docs/kb.md.
 */
#ifndef KB_ARTICLE_H
#define KB_ARTICLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct article {
    struct str id; /* stable, e.g. "bao-hanh-thoi-han"; unique per locale */
    struct str title;
    struct str *questions; /* other ways to ask */
    size_t question_count;
    struct str category; /* e.g. "bao-hanh" */
    struct str product;  /* product group, or empty */
    struct str locale;   /* "vi" or "en" */
    struct str *tags;
    size_t tag_count;
    int64_t valid_from_ms; /* 0: always was */
    int64_t valid_to_ms;   /* first moment it is no longer valid; 0: no end */
    struct str answer;     /* short answer for the chat (front matter), or empty */
    struct str body;       /* Markdown */
    struct str plain;      /* body as plain text, paragraphs split by \n\n: what is indexed and what
                              passages are cut from; made by article_plain() */
    struct str path;       /* where it was read, for messages */
};

/* Markdown → plain text (cmark-gfm) in display form. Blocks are split by an empty line; list items,
 * table rows and what follows a heading (or a paragraph that ends in a colon) are lines of one
 * block. Markup and link targets are gone. */
struct str article_plain(struct arena *arena, struct str markdown);

/* Display form (text/normalise.h, T) of a text of any length; line breaks stay. */
struct str article_display(struct arena *arena, struct str text);

/* How many bytes of a long text to normalise at once: whole words, at most 4 KiB, at least 1 byte
 * of a text that is not empty. */
size_t article_piece(struct str text);

/* Markdown → HTML (cmark-gfm safe mode: raw HTML is text, only http, https, mailto, tel links). */
struct str article_html(struct arena *arena, struct str markdown);

/* The same rendering as a JSON array of nodes, for pages that may parse no HTML (the widget under
 * Trusted Types): a text is a string, an element ["p", child…], a link ["a", "https://…", child…],
 * a numbered list ["ol", 1, child…]. Headings are h3 and h4: a page has its own above. */
struct str article_tree(struct arena *arena, struct str markdown);

#endif
