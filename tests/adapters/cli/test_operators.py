import pytest

from espaceclient.adapters.cli.operators import warn_of_unknown_operators
from espaceclient.domain.values import Commune, Communes, Operator

COMMUNES = Communes.of([Commune("13022", "Cassis", Operator("Sources d'Azur", "SDA"))])


def test_an_operator_that_has_accounts_and_no_commune_is_warned_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    warn_of_unknown_operators({"SDA": 3, "Eaux du Sud": 1200}, COMMUNES)
    (said,) = caplog.messages
    assert said == (
        'ESPACECLIENT_COMMUNES: no commune has the operator "Eaux du Sud" of 1,200 accounts; if it '
        "was renamed, its former name is to stay its code_societe"
    )
