"""What the site has answered to one person, and so owes them."""

from attrs import define, field


@define
class Count:
    """Forms that were answered, and forms after which the site was gone."""

    answered: int = 0
    doubtful: int = 0


@define
class Password:
    """The password that is in force, and those that no longer are."""

    in_force: str
    former: list[str] = field(factory=list)

    def changed(self, to: str) -> None:
        self.former.append(self.in_force)
        self.in_force = to


@define
class Ledger:
    """The answers to one person, written down as they come.

    ``changes`` counts the changes and resets of the password that took effect: the answered ones,
    and the doubtful ones whose new password was then accepted. ``used_links`` have acted.
    ``broken`` says in words what a page did that it must not.
    """

    email: str
    contract: str
    meter: str
    password: Password
    openings: Count = field(factory=Count)
    resets: Count = field(factory=Count)
    active: bool = False
    changes: int = 0
    used_links: list[str] = field(factory=list)
    broken: list[str] = field(factory=list)
    finished: bool = False

    def expect(self, promise: str, *, kept: bool) -> None:
        """Write down a promise that was broken."""
        if not kept:
            self.broken.append(f"{self.email}: {promise}")
