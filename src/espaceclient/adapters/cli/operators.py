"""Do the communes know the operators of the accounts that there are?"""

import logging
from collections.abc import Mapping

from espaceclient.adapters.cli.console import counted
from espaceclient.adapters.cli.loading import source_of
from espaceclient.domain.values import Communes

_logger = logging.getLogger(__name__)


def warn_of_unknown_operators(accounts: Mapping[str, int], communes: Communes) -> None:
    """Log a warning for each operator, by its code, that has accounts and serves no commune.

    It serves none any more, or it was given another code, so that its contracts are now others'.
    """
    known = {operator.code for operator in communes.operators}
    for code, number in accounts.items():
        if code not in known:
            _logger.warning(
                '%s: no commune has the operator "%s" of %s; if it was renamed, its former name '
                "is to stay its code_societe",
                source_of("communes"),
                code,
                counted(number, "account"),
            )
