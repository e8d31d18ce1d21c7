"""A message in the form that SMTP carries."""

from email.message import EmailMessage
from email.policy import SMTP

from acerto.ports.channel import Message, PermitRef

PERMIT_HEADER = "X-Acerto-Permit"


def as_bytes(message: Message, *, sender: str, permit: PermitRef) -> bytes:
    """Multipart text and HTML with CRLF line ends; the permit's number goes along, for tracing."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = message.headers.get("From", sender)
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Message-ID"] = message.message_id
    for name, value in message.headers.items():
        if name != "From":
            mail[name] = value
    mail[PERMIT_HEADER] = str(permit.permit_id)
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail.as_bytes()
