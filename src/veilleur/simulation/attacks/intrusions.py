"""How attackers get in before the first call: voicemail, stolen account, DISA, or a way nobody sees.

In: a scene. Out: steps, and at their end the `Way` calls will leave by, or None when they did not get in.
Pitfall: an intrusion that fails ends the attack without a single call, and that is the best result a watch
can have.
"""

from __future__ import annotations

from collections.abc import Generator

from veilleur.simulation.attacks.attacker import Scene, Way
from veilleur.simulation.engine.steps import Feedback, PlannedVisit, Step
from veilleur.words.calls import Origin
from veilleur.words.events import ForwardSet, Registered, RegistrationRefused

Entry = Generator[Step, Feedback, Way | None]
SCANNERS = ("friendly-scanner", "sipvicious", "pplsip", "VaxSIPUserAgent", "")
SOFT_PHONES = ("eyeBeam", "MicroSIP/3.21", "Zoiper rv2.10", "Asterisk PBX")
TURNED_AWAY_MAX = 6  # visits to one mailbox that ends at a lock before the attacker tries another one


def guesses_needed(scene: Scene) -> int:
    """How many PINs are tried until one fits.

    Source: Data Genetics (3.4 million PINs): 10.7 % open at the first, 18.6 % within 3, 26.8 % within 20,
    a third within 61, half within 426; boxes that never open are no successful attack and left out.
    Ficome: most French boxes keep 0000 or 1234.
    """
    drawn = scene.rng.random()
    for share, first, last in ((0.30, 1, 2), (0.52, 3, 3), (0.72, 4, 20), (0.86, 21, 61)):
        if drawn < share:
            return scene.rng.randint(first, last)
    return scene.rng.randint(62, 426)


def guess_pin(scene: Scene) -> Generator[Step, Feedback, str]:
    """Guess mailboxes' PINs, three tries a call (Asterisk's default); the extension, or "" if none opens.

    Half of the attackers do not know the numbers and sweep the range first: decoys too.
    """
    rng = scene.rng
    caller = scene.outside_caller()
    if rng.random() < 0.5:
        strangers = rng.sample([str(number) for number in range(150, 200)], rng.randint(1, 6))
        for box in strangers:
            yield from _guess(scene, box, caller, rng.randint(1, 3), never=True)
    boxes = rng.sample(scene.company.extensions, min(3, len(scene.company.extensions)))
    for box in boxes:
        if (yield from _guess(scene, box, caller, guesses_needed(scene))):
            return box
    return ""


def _guess(
    scene: Scene, box: str, caller: str, needed: int, never: bool = False
) -> Generator[Step, Feedback, bool]:
    rng, cunning, turned_away = scene.rng, scene.cunning, 0
    while needed > 0 and turned_away < TURNED_AWAY_MAX:
        scene.now += rng.uniform(5, 40) * (90 if cunning.waits else 1)
        if cunning.noon:
            scene.wait_for_hour(11, 14)
        if rng.random() < 0.2:
            caller = scene.outside_caller()
        count = min(1 if cunning.under_count else 3, needed)
        tries = tuple(needed - place == 1 and not never for place in range(count))
        before, scene.seen = (
            scene.seen,
            (
                yield PlannedVisit(
                    start=scene.now,
                    mailbox=f"{box}@default",
                    caller=caller,
                    outside=True,
                    tries=tries,
                    seconds_per_try=rng.uniform(4, 8),
                    changes_pin=rng.random() < 0.5,
                    hostile=True,
                )
            ),
        )
        scene.now += 8.0 * count + 15
        if scene.seen.entered > before.entered:
            return True
        if scene.seen.locked > before.locked:
            turned_away += 1
        else:
            needed -= count
    return False


def set_forward(scene: Scene, extension: str, number: str) -> Generator[Step, Feedback, None]:
    """Set a forward of an extension to a number."""
    scene.now += scene.rng.uniform(20, 300)
    scene.seen = yield ForwardSet(scene.now, scene.now, extension, "CF", number)


def by_voicemail(scene: Scene) -> Entry:
    """Guess a PIN, then dial out from the mailbox (call-back or dial-out of the voicemail)."""
    extension = yield from guess_pin(scene)
    if not extension:
        return None
    scene.now += scene.rng.uniform(20, 3600)
    return Way(extension, Origin.VOICEMAIL, scene.outside_caller())


def by_account(scene: Scene, noisy: bool = True) -> Entry:
    """Scan and guess a SIP account, then register from elsewhere (Hoffstadt and Aziz 2014).

    noisy: whether the guessing was at this switch; a password bought or read elsewhere makes no noise.
    """
    rng = scene.rng
    extension = rng.choice(scene.company.extensions)
    if noisy:
        scanner, agent = f"192.0.2.{rng.randint(1, 254)}", rng.choice(SCANNERS)
        for _ in range(rng.randint(5, 60)):
            scene.now += rng.uniform(1, 30) * (60 if scene.cunning.waits else 1)
            unknown = rng.random() < 0.6
            account = str(rng.randint(100, 999)) if unknown else extension
            scene.seen = yield RegistrationRefused(
                at=scene.now,
                seen_at=scene.now,
                account=account,
                address=scanner,
                agent=agent,
                unknown_account=unknown,
                tries=rng.randint(1, 50),
            )
        scene.now += rng.uniform(60, 86400)
    address, agent = f"198.51.100.{rng.randint(1, 254)}", rng.choice(SOFT_PHONES)
    scene.seen = yield Registered(scene.now, scene.now, extension, address, agent)
    scene.now += rng.uniform(2, 1800)
    return Way(extension, Origin.EXTENSION, "", address, agent)


def by_disa(scene: Scene) -> Entry:
    """Dial in and get the site's own dial tone: no access event is seen, both legs are paid (pbxdom)."""
    yield from ()  # no access event is seen
    return Way(scene.rng.choice(scene.company.extensions), Origin.DISA, scene.outside_caller())


def by_telephone(scene: Scene) -> Entry:
    """Use a telephone of the site: an intruder, a cleaner, or a telephone taken over from within."""
    extension = scene.rng.choice(scene.company.extensions)
    today = scene.local().date()
    address = scene.company.address(extension, today)
    yield from ()  # no access event is seen
    return Way(extension, Origin.EXTENSION, "", address, scene.company.telephone_of(extension, today))


def any_way(scene: Scene) -> Entry:
    """The case does not say how they came in: by the seed."""
    drawn = scene.rng.random()
    if drawn < 0.35:
        return (yield from by_account(scene, noisy=drawn < 0.2))
    if drawn < 0.6:
        return (yield from by_voicemail(scene))
    if drawn < 0.7:
        return (yield from by_disa(scene))
    return (yield from by_telephone(scene))
