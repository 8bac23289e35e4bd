#include "match/literal_tree.h"

#include <string.h>

#include "match/literals.h"
#include "text/fold.h"
#include "text/utf8.h"

enum { DEPTH_MAX = 24 };

bool literal_is_letter(uint32_t point)
{
    uint32_t plain = fold_point(point);
    return (plain >= 'a' && plain <= 'z') || (plain >= '0' && plain <= '9');
}

struct parser {
    struct arena *arena;
    struct str regex;
    size_t at;
    int depth;
    bool is_broken;
};

static struct sequence *parse_choices(struct parser *parser);

static char peek(const struct parser *parser)
{
    return parser->at < parser->regex.len ? parser->regex.data[parser->at] : '\0';
}

static bool starts(const struct parser *parser, const char *what)
{
    return str_starts(str_sub(parser->regex, parser->at, parser->regex.len), str_view(what));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "{2}", "{0,3}": how often is not looked at. Braces around anything else are literal in PCRE2,
 * and not for this parser. */
static void parse_counts(struct parser *parser, struct node *node)
{
    size_t digits = 0;
    for (parser->at++; is_digit(peek(parser)) || peek(parser) == ','; parser->at++)
        digits++;
    if (digits == 0 || peek(parser) != '}')
        parser->is_broken = true;
    else
        parser->at++;
    node->is_optional = node->is_repeated = true;
}

static void parse_quantifier(struct parser *parser, struct node *node)
{
    switch (peek(parser)) {
    case '?':
        node->is_optional = true;
        parser->at++;
        break;
    case '*':
        node->is_optional = node->is_repeated = true;
        parser->at++;
        break;
    case '+':
        node->is_repeated = true;
        parser->at++;
        break;
    case '{':
        parse_counts(parser, node);
        break;
    default:
        return;
    }
    if (peek(parser) == '?' || peek(parser) == '+') /* lazy, possessive */
        parser->at++;
    if (node->kind == NODE_WORD) /* it binds to the last letter only */
        node->kind = NODE_ANY;
    else if (node->kind == NODE_SPACE)
        node->kind = NODE_GAP;
    else if (node->kind == NODE_EDGE)
        node->kind = NODE_LOOK;
    if (strchr("?*+{", peek(parser)) != NULL && peek(parser) != '\0')
        parser->is_broken = true;
}

static void parse_class(struct parser *parser)
{
    size_t i = parser->at + 1;
    struct str regex = parser->regex;
    if (i < regex.len && regex.data[i] == '^')
        i++;
    if (i < regex.len && regex.data[i] == ']')
        i++;
    while (i < regex.len && regex.data[i] != ']') {
        bool is_named = regex.data[i] == '[' && i + 1 < regex.len && regex.data[i + 1] == ':';
        ptrdiff_t end = is_named ? str_find(str_sub(regex, i, regex.len), STR(":]")) : -1;
        i += end >= 0 ? (size_t)end + 2 : regex.data[i] == '\\' ? 2 : 1;
    }
    parser->is_broken |= i >= regex.len;
    parser->at = i + 1;
}

/* An escape: an edge, white space, punctuation written with a backslash, or anything. */
static enum node_kind parse_escape(struct parser *parser)
{
    char c = parser->at + 1 < parser->regex.len ? parser->regex.data[parser->at + 1] : '\0';
    parser->at += 2;
    if (c == 'Q' || c == 'E' || c == '\0') {
        parser->is_broken = true;
        return NODE_ANY;
    }
    if (strchr("pPxkgNo", c) != NULL && peek(parser) == '{') {
        ptrdiff_t end = str_find(str_sub(parser->regex, parser->at, parser->regex.len), STR("}"));
        parser->is_broken |= end < 0;
        parser->at += end < 0 ? 0 : (size_t)end + 1;
        return NODE_ANY;
    }
    if (strchr("pPxkgNocu", c) != NULL || is_digit(c)) { /* takes more letters, or refers back */
        while (is_digit(peek(parser)) || (peek(parser) >= 'a' && peek(parser) <= 'z') ||
               (peek(parser) >= 'A' && peek(parser) <= 'Z'))
            parser->at++;
        return NODE_ANY;
    }
    if (strchr("bAzZ", c) != NULL)
        return NODE_EDGE;
    if (strchr("sWhvR", c) != NULL || (c > ' ' && c < '0' && c != '\\') || strchr(":?[]{}|", c))
        return NODE_GAP;
    return NODE_ANY;
}

/* After "(": what kind of group it is. false: one this parser does not know. */
static bool parse_opening(struct parser *parser, struct node *node)
{
    if (peek(parser) == '*')
        return false;
    if (peek(parser) != '?')
        return true;
    static const char *const looks[] = {"?=", "?!", "?<=", "?<!"};
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (starts(parser, looks[i])) {
            node->kind = NODE_LOOK;
            parser->at += strlen(looks[i]);
            return true;
        }
    }
    if (starts(parser, "?:")) {
        parser->at += 2;
        return true;
    }
    if (!starts(parser, "?<") && !starts(parser, "?P<"))
        return false;
    while (peek(parser) != '>' && peek(parser) != '\0')
        parser->at++;
    parser->at++;
    return true;
}

