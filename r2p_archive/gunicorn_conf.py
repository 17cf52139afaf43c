"""How gunicorn serves the archive: on this machine only, behind a proxy where it is public."""

import ctypes
import gc
import os
import sys
from threading import Thread

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from r2p_archive.rehearsal import rehearse

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
# Two processes for two cores; threads, because a slow reader must not hold a process.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
# Loaded once before the processes fork: a setting that does not work ends the start in one line.
preload_app = True
# Nobody steers a running archive through a socket in a home folder.
control_socket_disable = True
loglevel = "warning"

# Numbers of malloc.h. Large pieces are given back when they are free, and few pools are kept: after
# counting facets of a million letters a worker held 230 MB that nothing used any more, now 110.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8


def on_starting(server: Arbiter) -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, 1 << 18)
        mallopt(M_ARENA_MAX, 2)


def post_worker_init(worker: Worker) -> None:
    # Beside what serves: whatever is slow or missing keeps no reader waiting.
    Thread(target=rehearse, args=(worker.wsgi,), daemon=True).start()


def when_ready(server: Arbiter) -> None:
    # What is loaded now stays: looked through again and again, it took a tenth of a page's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    sys.stdout.write(f"The archive is open at http://{bind}/ (Ctrl-C closes it).\n")
    sys.stdout.flush()
