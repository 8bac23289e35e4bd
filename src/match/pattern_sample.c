#include "match/pattern_sample.h"

#include <string.h>

#include "text/utf8.h"

enum { DEPTH_MAX = 24, OPEN_END = 1000, MANY = 8, CHOICES_MAX = 32 };

struct sampler {
    struct sample_plan *plan;
    struct strbuf out;
    uint64_t seed;
    int depth;
    bool is_over; /* write no more */
};

struct repeat {
    size_t least, most; /* most: OPEN_END and more is "any number" */
};

static void sample_choices(struct sampler *sampler, struct str regex);

/* xorshift64*, Vigna 2016. */
static size_t draw(struct sampler *sampler, size_t count)
{
    if (sampler->plan->number == 0 || count < 2)
        return 0;
    sampler->seed ^= sampler->seed >> 12;
    sampler->seed ^= sampler->seed << 25;
    sampler->seed ^= sampler->seed >> 27;
    return (size_t)((sampler->seed * UINT64_C(2685821657736338717)) >> 33) % count;
}

/* ---- where things end ---- */

static size_t class_end(struct str regex, size_t at)
{
    size_t i = at + 1;
    if (i < regex.len && regex.data[i] == '^')
        i++;
    if (i < regex.len && regex.data[i] == ']')
        i++;
    while (i < regex.len && regex.data[i] != ']') {
        bool is_named = regex.data[i] == '[' && i + 1 < regex.len && regex.data[i + 1] == ':';
        ptrdiff_t end = is_named ? str_find(str_sub(regex, i, regex.len), STR(":]")) : -1;
        i += end >= 0 ? (size_t)end + 2 : regex.data[i] == '\\' ? 2 : 1;
    }
    return i < regex.len ? i + 1 : regex.len;
}

/* The end of one atom: a character, an escape, a class or a whole group. */
static size_t atom_end(struct str regex, size_t at)
{
    size_t depth = 0;
    do {
        char c = regex.data[at];
        if (c == '[') {
            at = class_end(regex, at);
        } else if (c == '\\') {
            bool braced = at + 2 < regex.len && strchr("pPxkgNo", regex.data[at + 1]) != NULL &&
                          regex.data[at + 2] == '{';
            ptrdiff_t end = braced ? str_find(str_sub(regex, at, regex.len), STR("}")) : -1;
            at += end >= 0 ? (size_t)end + 1 : 2;
        } else {
            depth += c == '(';
            depth -= c == ')' && depth > 0;
            for (at++; at < regex.len && ((unsigned char)regex.data[at] & 0xc0) == 0x80;)
                at++;
        }
    } while (depth > 0 && at < regex.len);
    return at < regex.len ? at : regex.len;
}

static size_t number_at(struct str regex, size_t *at)
{
    size_t value = 0;
    for (; *at < regex.len && regex.data[*at] >= '0' && regex.data[*at] <= '9'; (*at)++)
        value = value < OPEN_END ? value * 10 + (size_t)(regex.data[*at] - '0') : value;
    return value;
}

/* The quantifier that stands there, if any; *at moves behind it. */
static struct repeat repeat_at(struct str regex, size_t *at)
{
    struct repeat repeat = {1, 1};
    char c = *at < regex.len ? regex.data[*at] : '\0';
    if (c == '?') {
        repeat.least = 0;
    } else if (c == '*' || c == '+') {
        repeat = (struct repeat){c == '+', OPEN_END};
    } else if (c == '{') {
        size_t inner = *at + 1;
        repeat.least = repeat.most = number_at(regex, &inner);
        if (inner < regex.len && regex.data[inner] == ',') {
            inner++;
            repeat.most = number_at(regex, &inner);
            repeat.most = repeat.most == 0 ? OPEN_END : repeat.most;
        }
        *at = inner;
    } else {
        return repeat;
    }
    ++*at;
    if (*at < regex.len && (regex.data[*at] == '?' || regex.data[*at] == '+'))
        ++*at; /* lazy, possessive */
    return repeat;
}

/* ---- writing ---- */

static void add(struct sampler *sampler, struct str text)
{
    if (!sampler->is_over && sampler->out.len + text.len <= SAMPLE_BYTES_MAX)
        strbuf_add(&sampler->out, text);
}

static void sample_escape(struct sampler *sampler, struct str atom)
{
    char c = atom.len > 1 ? atom.data[1] : '\0';
    if (c == 'w' || c == 'S' || c == 'p' || c == 'N')
        add(sampler, STR("a"));
    else if (c == 'd')
        add(sampler, STR("1"));
    else if (c == 's' || c == 'h' || c == 'W' || c == 'D')
        add(sampler, STR(" "));
    else if (c != '\0' && strchr("bBAzZGKEQ", c) == NULL && !(c >= '0' && c <= '9'))
        add(sampler, str_sub(atom, 1, atom.len));
}

