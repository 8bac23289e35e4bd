#include "content/bundle.h"

#include <string.h>

#include "base/file.h"

enum { FILE_BYTES_MAX = 1024 * 1024 };

static const char *const parts[] = {"intents/", "kb/", "tests/talks/"};
/* The last two are not used, but their author must be told so. */
static const char *const endings[] = {".yml", ".tsv", ".txt", ".md", ".yaml", ".markdown"};

struct bundle bundle_new(struct arena *arena)
{
    return (struct bundle){.arena = arena};
}

void bundle_add(struct bundle *bundle, struct str path, struct str text)
{
    struct content_file *file =
        ARENA_PUSH(bundle->arena, bundle->files, bundle->count, bundle->capacity);
    *file = (struct content_file){str_dup(bundle->arena, path), str_dup(bundle->arena, text)};
}

bool bundle_path_is_good(struct str path)
{
    bool known = false;
    for (size_t i = 0; i < COUNT(parts); i++)
        known = known || str_starts(path, str_view(parts[i]));
    return known && !str_has(path, STR("..")) && !str_has(path, STR("//")) && path.len < 512 &&
           memchr(path.data, '\0', path.len) == NULL;
}

static bool read_part(struct bundle *bundle, const char *folder, const char *part,
                      const char *ending, struct err *err)
{
    struct str root = str_printf(bundle->arena, "%s/%s", folder, part), *names;
    size_t count;
    struct err missing = {0};
    if (!file_list(root.data, ending, bundle->arena, &names, &count, &missing))
        return missing.code == ERR_NOT_FOUND || err_set(err, missing.code, "%s", missing.text);
    for (size_t i = 0; i < count; i++) {
        struct str path =
            str_printf(bundle->arena, STR_FMT STR_FMT, STR_ARG(root), STR_ARG(names[i]));
        struct str text, name = str_printf(bundle->arena, "%s" STR_FMT, part, STR_ARG(names[i]));
        if (!file_read(path.data, FILE_BYTES_MAX, bundle->arena, &text, err))
            return false;
        *ARENA_PUSH(bundle->arena, bundle->files, bundle->count, bundle->capacity) =
            (struct content_file){name, text};
    }
    return true;
}

bool bundle_read(struct bundle *bundle, const char *folder, struct err *err)
{
    for (size_t p = 0; p < COUNT(parts); p++) {
        for (size_t e = 0; e < COUNT(endings); e++) {
            if (!read_part(bundle, folder, parts[p], endings[e], err))
                return false;
        }
    }
    if (bundle->count == 0)
        return err_set(err, ERR_NOT_FOUND, "no content in %s: expected intents/ and kb/ there",
                       folder);
    return true;
}

void bundle_take_embedded(struct bundle *bundle, const struct embedded *embedded)
{
    for (size_t i = 0; i < embedded->count; i++) {
        struct str path = str_view(embedded->files[i].path);
        if (bundle_path_is_good(path))
            bundle_add(bundle, path, embedded->files[i].plain);
    }
}

bool bundle_write(const struct bundle *bundle, const char *folder, struct err *err)
{
    for (size_t i = 0; i < bundle->count; i++) {
        struct str path =
            str_printf(bundle->arena, "%s/" STR_FMT, folder, STR_ARG(bundle->files[i].path));
        char *parent = str_cstr(bundle->arena, path);
        *strrchr(parent, '/') = '\0';
        if (!bundle_path_is_good(bundle->files[i].path))
            return err_set(err, ERR_INPUT, "not a content path: " STR_FMT,
                           STR_ARG(bundle->files[i].path));
        if (!file_make_folder(parent, err) || !file_replace(path.data, bundle->files[i].text, err))
            return false;
    }
    return true;
}
