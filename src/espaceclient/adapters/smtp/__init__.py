"""Mail by SMTP (RFC 5321, 3207, 4954, 6531, 8314), over TLS that is verified and never
downgraded.
"""

from espaceclient.adapters.smtp.mailer import SmtpMailer
from espaceclient.adapters.smtp.message import Sender
from espaceclient.adapters.smtp.server import SmtpServer, Tls

__all__ = ["Sender", "SmtpMailer", "SmtpServer", "Tls"]
