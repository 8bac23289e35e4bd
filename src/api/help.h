/*
 * The help centre: published articles as pages (help_page.c) and as JSON for the widget
 * (help_json.c). Every request runs once on a worker over one library, and what it made is kept
 * until the content or the minute changes. Internal to this floor.
 */
#ifndef API_HELP_H
#define API_HELP_H

#include "api/internal.h"
#include "dialogue/library.h"

/* What one request asks for; everything lives in arena. */
struct help_query {
    struct arena *arena;
    const struct library *library;
    struct str locale; /* "vi" or "en" */
    struct str text;   /* what is searched for, or empty */
    struct str id;     /* of one article, or empty */
    struct str origin; /* "https://chat.shop.vn" of the public_url setting, or empty */
    int64_t now_ms;
};

/* Writes the body and returns the HTTP status. Runs on a worker; may touch nothing but the query.
 */
typedef int help_render(const struct help_query *query, struct strbuf *out);

help_render help_list_json, help_article_json, help_index_page, help_article_page, help_sitemap;

/* The category's name for people: the fact "category.ID" of company.yml, else ours for the usual
 * ones, else the id itself. */
struct str help_category(const struct library *library, struct str category, struct str locale);

/* "/help/ID" or "/help/ID?lang=en". */
struct str help_path(struct arena *arena, const struct article *article);

#endif
