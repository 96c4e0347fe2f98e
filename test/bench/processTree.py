"""Runs a command and writes, as JSON to file descriptor 3, its seconds and the CPU seconds of all of its processes.

Orphans count, too: a parent that ends kills its pool process without waiting for it, and nobody but a subreaper learns
what that process took. Linux only.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def reap_orphans():
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
# A launcher of Python itself may have had children in this process.
before, started = cpu_seconds(), time.monotonic()
code = subprocess.call(sys.argv[1:])
seconds = time.monotonic() - started
reap_orphans()
os.write(3, json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds() - before}).encode())
sys.exit(code if code >= 0 else 128 - code)