static void parse_group(struct parser *parser, struct node *node)
{
    parser->at++;
    node->kind = NODE_GROUP;
    if (!parse_opening(parser, node)) {
        parser->is_broken = true;
        return;
    }
    node->choices = parse_choices(parser);
    if (peek(parser) == ')')
        parser->at++;
    else
        parser->is_broken = true;
}

/* Whether a letter stands at the front; *after is behind it. Capitals stand in no key. */
static bool is_at_letter(const struct parser *parser, size_t *after)
{
    struct str rest = str_sub(parser->regex, parser->at, parser->regex.len);
    uint32_t point;
    if (rest.len == 0 || (rest.data[0] >= 'A' && rest.data[0] <= 'Z') || !utf8_next(&rest, &point))
        return false;
    *after = parser->regex.len - rest.len;
    return literal_is_letter(point);
}

static void parse_word(struct parser *parser, struct node *node)
{
    size_t from = parser->at, after;
    node->kind = NODE_WORD;
    while (is_at_letter(parser, &after))
        parser->at = after;
    node->word = str_sub(parser->regex, from, parser->at);
}

/* One character that stands for itself or for something unknown. */
static enum node_kind parse_other(struct parser *parser)
{
    char c = peek(parser);
    parser->at++;
    while (parser->at < parser->regex.len && ((unsigned char)peek(parser) & 0xc0) == 0x80)
        parser->at++;
    if (c == '^' || c == '$')
        return NODE_EDGE;
    return c != '\0' && strchr(",-%/\"':!<>&=@#;~", c) != NULL ? NODE_GAP : NODE_ANY;
}

static struct node *parse_node(struct parser *parser)
{
    struct node *node = ARENA_NEW(parser->arena, struct node);
    char c = peek(parser);
    size_t after;
    if (c == '(') {
        parse_group(parser, node);
    } else if (c == '[') {
        parse_class(parser);
        node->kind = NODE_ANY;
    } else if (c == '\\') {
        node->kind = parse_escape(parser);
    } else if (c == ' ') {
        parser->at++;
        node->kind = NODE_SPACE;
    } else if (is_at_letter(parser, &after)) {
        parse_word(parser, node);
    } else if (strchr("?*+{", c) != NULL) {
        parser->is_broken = true;
    } else {
        node->kind = parse_other(parser);
    }
    parse_quantifier(parser, node);
    return node;
}

static struct sequence *parse_sequence(struct parser *parser)
{
    struct sequence *sequence = ARENA_NEW(parser->arena, struct sequence);
    struct node **end = &sequence->first;
    while (parser->at < parser->regex.len && peek(parser) != '|' && peek(parser) != ')' &&
           !parser->is_broken) {
        *end = parse_node(parser);
        end = &(*end)->next;
    }
    return sequence;
}

static struct sequence *parse_choices(struct parser *parser)
{
    struct sequence *first = NULL, **end = &first;
    if (++parser->depth > DEPTH_MAX)
        parser->is_broken = true;
    for (;;) {
        *end = parse_sequence(parser);
        end = &(*end)->next;
        if (peek(parser) != '|' || parser->is_broken)
            break;
        parser->at++;
    }
    parser->depth--;
    return first;
}

struct literal_pattern *literals_parse(struct str regex, struct arena *arena)
{
    struct parser parser = {.arena = arena, .regex = regex};
    struct literal_pattern *pattern = ARENA_NEW(arena, struct literal_pattern);
    pattern->arena = arena;
    pattern->choices = parse_choices(&parser);
    return parser.is_broken || parser.at < regex.len ? NULL : pattern;
}
