#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 100000, FOLDER_DEPTH_MAX = 16 };

static bool fail(struct err *err, const char *doing, const char *path)
{
    return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s %s: %s", doing, path,
                   strerror(errno));
}

static bool read_all(int fd, size_t size, char *into)
{
    for (size_t got = 0; got < size;) {
        ssize_t n = read(fd, into + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    return true;
}

bool file_read(const char *path, size_t max_bytes, struct arena *arena, struct str *out,
               struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(err, "reading", path);
    struct stat info;
    bool ok = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    if (!ok) {
        err_set(err, ERR_IO, "reading %s: not a regular file", path);
    } else if ((size_t)info.st_size > max_bytes) {
        ok = err_set(err, ERR_LIMIT, "reading %s: larger than %zu bytes", path, max_bytes);
    } else {
        char *data = arena_alloc(arena, (size_t)info.st_size + 1);
        ok = read_all(fd, (size_t)info.st_size, data) || fail(err, "reading", path);
        *out = (struct str){data, (size_t)info.st_size};
    }
    close(fd);
    return ok;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.data, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = str_sub(bytes, (size_t)n, bytes.len);
    }
    return true;
}

bool file_replace(const char *path, struct str bytes, struct err *err)
{
    char temporary[PATH_MAX];
    if (snprintf(temporary, sizeof(temporary), "%s.new", path) >= (int)sizeof(temporary))
        return err_set(err, ERR_LIMIT, "writing %s: the path is too long", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(err, "writing", temporary);
    bool ok = write_all(fd, bytes) && fsync(fd) == 0;
    if (!ok)
        fail(err, "writing", temporary);
    close(fd);
    if (ok && rename(temporary, path) != 0)
        ok = fail(err, "replacing", path);
    if (!ok)
        unlink(temporary);
    return ok;
}

struct listing {
    const char *suffix;
    struct arena *arena;
    struct str *files;
    size_t count, capacity;
};

static bool list_folder(struct listing *into, const char *root, struct str prefix, int depth,
                        struct err *err);

static bool list_entry(struct listing *into, const char *root, struct str prefix, const char *name,
                       int depth, struct err *err)
{
    struct str relative = str_printf(into->arena, STR_FMT "%s", STR_ARG(prefix), name);
    struct str path = str_printf(into->arena, "%s/" STR_FMT, root, STR_ARG(relative));
    struct stat info;
    if (stat(path.data, &info) != 0)
        return fail(err, "listing", path.data);
    if (S_ISDIR(info.st_mode)) {
        struct str below = str_printf(into->arena, STR_FMT "/", STR_ARG(relative));
        return list_folder(into, root, below, depth + 1, err);
    }
    if (!S_ISREG(info.st_mode) || !str_ends(relative, str_view(into->suffix)))
        return true;
    if (into->count >= FILES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d files below %s", FILES_MAX, root);
    *ARENA_PUSH(into->arena, into->files, into->count, into->capacity) = relative;
    return true;
}

static bool list_folder(struct listing *into, const char *root, struct str prefix, int depth,
                        struct err *err)
{
    if (depth > FOLDER_DEPTH_MAX)
        return err_set(err, ERR_LIMIT, "folders nested too deep below %s", root);
    struct str path = str_printf(into->arena, "%s/" STR_FMT, root, STR_ARG(prefix));
    DIR *folder = opendir(path.data);
    if (folder == NULL)
        return fail(err, "listing", path.data);
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.')
            ok = list_entry(into, root, prefix, entry->d_name, depth, err);
    }
    closedir(folder);
    return ok;
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

bool file_list(const char *folder, const char *suffix, struct arena *arena, struct str **out,
               size_t *count, struct err *err)
{
    struct listing listing = {.suffix = suffix, .arena = arena};
    if (!list_folder(&listing, folder, STR(""), 0, err))
        return false;
    if (listing.count > 0)
        qsort(listing.files, listing.count, sizeof(*listing.files), by_bytes);
    *out = listing.files;
    *count = listing.count;
    return true;
}

bool file_make_folder(const char *path, struct err *err)
{
    char partial[PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof(partial))
        return err_set(err, ERR_INPUT, "not a folder name: \"%s\"", path);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(partial, path, i);
        partial[i] = '\0';
        if (mkdir(partial, 0700) != 0 && errno != EEXIST)
            return fail(err, "making the folder", partial);
    }
    return true;
}
