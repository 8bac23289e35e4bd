#include "content/junit.h"

#include "dialogue/yaml.h"

struct junit junit_new(struct arena *arena)
{
    return (struct junit){.arena = arena, .suites = strbuf_new(arena, 4096)};
}

/* XML 1.0 has no control characters, not even escaped. */
static void add_escaped(struct strbuf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte == '&')
            strbuf_add_cstr(out, "&amp;");
        else if (byte == '<')
            strbuf_add_cstr(out, "&lt;");
        else if (byte == '>')
            strbuf_add_cstr(out, "&gt;");
        else if (byte == '"')
            strbuf_add_cstr(out, "&quot;");
        else
            strbuf_add_byte(out, byte < 0x20 && byte != '\n' && byte != '\t' ? '?' : (char)byte);
    }
}

/* What was written about the case whose headline ("FILE:LINE: …") begins with this; empty: it
 * passed. The lines below a headline begin with a space. */
static struct str failure_of(struct str output, struct str path, struct str headline)
{
    struct str line, found = {0};
    while (output.len > 0) {
        const char *at = output.data;
        if (!str_split(&output, '\n', &line))
            break;
        bool is_more = str_starts(line, STR(" "));
        if (found.len > 0 && !is_more)
            break;
        if (found.len > 0) {
            found.len = (size_t)(at - found.data) + line.len;
            continue;
        }
        struct str rest = str_sub(line, path.len + 1, line.len), number;
        if (str_starts(line, path) && str_split(&rest, ':', &number) &&
            str_starts(str_sub(rest, 1, rest.len), headline))
            found = line;
    }
    return found;
}

static void add_case(struct junit *junit, struct str path, struct str name, struct str failure)
{
    struct strbuf *out = &junit->suites;
    strbuf_add_cstr(out, "    <testcase classname=\"");
    add_escaped(out, path);
    strbuf_add_cstr(out, "\" name=\"");
    add_escaped(out, name);
    if (failure.len == 0) {
        strbuf_add_cstr(out, "\"/>\n");
        return;
    }
    strbuf_add_cstr(out, "\">\n      <failure message=\"not as expected\">");
    add_escaped(out, failure);
    strbuf_add_cstr(out, "</failure>\n    </testcase>\n");
}

static void add_talks(struct junit *junit, const struct yaml_file *file, const struct yaml *talks,
                      struct str output)
{
    for (const struct yaml *talk = talks->first; talk != NULL; talk = talk->next) {
        const struct yaml *name = talk->kind == YAML_MAP ? yaml_find(talk, "name") : NULL;
        struct str text = name == NULL || name->kind != YAML_TEXT ? STR("?") : name->text;
        add_case(junit, file->path, text, failure_of(output, file->path, text));
    }
}

static void add_phrases(struct junit *junit, const struct yaml_file *file,
                        const struct yaml *intent, struct str output)
{
    static const char *const keys[] = {"no", "yes"};
    const struct yaml *id = yaml_find(intent, "id"), *tests = yaml_find(intent, "tests");
    if (id == NULL || tests == NULL || id->kind != YAML_TEXT || tests->kind != YAML_MAP)
        return;
    for (size_t k = 0; k < COUNT(keys); k++) {
        const struct yaml *list = yaml_find(tests, keys[k]);
        for (const struct yaml *p = list == NULL ? NULL : list->first; p != NULL; p = p->next) {
            struct str headline =
                str_printf(junit->arena, STR_FMT ": \"" STR_FMT "\" %s", STR_ARG(id->text),
                           STR_ARG(p->text), k == 1 ? "should be this" : "should not be this");
            struct str name = str_printf(junit->arena, STR_FMT " %s: " STR_FMT, STR_ARG(id->text),
                                         keys[k], STR_ARG(p->text));
            add_case(junit, file->path, name, failure_of(output, file->path, headline));
        }
    }
}

void junit_add(struct junit *junit, const struct content_file *content, struct str output,
               struct talks_result result)
{
    if (result.passed + result.failed == 0)
        return;
    struct report report = report_new(junit->arena);
    struct yaml_file file = {content->path, content->text, junit->arena, &report};
    const struct yaml *root = yaml_parse(&file, content->text, 1);
    bool is_map = root != NULL && root->kind == YAML_MAP;
    const struct yaml *talks = is_map ? yaml_find(root, "talks") : NULL;
    const struct yaml *intents = is_map ? yaml_find(root, "intents") : NULL;
    strbuf_add_cstr(&junit->suites, "  <testsuite name=\"");
    add_escaped(&junit->suites, content->path);
    strbuf_addf(&junit->suites, "\" tests=\"%zu\" failures=\"%zu\">\n",
                result.passed + result.failed, result.failed);
    if (talks != NULL)
        add_talks(junit, &file, talks, output);
    for (const struct yaml *one = intents == NULL ? NULL : intents->first; one != NULL;
         one = one->next) {
        if (one->kind == YAML_MAP)
            add_phrases(junit, &file, one, output);
    }
    strbuf_add_cstr(&junit->suites, "  </testsuite>\n");
    junit->tests += result.passed + result.failed;
    junit->failures += result.failed;
}

struct str junit_document(const struct junit *junit)
{
    struct str suites = strbuf_view(&junit->suites);
    return str_printf(junit->arena,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<testsuites name=\"letan test\" tests=\"%zu\" failures=\"%zu\">\n" STR_FMT
                      "</testsuites>\n",
                      junit->tests, junit->failures, STR_ARG(suites));
}
