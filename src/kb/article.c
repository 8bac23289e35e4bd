#include "kb/article.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "base/json.h"
#include "text/normalise.h"

/* A parsed Markdown text; the parser owns the extension list that rendering needs. */
struct markdown {
    cmark_parser *parser;
    cmark_node *root;
};

static pthread_once_t extensions_once = PTHREAD_ONCE_INIT;

static struct markdown markdown_parse(struct str text)
{
    pthread_once(&extensions_once, cmark_gfm_core_extensions_ensure_registered);
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    cmark_syntax_extension *table = cmark_find_syntax_extension("table");
    must(parser != NULL && table != NULL);
    /* Only tables: the other extensions change cmark's shared tables while they parse. */
    cmark_parser_attach_syntax_extension(parser, table);
    if (text.len > 0)
        cmark_parser_feed(parser, text.data, text.len);
    return (struct markdown){.parser = parser, .root = cmark_parser_finish(parser)};
}

static void markdown_free(struct markdown *markdown)
{
    cmark_node_free(markdown->root);
    cmark_parser_free(markdown->parser);
}

static bool is_type(cmark_node *node, const char *name)
{
    return strcmp(cmark_node_get_type_string(node), name) == 0;
}

/* Plain text */

struct plain {
    struct arena *arena;
    struct strbuf *out;
    struct strbuf line; /* the block being read */
    int list_depth, item_blocks;
    const char *gap; /* what goes before the next line */
};

/* Writes the collected line in display form, so that offsets of the normalised text fit it. */
static void flush_line(struct plain *plain)
{
    struct str rest = strbuf_view(&plain->line);
    struct str piece;
    while (rest.len > 0 && str_split(&rest, '\n', &piece)) {
        struct str shown = str_trim(article_display(plain->arena, piece));
        if (shown.len == 0)
            continue;
        if (plain->out->len > 0)
            strbuf_add_cstr(plain->out, plain->gap);
        strbuf_add(plain->out, shown);
        plain->gap = "\n";
    }
    plain->line.len = 0;
}

static void add_inline(struct plain *plain, cmark_node *node)
{
    const char *literal = cmark_node_get_literal(node); /* NULL for nodes without text */
    if (literal != NULL)
        strbuf_add_cstr(&plain->line, literal);
    else if (is_type(node, "softbreak"))
        strbuf_add_byte(&plain->line, ' ');
    else if (is_type(node, "linebreak"))
        strbuf_add_byte(&plain->line, '\n');
}

static void enter_node(struct plain *plain, cmark_node *node)
{
    if (is_type(node, "table_cell") && cmark_node_previous(node) != NULL)
        strbuf_add_cstr(&plain->line, " | ");
    add_inline(plain, node);
    if (is_type(node, "list"))
        plain->list_depth++;
    if (is_type(node, "code_block") || is_type(node, "html_block")) {
        plain->gap = "\n\n";
        flush_line(plain);
        plain->gap = "\n\n";
    }
}

/* A heading stays with what follows; list items and rows are lines of one block. */
static void leave_node(struct plain *plain, cmark_node *node)
{
    if (is_type(node, "heading")) {
        plain->gap = "\n\n";
        flush_line(plain);
        plain->gap = "\n";
    } else if (is_type(node, "paragraph") || is_type(node, "table_row") ||
               is_type(node, "table_header")) {
        struct str line = str_trim(strbuf_view(&plain->line));
        bool introduces = plain->list_depth == 0 && line.len > 0 && str_ends(line, STR(":"));
        bool inside = plain->list_depth > 0 || !is_type(node, "paragraph");
        flush_line(plain);
        plain->gap = inside || introduces ? "\n" : "\n\n";
    } else if (is_type(node, "list")) {
        if (--plain->list_depth == 0)
            plain->gap = "\n\n";
    } else if (is_type(node, "table")) {
        plain->gap = "\n\n";
    }
}

static void display_line(struct strbuf *out, struct str line)
{
    size_t start = out->len;
    while (line.len > 0) {
        struct str piece = str_sub(line, 0, article_piece(line));
        strbuf_add(out, text_display(out->arena, piece));
        line = str_sub(line, piece.len, line.len);
        /* Pieces end at a space, which T may have trimmed. */
        if (line.len > 0 && out->len > start && out->data[out->len - 1] != ' ')
            strbuf_add_byte(out, ' ');
    }
}

/* Line by line, since the display form of a message joins its empty lines. */
struct str article_display(struct arena *arena, struct str text)
{
    struct strbuf out = strbuf_new(arena, text.len);
    struct str line;
    while (text.len > 0 && str_split(&text, '\n', &line)) {
        display_line(&out, line);
        if (text.len > 0)
            strbuf_add_byte(&out, '\n');
    }
    return strbuf_view(&out);
}

size_t article_piece(struct str text)
{
    enum { PIECE_MAX = TEXT_INPUT_MAX / 4 }; /* 4 KiB: below the caps on bytes and on tokens */
    if (text.len <= PIECE_MAX)
        return text.len;
    for (size_t end = PIECE_MAX; end > PIECE_MAX / 2; end--)
        if (text.data[end - 1] == ' ')
            return end;
    size_t end = PIECE_MAX; /* no space in 2 KiB: cut before a UTF-8 lead byte */
    while (end > PIECE_MAX - 4 && ((unsigned char)text.data[end] & 0xC0) == 0x80)
        end--;
    return end;
}

