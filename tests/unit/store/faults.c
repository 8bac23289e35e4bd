#include "faults.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/must.h"

struct faults faults;

struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs *below;
static sqlite3_vfs layer;

void faults_set(int kinds, long n, int code, bool goes_on)
{
    faults.fail_at = 0;
    faults.kinds = kinds;
    faults.count = 0;
    faults.code = code;
    faults.goes_on = goes_on;
    faults.fail_at = n;
}

void faults_clear(void)
{
    faults.fail_at = 0;
}

/* The code this call is to fail with, or SQLITE_OK. */
static int strike(enum fault_kind kind)
{
    if ((faults.kinds & (int)kind) == 0)
        return SQLITE_OK;
    long n = ++faults.count, fail_at = faults.fail_at;
    if (fail_at == 0 || (faults.goes_on ? n < fail_at : n != fail_at))
        return SQLITE_OK;
    if (faults.kills)
        kill(getpid(), SIGKILL);
    return faults.code;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct file *)(void *)file)->real;
}

static int file_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods == NULL ? SQLITE_OK : real->pMethods->xClose(real);
}

static int file_read_at(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), to, size, at);
}

static int file_write_at(sqlite3_file *file, const void *from, int size, sqlite3_int64 at)
{
    int code = strike(FAULT_WRITE);
    if (code == SQLITE_OK)
        return real_of(file)->pMethods->xWrite(real_of(file), from, size, at);
    if (size > 1) /* a failed write may have written a part */
        real_of(file)->pMethods->xWrite(real_of(file), from, size / 2, at);
    return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = strike(FAULT_WRITE);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    int code = strike(FAULT_SYNC);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int file_lock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int file_is_reserved(sqlite3_file *file, int *is)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is);
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int file_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* without memory mapping: every write passes here */
    .xClose = file_close,
    .xRead = file_read_at,
    .xWrite = file_write_at,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags, int *got)
{
    struct file *file = (struct file *)(void *)out;
    (void)vfs;
    file->real = (sqlite3_file *)(void *)(file + 1);
    file->real->pMethods = NULL;
    int code = below->xOpen(below, name, file->real, flags, got);
    file->base.pMethods = code == SQLITE_OK ? &methods : NULL;
    return code;
}

void faults_install(void)
{
    below = sqlite3_vfs_find(NULL);
    layer = *below;
    layer.zName = "faults";
    layer.pNext = NULL;
    layer.szOsFile = (int)sizeof(struct file) + below->szOsFile;
    layer.xOpen = open_file;
    must(sqlite3_vfs_register(&layer, 1) == SQLITE_OK);
}
