"""Where a night's mails and events go; either may come twice, and is the same then."""

import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from espaceclient.events import RecordedEvent, as_fields, kind_of
from espaceclient.ports import Message


@frozen
class FolderMailer:
    """A file a mail, named by its Message-ID; your batch has ``SmtpMailer``."""

    folder: Path

    def send(self, message: Message) -> None:
        self.folder.mkdir(exist_ok=True)
        text = f"À : {message.to.text}\nObjet : {message.subject}\n\n{message.text}"
        (self.folder / f"{message.message_id}.txt").write_text(text, "utf-8")

    def close(self) -> None:
        pass


@frozen
class CustomerFile:
    """What the utility keeps of each customer, told by events."""

    file: Path

    def take(self, told: RecordedEvent) -> None:
        """Note an event by its id: it is noted once."""
        row = (told.id, kind_of(told.event), as_fields(told.event).get("account"))
        with closing(sqlite3.connect(self.file)) as db, db:
            db.execute("CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY, kind, account)")
            db.execute("INSERT OR IGNORE INTO told VALUES (?, ?, ?)", row)
