"""A file system of a few megabytes, which can be filled to the last byte and freed again."""

import ctypes
import errno
import os

from support import TemporaryFolder

CLONE_NEWNS = 0x00020000
MS_REC = 0x4000
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)


class CanNotMount(Exception):
    """This user may not mount anything; the text says why."""


def _check(result, doing):
    if result != 0:
        raise CanNotMount(f"{doing}: {os.strerror(ctypes.get_errno())}")


def _leave_the_mounts_of_others():
    """From here on this thread, and what it starts, have mounts of their own: none outlives them, however they end."""
    _check(_libc.unshare(CLONE_NEWNS), "a mount namespace of its own")
    _check(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "a mount namespace of its own")


class SmallDisk:
    """Mounted on a temporary folder from construction to close(). To be used from one thread."""

    def __init__(self, size):
        _leave_the_mounts_of_others()
        self._folder = TemporaryFolder()
        self.path = self._folder.path
        try:
            _check(_libc.mount(b"tmpfs", os.fsencode(self.path), b"tmpfs", 0, b"size=%d" % size), "mount -t tmpfs")
        except CanNotMount:
            self._folder.close()
            raise
        self._ballast = self.path / "ballast"

    def close(self):
        _libc.umount2(os.fsencode(self.path), MNT_DETACH)
        self._folder.close()

    def free_bytes(self):
        figures = os.statvfs(self.path)
        return figures.f_bavail * figures.f_frsize

    def fill(self, but=0):
        """Leaves `but` bytes free, or a little less."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while self.free_bytes() > but:
                    file.write(bytes(min(65536, self.free_bytes() - but)))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def empty(self):
        """Frees what fill() took."""
        self._ballast.unlink(missing_ok=True)
