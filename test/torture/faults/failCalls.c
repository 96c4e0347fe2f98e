/*
 * Preloaded into a process: the nth call among FAULT_CALL on a path that contains FAULT_PATH fails with the error number
 * FAULT_ERRNO, or kills the process group if that is 0. FAULT_CALL is a list, separated by spaces, of rename, link, unlink, rmdir,
 * mkdir, fsync, write, copy, open, and openw (for writing only). All processes count together in the file FAULT_COUNT, if that is
 * given, which then tells the call, too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

/** The file of the counter: the number of calls, then which of them failed. */
struct shared {
  atomic_int calls;
  char failed[4092];
};

static struct shared own;
static struct shared *counter = &own;

__attribute__((constructor)) static void open_counter(void) {
  const char *path = getenv("FAULT_COUNT");
  if (!path) return;
  int file = NEXT(int (*)(const char *, int, ...), "open64")(path, O_RDWR | O_CREAT, 0600);
  if (file < 0 || ftruncate(file, sizeof own) != 0) return;
  void *memory = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) counter = memory;
  close(file);
}

static int is_listed(const char *name) {
  const char *list = getenv("FAULT_CALL");
  size_t length = strlen(name);
  for (const char *at = list; at && (at = strstr(at, name)); at += length)
    if ((at == list || at[-1] == ' ') && (at[length] == 0 || at[length] == ' ')) return 1;
  return 0;
}

static int fails(const char *name, const char *path) {
  const char *part = getenv("FAULT_PATH"), *nth = getenv("FAULT_NTH"), *error = getenv("FAULT_ERRNO");
  if (!part || !nth || !error || !is_listed(name) || !strstr(path, part)) return 0;
  if (atomic_fetch_add(&counter->calls, 1) + 1 != atoi(nth)) return 0;
  snprintf(counter->failed, sizeof counter->failed, "%s %s", name, path);
  if (atoi(error) == 0) kill(0, SIGKILL);
  errno = atoi(error);
  return 1;
}

static int fails_on(const char *name, int file) {
  char link[64], path[4000];
  if (!is_listed(name)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(name, path);
}

int rename(const char *from, const char *to) {
  return fails("rename", to) ? -1 : NEXT(int (*)(const char *, const char *), "rename")(from, to);
}

int link(const char *from, const char *to) {
  return fails("link", to) ? -1 : NEXT(int (*)(const char *, const char *), "link")(from, to);
}

int unlink(const char *path) { return fails("unlink", path) ? -1 : NEXT(int (*)(const char *), "unlink")(path); }

int rmdir(const char *path) { return fails("rmdir", path) ? -1 : NEXT(int (*)(const char *), "rmdir")(path); }

int mkdir(const char *path, mode_t mode) {
  return fails("mkdir", path) ? -1 : NEXT(int (*)(const char *, mode_t), "mkdir")(path, mode);
}

int fsync(int file) { return fails_on("fsync", file) ? -1 : NEXT(int (*)(int), "fsync")(file); }

int fdatasync(int file) { return fails_on("fsync", file) ? -1 : NEXT(int (*)(int), "fdatasync")(file); }

ssize_t write(int file, const void *bytes, size_t length) {
  return fails_on("write", file) ? -1 : NEXT(ssize_t (*)(int, const void *, size_t), "write")(file, bytes, length);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  return fails_on("write", file) ? -1 : NEXT(ssize_t (*)(int, const struct iovec *, int), "writev")(file, parts, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
  return fails_on("write", file) ? -1 : NEXT(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64")(file, bytes, length, at);
}

ssize_t sendfile64(int to, int from, off64_t *at, size_t length) {
  return fails_on("copy", to) ? -1 : NEXT(ssize_t (*)(int, int, off64_t *, size_t), "sendfile64")(to, from, at, length);
}

/* libuv copies files by this. */
long syscall(long number, ...) {
  va_list rest;
  va_start(rest, number);
  long a[6];
  for (int index = 0; index < 6; index += 1) a[index] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_copy_file_range && fails_on("copy", (int)a[2])) return -1;
  return NEXT(long (*)(long, ...), "syscall")(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static int open_as(const char *name, const char *path, int flags, va_list rest) {
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  int is_written = (flags & O_ACCMODE) != O_RDONLY;
  if (fails("open", path) || (is_written && fails("openw", path))) return -1;
  return NEXT(int (*)(const char *, int, ...), name)(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int file = open_as("open", path, flags, rest);
  va_end(rest);
  return file;
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int file = open_as("open64", path, flags, rest);
  va_end(rest);
  return file;
}
