"""A folder of ours where others may have been before: no link in it is followed where we write.

In: a path. Out: the folder, held open; files in it are made new and put in their place by renaming.
Pitfall: root also takes a folder of a system account (the guard's own user), of a person never: whoever owns
a folder may take out of it what is kept there as evidence.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

FIRST_UID_OF_PEOPLE = 1000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class OwnFolder:
    """The folder; a context. Its methods raise OSError."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> Self:
        """The folder of this path, made when there is none.

        Raises:
            OSError: when it is a link, is not ours, or others may write into it.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        return cls(_opened(path, None))

    def subfolder(self, name: str) -> OwnFolder:
        """A folder in it, made when there is none."""
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, 0o700, dir_fd=self._descriptor)
        return OwnFolder(_opened(name, self._descriptor))

    def has(self, name: str) -> bool:
        """Whether something of this name lies in it, a link that leads nowhere too."""
        with contextlib.suppress(FileNotFoundError):
            os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
            return True
        return False

    def create(self, name: str) -> int:
        """A descriptor to write a new file, mode 0600. What has the name already is an error."""
        return os.open(name, _NEW_FILE, 0o600, dir_fd=self._descriptor)

    def put(self, name: str, content: Iterable[bytes], mode: int) -> None:
        """A whole file under this name, in the place of what had it."""
        part = f".{name}.part"
        self.remove(part)
        with os.fdopen(self.create(part), "wb") as out:
            out.writelines(content)
            os.fchmod(out.fileno(), mode)
        self.rename(part, name)

    def link(self, file: Path, name: str) -> None:
        """Give a file of ours this name too."""
        self.remove(name)
        os.link(file, name, dst_dir_fd=self._descriptor, follow_symlinks=False)

    def rename(self, old: str, new: str) -> None:
        """Rename within the folder; what had the new name goes."""
        os.rename(old, new, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)

    def remove(self, name: str) -> None:
        """Delete a file or a link, if there is one."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._descriptor)

    def changed_at(self, name: str) -> float:
        """When what lies there was written, in seconds since 1970 UTC."""
        return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False).st_mtime

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def _opened(name: Path | str, above: int | None) -> int:
    descriptor = os.open(name, _FOLDER, dir_fd=above)
    found = os.fstat(descriptor)
    ours = os.geteuid() if hasattr(os, "geteuid") else 0  # a browser's folder has no other user
    is_ours = found.st_uid in (ours, 0) or (ours == 0 and found.st_uid < FIRST_UID_OF_PEOPLE)
    if is_ours and not found.st_mode & stat.S_IWOTH:
        return descriptor
    os.close(descriptor)
    raise PermissionError(1, "the folder is another user's, or all may write into it", str(name))
