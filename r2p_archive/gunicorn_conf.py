"""How gunicorn serves the archive: on this machine only, behind a proxy where it is public."""

import gc
import os
import sys

from gunicorn.arbiter import Arbiter

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
# Two processes for two cores; threads, because a slow reader must not hold a process.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
# Loaded once before the processes fork: a setting that does not work ends the start in one line.
preload_app = True
# Nobody steers a running archive through a socket in a home folder.
control_socket_disable = True
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    # What is loaded now stays: looked through again and again, it took a tenth of a page's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    sys.stdout.write(f"The archive is open at http://{bind}/ (Ctrl-C closes it).\n")
    sys.stdout.flush()