struct str article_plain(struct arena *arena, struct str markdown)
{
    struct markdown parsed = markdown_parse(markdown);
    struct strbuf out = strbuf_new(arena, markdown.len);
    struct plain plain = {
        .arena = arena, .out = &out, .line = strbuf_new(arena, 256), .gap = "\n\n"};
    cmark_iter *iter = cmark_iter_new(parsed.root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        if (event == CMARK_EVENT_ENTER)
            enter_node(&plain, cmark_iter_get_node(iter));
        else
            leave_node(&plain, cmark_iter_get_node(iter));
    }
    flush_line(&plain);
    cmark_iter_free(iter);
    markdown_free(&parsed);
    return strbuf_view(&out);
}

/* HTML */

static bool is_safe_url(const char *url)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* Puts the node's children in its place: a refused link keeps its words, an image its alt text. */
static void unwrap(cmark_node *node)
{
    for (cmark_node *child; (child = cmark_node_first_child(node)) != NULL;)
        must(cmark_node_insert_before(node, child) == 1);
    cmark_node_free(node);
}

static void replace_with_text(cmark_node *node)
{
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, cmark_node_get_literal(node));
    cmark_node *fresh = text;
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
        fresh = cmark_node_new(CMARK_NODE_PARAGRAPH);
        must(cmark_node_append_child(fresh, text) == 1);
    }
    must(cmark_node_replace(node, fresh) == 1);
    cmark_node_free(node);
}

/* Makes the tree harmless: raw HTML becomes text, other links and images become their words. */
static void defuse(cmark_node *root)
{
    cmark_iter *iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        bool is_raw = is_type(node, "html_block") || is_type(node, "html_inline");
        bool is_link = is_type(node, "link");
        if (is_raw && event == CMARK_EVENT_ENTER)
            replace_with_text(node); /* a leaf: the iterator is already past it */
        else if (event == CMARK_EVENT_EXIT &&
                 (is_type(node, "image") || (is_link && !is_safe_url(cmark_node_get_url(node)))))
            unwrap(node);
    }
    cmark_iter_free(iter);
}

struct str article_html(struct arena *arena, struct str markdown)
{
    struct markdown parsed = markdown_parse(markdown);
    defuse(parsed.root);
    char *html = cmark_render_html(parsed.root, CMARK_OPT_DEFAULT,
                                   cmark_parser_get_syntax_extensions(parsed.parser));
    must(html != NULL);
    struct str out = str_dup(arena, str_view(html));
    free(html);
    markdown_free(&parsed);
    return out;
}

/* Tree */

struct tree {
    struct strbuf *out;
    bool is_first; /* no comma before the next value */
};

static void next_value(struct tree *tree)
{
    if (!tree->is_first)
        strbuf_add_byte(tree->out, ',');
    tree->is_first = false;
}

/* The element a node becomes; NULL for nodes that are only their children. */
static const char *tag_of(cmark_node *node)
{
    static const struct {
        const char *type, *tag;
    } tags[] = {{"paragraph", "p"},    {"block_quote", "blockquote"},
                {"item", "li"},        {"strong", "strong"},
                {"emph", "em"},        {"link", "a"},
                {"table", "table"},    {"table_header", "tr"},
                {"table_row", "tr"},   {"code", "code"},
                {"code_block", "pre"}, {"thematic_break", "hr"},
                {"linebreak", "br"}};
    if (is_type(node, "heading"))
        return cmark_node_get_heading_level(node) <= 2 ? "h3" : "h4";
    if (is_type(node, "list"))
        return cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "ol" : "ul";
    if (is_type(node, "table_cell"))
        return is_type(cmark_node_parent(node), "table_header") ? "th" : "td";
    for (size_t i = 0; i < COUNT(tags); i++) {
        if (is_type(node, tags[i].type))
            return tags[i].tag;
    }
    return NULL;
}

/* A paragraph of a tight list is no block of its own. */
static bool is_tight(cmark_node *node)
{
    cmark_node *item = cmark_node_parent(node);
    return is_type(node, "paragraph") && item != NULL && is_type(item, "item") &&
           cmark_node_get_list_tight(cmark_node_parent(item));
}

static void tree_enter(struct tree *tree, cmark_node *node)
{
    const char *tag = is_tight(node) ? NULL : tag_of(node);
    const char *literal = cmark_node_get_literal(node);
    if (tag != NULL) {
        next_value(tree);
        strbuf_addf(tree->out, "[\"%s\"", tag);
    }
    if (is_type(node, "link")) {
        next_value(tree);
        json_add_string(tree->out, str_view(cmark_node_get_url(node)));
    }
    if (is_type(node, "list") && cmark_node_get_list_type(node) == CMARK_ORDERED_LIST)
        strbuf_addf(tree->out, ",%d", cmark_node_get_list_start(node));
    if (literal != NULL || is_type(node, "softbreak")) {
        next_value(tree);
        json_add_string(tree->out, literal != NULL ? str_view(literal) : STR(" "));
    }
}

static bool is_leaf(cmark_node *node)
{
    return is_type(node, "code") || is_type(node, "code_block") ||
           is_type(node, "thematic_break") || is_type(node, "linebreak");
}

struct str article_tree(struct arena *arena, struct str markdown)
{
    struct markdown parsed = markdown_parse(markdown);
    struct strbuf out = strbuf_new(arena, markdown.len * 2);
    struct tree tree = {&out, true};
    defuse(parsed.root);
    strbuf_add_byte(&out, '[');
    cmark_iter *iter = cmark_iter_new(parsed.root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER)
            tree_enter(&tree, node);
        bool is_over = event == CMARK_EVENT_EXIT || is_leaf(node);
        if (is_over && !is_tight(node) && tag_of(node) != NULL)
            strbuf_add_byte(&out, ']');
    }
    strbuf_add_byte(&out, ']');
    cmark_iter_free(iter);
    markdown_free(&parsed);
    return strbuf_view(&out);
}
