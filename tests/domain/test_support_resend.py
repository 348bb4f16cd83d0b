"""What the support may have sent again: no more mails than anybody else."""

from espaceclient.domain.event import SupportActed
from espaceclient.domain.event_outcome import SupportAct
from espaceclient.domain.reply import InTheWay
from espaceclient.domain.support import ResendFacts, TooManyMails, resend_activation
from espaceclient.domain.support_case import SupportCase
from tests.domain.world import NOON, REGISTRATION, rates

CASE = SupportCase("claire", "ticket 42")
FLOODED = ResendFacts(NOON, REGISTRATION, InTheWay(None, None), rates(recipient=(7, 7)), "subject")


def test_a_limit_that_is_reached_is_told_to_operators_and_that_the_support_looked() -> None:
    decision = resend_activation(CASE, FLOODED)
    looked = SupportActed(SupportAct.LOOKED, "claire", "ticket 42", subject="subject")
    assert decision.answer == TooManyMails()
    assert (decision.limit_reached, decision.events) == (True, (looked,))
