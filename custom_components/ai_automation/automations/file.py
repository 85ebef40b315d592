"""Read and replace a file of the owner's whole, its mode and owner kept."""

from contextlib import suppress
import os
from pathlib import Path
import tempfile

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN, LOGGER


def read(path: Path) -> bytes:
    """Return the content of a file, nothing where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as err:
        raise _failed(path, err) from err


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it is the old or the new one at any moment."""
    real = path.resolve()
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=_prefix(real))
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            _like(real, stream.fileno())
            os.fsync(stream.fileno())
        Path(temporary).replace(real)
        _sync_folder(real.parent)
    except OSError as err:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise _failed(path, err) from err


def replace_if(path: Path, before: bytes, after: bytes) -> bool:
    """Write a file if it still is what it was, and return whether it was."""
    if read(path) != before:
        return False
    replace(path, after)
    return True


def clean(path: Path) -> None:
    """Delete what is left of a write of the file that was cut off."""
    real = path.resolve()
    for left in real.parent.glob(f"{_prefix(real)}*"):
        left.unlink(missing_ok=True)


def _prefix(path: Path) -> str:
    """Return how the temporary files of a file begin."""
    return f".{path.name}.{DOMAIN}_"


def _sync_folder(folder: Path) -> None:
    """Bring the new name of a file to the disk, where the file system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as err:  # the file is written all the same
        LOGGER.debug("The folder %s could not be synced: %s", folder, err)


def _like(path: Path, handle: int) -> None:
    """Give an open file the mode and the owner of another, those of a new file where there is none."""
    if not path.exists():
        os.fchmod(handle, 0o644)
        return
    status = path.stat()
    os.fchmod(handle, status.st_mode & 0o7777)
    with suppress(PermissionError):  # only root may give files away
        os.fchown(handle, status.st_uid, status.st_gid)


def _failed(path: Path, err: OSError) -> HomeAssistantError:
    """Return the error of a file that could not be read or written."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="file_failed",
        translation_placeholders={"file": path.name, "error": str(err)},
    )
