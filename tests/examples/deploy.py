"""The files of ``examples/deploy``, and where their paths lead in a test."""

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from espaceclient.adapters.cli.settings import SECRETS
from espaceclient.ports.keys import Key

DEPLOY = Path(__file__).parents[2] / "examples" / "deploy"


def replaced(text: str, replacements: Mapping[str, str | Path]) -> str:
    """Replace each text, which must be there: a file that has changed is not tested in vain."""
    for old, new in replacements.items():
        assert old in text, old
        text = text.replace(old, str(new))
    return text


@frozen
class Unit:
    """A unit of systemd: every line of it, in order, as section, key and value."""

    name: str
    lines: tuple[tuple[str, str, str], ...]

    @classmethod
    def read(cls, name: str) -> "Unit":
        section, lines = "", []
        for line in (DEPLOY / name).read_text("utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                key, equals, value = line.partition("=")
                assert equals, f"{name}: {line}"
                lines.append((section, key, value))
        return cls(name, tuple(lines))

    def all(self, key: str) -> list[str]:
        return [value for _, each, value in self.lines if each == key]

    def one(self, key: str) -> str:
        (value,) = self.all(key)
        return value

    @property
    def credentials(self) -> dict[str, str]:
        """The files of ``LoadCredential``, by the names that they have for the process."""
        return dict(each.split(":", 1) for each in self.all("LoadCredential"))

    def environment(self, *, credentials: Path, config: Path) -> dict[str, str]:
        """Return its variables, as systemd sets them, with files of a test."""
        said = (each.split("=", 1) for each in self.all("Environment"))
        return {
            name: value.replace("%d", str(credentials)).replace(
                "/etc/espaceclient/espaceclient.toml", str(config)
            )
            for name, value in said
        }


def write_credentials(folder: Path) -> Path:
    """Write each secret to a file of its owner alone, as the administrator does."""
    folder.mkdir(mode=0o700)
    for name in SECRETS:
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(f"{Key.generate().export()}\n", "ascii")
    return folder


def write_settings(folder: Path, replacements: Mapping[str, str | Path]) -> Path:
    """Write the example's settings with the files of a test; return the file."""
    file = folder / "espaceclient.toml"
    text = (DEPLOY / "espaceclient.toml").read_text("utf-8")
    file.write_text(replaced(text, replacements), "utf-8")
    return file
