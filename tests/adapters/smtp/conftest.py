"""Certificates of an authority made for the tests."""

import ssl
from pathlib import Path

import pytest
import trustme
from attrs import frozen


@frozen
class Certificates:
    """``ca_file`` (PEM) signed ``server``, for localhost, and ``elsewhere``, for another name."""

    ca_file: Path
    other_ca_file: Path
    server: ssl.SSLContext
    elsewhere: ssl.SSLContext


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    other.cert_pem.write_to_path(folder / "other.pem")
    return Certificates(
        folder / "ca.pem",
        folder / "other.pem",
        _context(authority.issue_cert("localhost")),
        _context(authority.issue_cert("mail.elsewhere.test")),
    )


def _context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
