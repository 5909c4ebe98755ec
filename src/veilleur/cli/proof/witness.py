"""`veilleur witness serve|token`: a witness for the journals of other machines.

In: heads over HTTP, from guards whose [[witness]] is a `service`. Out: one file for each site that only
grows; sentences on stderr, and alerts to the people of [alerts], when a site is silent or contradicts itself.
Exit 0 when it was stopped, 2 when it cannot serve. Pitfall: it belongs on a machine that shares nothing with
the PBX.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, LangOption, language_or_error, settings_or_default
from veilleur.config.switch_section import LOOPBACK
from veilleur.desk.witness_watch import WitnessWatch
from veilleur.journal.witness.service import WitnessBook, new_token
from veilleur.language import Sentence, error_in, printable, say
from veilleur.words.errors import ConfigError, InputError

WITNESS_PORT = 8142
SILENT_AFTER_S = 180
_TOKEN = Sentence(
    "Jeton de {site}, montré une seule fois\u00a0; écrivez-le dans le token_file du témoin, sur sa machine. "
    "Un service déjà lancé le connaîtra à son prochain démarrage.",
    "Token of {site}, shown this once; write it into the token_file of [[witness]] on its machine. "
    "A service that runs already knows it from its next start on.",
)
_SERVES = Sentence(
    "Témoin de {count|journal/journaux} sur {address}:{port}.",
    "Witness of {count|journal/journals} on {address}:{port}.",
)
Text = Optional[str]  # noqa: UP045 - typer reads the annotation at run time
File = Optional[Path]  # noqa: UP045


def command(
    action: Annotated[str, typer.Argument(help="serve or token")],
    site: Annotated[Text, typer.Argument(help="The site's name, as in its veilleur.toml.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the heads are kept.")] = Path("witness"),
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = WITNESS_PORT,
    certificate: Annotated[
        File, typer.Option(help="TLS certificate (PEM); needed beyond this machine.")
    ] = None,
    certificate_key: Annotated[File, typer.Option(help="Its key.")] = None,
    silent_after: Annotated[
        int, typer.Option(min=10, max=86_400, help="Seconds without a head after which people are alerted.")
    ] = SILENT_AFTER_S,
    config: ConfigOption = None,
    lang: LangOption = None,
) -> None:
    """Keep the heads of other machines' journals, where their root cannot rewrite them."""
    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    if action == "token" and site:
        token = new_token(folder, site)
        print(say(_TOKEN, {"site": site}, language), file=sys.stderr)
        print(token)
        return
    if action != "serve" or site is not None:
        raise InputError('Write `veilleur witness token "Garage Martin"` or `veilleur witness serve`.')
    context = _encryption(address, certificate, certificate_key)

    def complain(sentence: str) -> None:
        print(f"veilleur: {printable(error_in(sentence, language))}", file=sys.stderr, flush=True)

    watch = WitnessWatch(settings, language, complain, float(silent_after))
    book = WitnessBook(folder, watch.contradicts)
    if not book.last_received:
        raise ConfigError(
            "{path}: no site has a token here; run `veilleur witness token SITE` first.", path=folder
        )
    serving = watch.serve(book, address, port, context)
    complain(
        say(_SERVES, {"count": len(book.last_received), "address": address, "port": serving.port}, language)
    )
    try:
        asyncio.run(watch.run(book))
    finally:
        serving.stop()


def _encryption(address: str, certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if (certificate is None) != (key is None):
        raise ConfigError("--certificate and --certificate-key belong together; give both.")
    if certificate is None:
        if address not in LOOPBACK:
            raise ConfigError(
                "On {address} tokens would pass in the clear; give --certificate and --certificate-key, or "
                "listen on 127.0.0.1 behind a VPN or a web server with HTTPS.",
                address=address,
            )
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:
        raise ConfigError(
            "{path}: this certificate cannot be used ({why}).", path=certificate, why=error
        ) from error
    return context
