"""What `veilleur setup http` has to know beyond the site."""

from __future__ import annotations

from veilleur.pbx.http.settings import HTTP_PORT
from veilleur.pbx.http.setup.sentences import ASK
from veilleur.pbx.setup_port import Option

DEFAULT_TOKEN = "pbx"  # noqa: S105 - the name of a token
OWN_KEYS = frozenset("host port certificate certificate_key behind_proxy".split())
OPTIONS = (
    Option(
        "listen",
        str,
        "Address on which the guard answers the switch.",
        "127.0.0.1",
        ASK["listen"],
        toml_key="host",
    ),
    Option("http_port", int, "Its port.", HTTP_PORT, least=1, most=65535, toml_key="port"),
    Option("certificate", str, "Certificate (PEM), for TLS.", "", ASK["certificate"], toml_key="certificate"),
    Option("certificate_key", str, "Its key.", "", ASK["certificate_key"], toml_key="certificate_key"),
    Option(
        "behind_proxy",
        bool,
        "A proxy in front of the guard speaks TLS.",
        default=False,
        toml_key="behind_proxy",
    ),
    Option("token", str, "Name of the token that is made for the switch.", DEFAULT_TOKEN),
)
