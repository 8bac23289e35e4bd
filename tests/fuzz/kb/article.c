/*
 * Any bytes as Markdown: the HTML holds no tag but cmark's own and no link but the four kinds; the
 * plain text has no control bytes but single and double line ends.
 */
#include <stdint.h>
#include <string.h>

#include "kb/article.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const tags[] = {
    "p>",
    "/p>",
    "h1>",
    "/h1>",
    "h2>",
    "/h2>",
    "h3>",
    "/h3>",
    "h4>",
    "/h4>",
    "h5>",
    "/h5>",
    "h6>",
    "/h6>",
    "ul>",
    "/ul>",
    "ol>",
    "/ol>",
    "li>",
    "/li>",
    "pre>",
    "/pre>",
    "code>",
    "code class=",
    "/code>",
    "em>",
    "/em>",
    "strong>",
    "/strong>",
    "a href=\"http://",
    "a href=\"https://",
    "a href=\"mailto:",
    "a href=\"tel:",
    "/a>",
    "table>",
    "/table>",
    "thead>",
    "/thead>",
    "tbody>",
    "/tbody>",
    "tr>",
    "/tr>",
    "th>",
    "th align=",
    "/th>",
    "td>",
    "td align=",
    "/td>",
    "br />",
    "hr />",
    "blockquote>",
    "/blockquote>",
    "ol start=",
    "pre><code",
};

static bool is_known_tag(struct str rest)
{
    for (size_t i = 0; i < COUNT(tags); i++)
        if (rest.len >= strlen(tags[i]) && strncasecmp(rest.data, tags[i], strlen(tags[i])) == 0)
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str markdown = str_dup(arena, (struct str){(const char *)data, size});
    struct str html = article_html(arena, markdown);
    for (size_t at = 0; at < html.len; at++)
        must(html.data[at] != '<' || is_known_tag(str_sub(html, at + 1, html.len)));
    struct str plain = article_plain(arena, markdown);
    must(str_find(plain, STR("\n\n\n")) < 0 && str_find(plain, STR(" \n")) < 0);
    for (size_t at = 0; at < plain.len; at++)
        must((unsigned char)plain.data[at] >= ' ' || plain.data[at] == '\n');
    arena_free(arena);
    return 0;
}
