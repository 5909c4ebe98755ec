# ruff: noqa: E501 - a sentence is one line
"""Which field of which PBX leads its calls through the gate, in one sentence per maker.

In: where the gate stands. Out: rows of French and English. Pitfall: `tried` says that a call of such a PBX,
or of a simulation of its headers, passed the gate in our laboratory; for the others the sentence is as good
as its source, and "" as source is general knowledge that nobody here could check.
"""

from __future__ import annotations

from dataclasses import dataclass

from veilleur.language import Sentence, say


@dataclass(frozen=True, slots=True)
class Maker:
    """One kind of PBX. field: what to set, with the blank {gate}, `host:port`. tried: "real", "simulated" or ""."""

    name: str
    field: Sentence
    source: str = ""
    tried: str = ""


MAKERS = (
    Maker(
        "Asterisk PJSIP",
        Sentence(
            "pjsip.conf, points d’accès et enregistrement du trunk\u00a0: outbound_proxy=sip:{gate}\\;lr",
            "pjsip.conf, the trunk’s endpoint, aor and registration: outbound_proxy=sip:{gate}\\;lr",
        ),
        "docs.asterisk.org, res_pjsip configuration",
        "real",
    ),
    Maker(
        "Asterisk chan_sip",
        Sentence(
            "sip.conf, section du trunk\u00a0: outboundproxy={gate}",
            "sip.conf, the trunk’s section: outboundproxy={gate}",
        ),
        "asterisk/asterisk, configs/samples/sip.conf.sample",
        "real",
    ),
    Maker(
        "FreePBX",
        Sentence(
            "Connectivité > Trunks > pjsip Settings > Advanced > Outbound Proxy\u00a0: sip:{gate}\\;lr",
            "Connectivity > Trunks > pjsip Settings > Advanced > Outbound Proxy: sip:{gate}\\;lr",
        ),
        "FreePBX/core, drivers/PJSip.class.php: outbound_proxy of endpoint, aor and registration",
    ),
    Maker(
        "3CX",
        Sentence(
            "SIP Trunk > General > Outbound Proxy, avec le port\u00a0: {gate}",
            "SIP Trunk > General > Outbound Proxy, with its port: {gate}",
        ),
        "headers: 3cx.com/docs/sip-trunk-outbound-calls; the field: general knowledge",
        "simulated",
    ),
    Maker(
        "Yeastar P",
        Sentence(
            "Trunk > Basic > Enable Outbound Proxy\u00a0: adresse et port de {gate}",
            "Trunk > Basic > Enable Outbound Proxy: address and port of {gate}",
        ),
        "help.yeastar.com, P-Series administrator guide, SIP Trunk Settings",
    ),
    Maker(
        "Grandstream UCM",
        Sentence(
            "VoIP Trunk > Outbound Proxy Support coché, Outbound Proxy\u00a0: {gate}",
            "VoIP Trunk > Outbound Proxy Support ticked, Outbound Proxy: {gate}",
        ),
    ),
    Maker(
        "Mitel MiVoice Business",
        Sentence(
            "SIP Peer Profile > Outbound Proxy Server\u00a0: un Network Element (type Outbound Proxy) à l’adresse {gate}",
            "SIP Peer Profile > Outbound Proxy Server: a Network Element (type Outbound Proxy) at {gate}",
        ),
        "Mitel online help, form SIP Peer Profile",
    ),
    Maker(
        "Alcatel OXO Connect",
        Sentence(
            "Paramètres de la passerelle VoIP > profil SIP > Outbound Proxy\u00a0: {gate}",
            "VoIP gateway parameters > SIP profile > Outbound Proxy: {gate}",
        ),
    ),
    Maker(
        "Panasonic KX-NS/TDE",
        Sentence(
            "V-SIPGW > Port Property > Main > SIP Outbound Proxy\u00a0: {gate}",
            "V-SIPGW > Port Property > Main > SIP outbound proxy: {gate}",
        ),
    ),
    Maker(
        "Cisco CUBE",
        Sentence(
            "voice service voip / sip / outbound-proxy, ou sur le dial-peer\u00a0: voice-class sip outbound-proxy ipv4:{gate}",
            "voice service voip / sip / outbound-proxy, or on the dial-peer: voice-class sip outbound-proxy ipv4:{gate}",
        ),
        "cisco.com, Cisco IOS Voice Command Reference: voice-class sip outbound-proxy",
    ),
    Maker(
        "AudioCodes Mediant, MediaPack",
        Sentence(
            "Proxy Sets > adresse du Proxy Set de l’IP Group de l’opérateur\u00a0: {gate}\u00a0; son SIP Group Name garde le domaine de l’opérateur",
            "Proxy Sets > address of the Proxy Set of the operator’s IP Group: {gate}; its SIP Group Name keeps the operator’s domain",
        ),
        "techdocs.audiocodes.com, Configuring IP Groups",
    ),
    Maker(
        "FRITZ!Box",
        Sentence(
            "Numéros propres > Autre fournisseur > Serveur proxy\u00a0: {gate}, là où la version montre ce champ",
            "Own numbers > Other provider > Proxy server: {gate}, where the version shows that field",
        ),
    ),
    Maker(
        "Microsoft Direct Routing",
        Sentence(
            "Sur le SBC (pas dans Teams)\u00a0: le prochain saut du trunk de l’opérateur devient {gate}",
            "On the SBC (not in Teams): the next hop of the operator’s trunk becomes {gate}",
        ),
    ),
)
_TRIED = {
    "real": Sentence("essayé ici sur le vrai", "tried here on the real one"),
    "simulated": Sentence(
        "essayé ici par simulation de ses en-têtes", "tried here by a simulation of its headers"
    ),
    "": Sentence("pas essayé ici", "not tried here"),
}
_NO_SOURCE = Sentence("sans source vérifiée", "without a checked source")


def lines(gate: str, language: str) -> list[str]:
    """One line for each maker."""
    return [
        f"  {one.name}: {say(one.field, {'gate': gate}, language)} "
        f"[{say(_TRIED[one.tried], {}, language)}; {one.source or say(_NO_SOURCE, {}, language)}]"
        for one in MAKERS
    ]