/* One of the first members; of "anything but" a letter that is seldom meant. */
static void sample_class(struct sampler *sampler, struct str atom)
{
    struct str members[MANY] = {{0}}, rest = str_sub(atom, 1, atom.len - 1);
    size_t count = 0;
    if (str_starts(rest, STR("[:"))) {
        add(sampler, str_has(rest, STR("digit")) ? STR("1") : STR("a"));
        return;
    }
    if (str_starts(rest, STR("^"))) {
        add(sampler, !str_has(rest, STR("x")) ? STR("x") : STR("o"));
        return;
    }
    while (rest.len > 0 && count < MANY) {
        struct str before = rest;
        uint32_t point;
        if (rest.data[0] == '\\') {
            members[count++] = str_sub(rest, 0, 2);
            rest = str_sub(rest, 2, rest.len);
            continue;
        }
        utf8_next(&rest, &point);
        if (point != '-')
            members[count++] = str_sub(before, 0, before.len - rest.len);
    }
    if (count == 0) { /* "[-]" */
        add(sampler, STR("-"));
        return;
    }
    struct str member = members[draw(sampler, count)];
    if (member.data[0] == '\\')
        sample_escape(sampler, member);
    else
        add(sampler, member);
}

static void sample_group(struct sampler *sampler, struct str atom)
{
    static const char *const looks[] = {"(?=", "(?!", "(?<=", "(?<!", "(*", "(?#"};
    struct str inner = str_sub(atom, 1, str_ends(atom, STR(")")) ? atom.len - 1 : atom.len);
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
        if (str_starts(atom, str_view(looks[i])))
            return;
    }
    if (str_starts(inner, STR("?"))) {
        size_t at = 1;
        while (at < inner.len && strchr(":>|'", inner.data[at]) == NULL)
            at++;
        inner = str_sub(inner, at + 1, inner.len);
    }
    sample_choices(sampler, inner);
}

static void sample_atom(struct sampler *sampler, struct str atom)
{
    if (atom.data[0] == '(')
        sample_group(sampler, atom);
    else if (atom.data[0] == '[')
        sample_class(sampler, atom);
    else if (atom.data[0] == '\\')
        sample_escape(sampler, atom);
    else if (atom.data[0] == '.')
        add(sampler, STR("a"));
    else if (atom.data[0] != '^' && atom.data[0] != '$')
        add(sampler, atom);
}

static bool is_any_word(struct str atom)
{
    return str_is(atom, "\\w") || str_is(atom, ".") || str_is(atom, "\\S");
}

static size_t times_of(struct sampler *sampler, struct repeat repeat, bool *goes_round)
{
    struct sample_plan *plan = sampler->plan;
    *goes_round = false;
    if (repeat.most >= MANY) {
        *goes_round = plan->loop >= 0 && (size_t)plan->loop == plan->loop_count;
        plan->loop_count++;
    }
    if (*goes_round)
        return plan->times < repeat.most ? plan->times : repeat.most;
    if (plan->loop >= 0) /* what is inside a repetition must be there to be gone round */
        return repeat.least > 0 || repeat.most < MANY ? repeat.least : 1;
    size_t most = repeat.most > repeat.least + 2 ? repeat.least + 2 : repeat.most;
    return repeat.least + draw(sampler, most - repeat.least + 1);
}

static void sample_sequence(struct sampler *sampler, struct str regex)
{
    for (size_t at = 0; at < regex.len;) {
        size_t from = at;
        bool goes_round;
        at = atom_end(regex, at);
        struct str atom = str_sub(regex, from, at);
        struct repeat repeat = repeat_at(regex, &at);
        size_t times = times_of(sampler, repeat, &goes_round);
        if (repeat.most >= OPEN_END && !goes_round && times > 0 && is_any_word(atom)) {
            add(sampler, STR("mèo")); /* some word: what no rule is about */
            continue;
        }
        for (size_t i = 0; i < times && sampler->out.len < SAMPLE_BYTES_MAX; i++) {
            size_t loops = sampler->plan->loop_count;
            sample_atom(sampler, atom);
            if (i > 0)
                sampler->plan->loop_count = loops; /* the same ones again */
        }
        if (goes_round && sampler->plan->rest == SAMPLE_REST_BROKEN)
            add(sampler, STR("!"));
        sampler->is_over |= goes_round && sampler->plan->rest == SAMPLE_REST_NONE;
    }
}

static void sample_choices(struct sampler *sampler, struct str regex)
{
    struct str choices[CHOICES_MAX] = {{0}};
    size_t count = 0, from = 0;
    if (++sampler->depth > DEPTH_MAX)
        return;
    for (size_t at = 0; at <= regex.len && count < CHOICES_MAX;) {
        if (at == regex.len || regex.data[at] == '|') {
            choices[count++] = str_sub(regex, from, at);
            from = ++at;
        } else {
            at = atom_end(regex, at);
        }
    }
    sample_sequence(sampler, choices[draw(sampler, count)]);
    sampler->depth--;
}

struct str pattern_sample(struct str regex, struct sample_plan *plan, struct arena *arena)
{
    struct sampler sampler = {.plan = plan,
                              .out = strbuf_new(arena, 64),
                              .seed = UINT64_C(0x9e3779b97f4a7c15) * (plan->number + 1)};
    plan->loop_count = 0;
    sample_choices(&sampler, regex);
    return strbuf_view(&sampler.out);
}
