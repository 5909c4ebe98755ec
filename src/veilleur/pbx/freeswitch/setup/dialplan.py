"""The two pieces of a FreeSWITCH dialplan: ask before any bridge, and what holds when nobody answers.

In: a site and where the guard listens. Out: XML. Pitfall: the first piece is an extension that matches, adds
its actions and goes on (`continue`), so it must be read before the extensions that bridge; the second is a
context of its own, entered by the answer's status. Only status 200 with the very word allow lets a call pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import quoteattr

from veilleur.numbering.emergency import emergency_forms, extension_pattern
from veilleur.pbx.fail_policy import national_patterns
from veilleur.pbx.fail_policy.closed_days import closed_days, earliest_today
from veilleur.pbx.freeswitch.pieces import ASKING, CONTEXT, MARK
from veilleur.words.errors import ConfigError
from veilleur.words.site import Site

ANSWER_FILE = "veilleur.xml"
WAITED_FOR_S = 1  # mod_curl counts whole seconds
WAITING_TIMES = ("closed", "always", "never")
REFUSAL = "CALL_REJECTED"
LAST_MINUTE = 24 * 60 - 1
_SUNDAY_FIRST = 7


@dataclass(frozen=True, slots=True)
class DialplanPlan:
    """All that the pieces depend on. waits: when what is neither national nor inside waits while nobody
    answers."""

    site: Site = field(default_factory=Site)
    ask_host: str = "127.0.0.1"
    ask_port: int = 4580
    waits: str = "closed"
    today: date = field(default_factory=earliest_today)

    def __post_init__(self) -> None:
        """Raises ConfigError for what would be no dialplan."""
        if self.waits not in WAITING_TIMES:
            raise ConfigError("--waits is closed, always or never, not {word!r}.", word=self.waits)


def asking(plan: DialplanPlan) -> str:
    """The extension that asks, for each context from which calls leave."""
    url = f"http://{_host(plan.ask_host)}:{plan.ask_port}/v1/authorise"
    asked = (
        f"{url} connect-timeout {WAITED_FOR_S} timeout {WAITED_FOR_S} "
        "content-type application/x-www-form-urlencoded post request=${uuid}&number=$1"
    )
    lines = [
        "<include>",
        "  <!-- Veilleur asks before a call leaves; it must be read before the extensions that bridge.",
        "       Made by `veilleur setup freeswitch`; emergency numbers are never asked about. -->",
        f'  <extension name="{ASKING}" continue="true">',
        f'    <condition field="destination_number" expression={quoteattr(_asked_about(plan.site))}>',
        _action("set", "veilleur_number=$1"),
        _action("set", "curl_response_code=0"),
        _action("set", "curl_response_data=none"),
        _action("curl", asked),
        _action("execute_extension", f"{MARK}${{curl_response_code}} XML {CONTEXT}"),
        "    </condition>",
        "  </extension>",
        "</include>",
    ]
    return "\n".join(lines) + "\n"


def answering(plan: DialplanPlan) -> str:
    """The context that is entered with the answer."""
    site = plan.site
    parts = [
        _extension(
            "allowed", [("destination_number", f"^{MARK}200$"), ("${curl_response_data}", "^allow$")], "allow"
        ),
        _extension("refused", [("destination_number", f"^{MARK}(403|202)$")], "refuse", hangs_up=True),
        _extension("inside", [("${veilleur_number}", _any_of(_inside(site)))], "absent"),
    ]
    free, dear = national_patterns.patterns(site.country)
    outside = site.outside_line
    if dear:
        dear_numbers = _any_of(outside + _expression(pattern) for pattern in dear)
        free_numbers = _any_of(outside + _expression(pattern) for pattern in free)
        national = f"(?!{dear_numbers.removeprefix('^')}){free_numbers.removeprefix('^')}"
        parts.append(_extension("national", [("${veilleur_number}", f"^{national}")], "absent"))
    elif free:
        numbers = _any_of(outside + _expression(pattern) for pattern in free)
        parts.append(_extension("national", [("${veilleur_number}", numbers)], "absent"))
    parts += _of_waiting(plan)
    parts.append(_extension("waits", [("destination_number", f"^{MARK}")], "waits", hangs_up=True))
    return "\n".join(
        [
            "<include>",
            f'  <context name="{CONTEXT}">',
            "    <!-- What the answer means, and what holds when there is none. Made by `veilleur setup",
            "         freeswitch`: opening hours that change come with the next set-up. -->",
            *parts,
            "  </context>",
            "</include>",
            "",
        ]
    )


def _of_waiting(plan: DialplanPlan) -> list[str]:
    """What lets the rest pass while nobody answers."""
    if plan.waits == "always":
        return []
    if plan.waits == "never" or plan.site.hours.always:
        return [_extension("open", [("destination_number", f"^{MARK}")], "absent")]
    found = [
        _extension(
            f"closed_{day.isoformat()}",
            [],
            "waits",
            hangs_up=True,
            when=f'year="{day.year}" mon="{day.month}" mday="{day.day}"',
        )
        for day in closed_days(plan.site, plan.today)
    ]
    for day, start, end in open_times(plan.site):
        when = f'wday="{day}" time-of-day="{_clock(start)}-{_clock(end)}"'
        found.append(_extension(f"open_{day}_{start}", [], "absent", when=when))
    return found


def open_times(site: Site) -> list[tuple[int, int, int]]:
    """(day, first minute, minute after the last) of the opening hours; Sunday is 1, as FreeSWITCH counts."""
    found = []
    for weekday, ranges in enumerate(site.hours.ranges):
        day = (weekday + 1) % _SUNDAY_FIRST + 1
        for start, end in ranges:
            if end > start:
                found.append((day, start, end))
                continue
            found.append((day, start, LAST_MINUTE))
            if end > 0:
                found.append((day % _SUNDAY_FIRST + 1, 0, end))
    return found


def _asked_about(site: Site) -> str:
    """Every number but emergency numbers; extensions too where nothing in front of a number says that it
    leaves the house, for a short premium number may look like one."""
    never = [_literal(number) for number in sorted(_emergency(site))]
    if site.outside_line:
        never += [extension_pattern(text).pattern for text in site.extensions]
    return rf"^(?!(?:{'|'.join(never)})$)(\+?[0-9][0-9*#]*)$"


def _emergency(site: Site) -> set[str]:
    numbers = emergency_forms(site)
    return {number for form in numbers for number in (form, site.outside_line + form)}


def _inside(site: Site) -> list[str]:
    return [extension_pattern(text).pattern for text in site.extensions] if site.outside_line else []


def _extension(
    name: str,
    conditions: list[tuple[str, str]],
    word: str,
    *,
    hangs_up: bool = False,
    when: str = "",
) -> str:
    rows = [(f"field={quoteattr(of)} expression={quoteattr(expression)}") for of, expression in conditions]
    if when:
        rows.append(when)
    lines = [f'    <extension name="veilleur_{name}">']
    lines += [f"      <condition {row}/>" for row in rows[:-1]]
    lines += [f"      <condition {rows[-1]}>", "  " + _action("set", f"veilleur={word}")]
    if hangs_up:
        lines.append("  " + _action("hangup", REFUSAL))
    return "\n".join([*lines, "      </condition>", "    </extension>"])


def _action(application: str, data: str) -> str:
    return f"      <action application={quoteattr(application)} data={quoteattr(data)}/>"


def _expression(pattern: str) -> str:
    return pattern.replace("X", "[0-9]").replace("+", r"\+")


def _literal(number: str) -> str:
    return number.replace("+", r"\+").replace("*", r"\*")


def _any_of(expressions: Iterable[str]) -> str:
    found = list(expressions)
    return f"^(?:{'|'.join(found)})$" if found else "^(?!)$"


def _clock(minute: int) -> str:
    hours, minutes = divmod(min(minute, LAST_MINUTE), 60)
    return f"{hours:02d}:{minutes:02d}"


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
