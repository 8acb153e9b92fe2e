"""Child processes that end with the process that started them, also when that one is killed."""

import ctypes
import signal

#: prctl(2)
PR_SET_PDEATHSIG = 1


def with_parent() -> None:
    """For `preexec_fn`: the kernel sends the child SIGTERM when the thread that started it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
