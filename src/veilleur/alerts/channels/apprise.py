"""Alerts by the services that the package apprise knows: Telegram, Signal, Matrix, Teams and a hundred more.

In: one message. Out: a notification by each address of a person. Pitfall: apprise is an extra that may not be
installed, takes a quarter of a second to load, and says only yes or no; so it is loaded at the first message,
and why a service did not take it is not known.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging

from veilleur.alerts.channels.message import ChannelError, Outgoing, Send
from veilleur.config.alerts_section import AlertSettings, Person

NAME = "apprise"
INSTALL = "pip install 'veilleur[channels]'"


def connect(person: Person, _settings: AlertSettings, site: str) -> Send | None:
    """The services of a person; None when they have none."""
    if not person.apprise:
        return None

    async def send(outgoing: Outgoing) -> None:
        await asyncio.to_thread(_notify, person.apprise, outgoing, site)

    return send


def is_installed() -> bool:
    """Whether the package is there."""
    return importlib.util.find_spec(NAME) is not None


def _notify(addresses: str, outgoing: Outgoing, site: str) -> None:
    """Hand a message to each service; one that takes it is enough.

    Raises:
        ChannelError: when none did.
    """
    try:
        import apprise
    except ImportError:
        raise ChannelError("the package apprise is not installed; run `{command}`", command=INSTALL) from None
    for noisy in ("apprise", "urllib3"):  # they write addresses, and those are secrets
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    asset = apprise.AppriseAsset(
        app_id="Veilleur",
        app_desc=site,
        app_url="",
        image_url_mask="",
        image_url_logo="",
        secure_logging=True,
    )
    services = apprise.Apprise(asset=asset)
    if not services.add(addresses):
        raise ChannelError("apprise does not know this address")
    kind = apprise.NotifyType.WARNING if outgoing.is_urgent else apprise.NotifyType.INFO
    taken = [
        service.notify(
            body="\n\n".join(filter(None, (outgoing.text.whole, outgoing.link))),
            title=outgoing.text.subject,
            notify_type=kind,
            body_format=apprise.NotifyFormat.TEXT,
        )
        for service in services
    ]
    if not any(taken):
        raise ChannelError("the service did not take it")
