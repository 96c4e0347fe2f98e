/*
 * Preloaded into a process: the nth call named FAULT_CALL (rename, link, unlink, fsync, write, open) on a path that contains
 * FAULT_PATH fails with the error number FAULT_ERRNO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int calls;

static int fails(const char *name, const char *path) {
  const char *call = getenv("FAULT_CALL"), *part = getenv("FAULT_PATH"), *nth = getenv("FAULT_NTH"), *error = getenv("FAULT_ERRNO");
  if (!call || !part || !nth || !error || strcmp(call, name) != 0 || !strstr(path, part)) return 0;
  if (atomic_fetch_add(&calls, 1) + 1 != atoi(nth)) return 0;
  errno = atoi(error);
  return 1;
}

static int fails_on(const char *name, int file) {
  char link[64], path[4096];
  if (!getenv("FAULT_CALL") || strcmp(getenv("FAULT_CALL"), name) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(name, path);
}

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

int rename(const char *from, const char *to) {
  return fails("rename", to) ? -1 : NEXT(int (*)(const char *, const char *), "rename")(from, to);
}

int link(const char *from, const char *to) {
  return fails("link", to) ? -1 : NEXT(int (*)(const char *, const char *), "link")(from, to);
}

int unlink(const char *path) { return fails("unlink", path) ? -1 : NEXT(int (*)(const char *), "unlink")(path); }

int fsync(int file) { return fails_on("fsync", file) ? -1 : NEXT(int (*)(int), "fsync")(file); }

ssize_t write(int file, const void *bytes, size_t length) {
  return fails_on("write", file) ? -1 : NEXT(ssize_t (*)(int, const void *, size_t), "write")(file, bytes, length);
}

static int open_as(const char *name, const char *path, int flags, va_list rest) {
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
  return fails("open", path) ? -1 : NEXT(int (*)(const char *, int, ...), name)(path, flags, mode);
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
