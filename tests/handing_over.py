"""Handing mail over as a mail server does, by LMTP."""

import smtplib
import socket


def hand_over(
    where: str, port: int = 0, *, to: tuple[str, ...] = ("intake@example.org",), mail: bytes, sender: str = ""
) -> list[int]:
    """What a mail server does; the reply about each recipient."""
    with smtplib.LMTP(where, port) as client:
        client.ehlo()
        client.mail(sender, ["BODY=8BITMIME"])
        at_once = [client.rcpt(address)[0] for address in to]
        taken = at_once.count(250)
        # The client of the standard library reads the first reply alone; each recipient has one.
        after = [client.data(mail)[0], *(client.getreply()[0] for _ in range(taken - 1))]
        return [after.pop(0) if code == 250 else code for code in at_once]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
