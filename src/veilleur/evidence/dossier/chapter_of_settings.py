"""The chapter of security settings: audits with their dates, the configuration before and after.

In: a setting. Out: blocks for the template. Pitfall: the copy for circulation names the files that differ and
shows none of their lines, for they hold names and numbers.
"""

from __future__ import annotations

from veilleur.evidence.dossier import blocks
from veilleur.evidence.dossier.blocks import Block
from veilleur.evidence.dossier.content import Grade, SnapshotTaken
from veilleur.evidence.dossier.setting import Setting
from veilleur.language import error_in, printable

LINES_PRINTED = 60
FILES_PRINTED = 30
SETTINGS_PRINTED = 12  # of those that did not hold at the last audit before the attack
_LINE_SHOWN = 110


def security_settings(setting: Setting) -> list[Block]:
    words = setting.words
    return [blocks.heading(words.say("settings.heading")), *_audits(setting), *_configuration(setting)]


def _audits(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    if not dossier.audits:
        is_watched = dossier.grade is Grade.WATCHED
        return [blocks.para(say("settings.none_watched" if is_watched else "settings.none_records"))]
    rows = [
        [
            words.stamp(one.at),
            f"{one.score}/100",
            words.number(len(one.weak)),
            words.number(one.unknown),
            say("settings.signed" if one.is_signed else "settings.unsigned"),
            setting.proof(one.source),
        ]
        for one in dossier.audits
    ]
    heads = [say(f"settings.{name}") for name in ("when", "score", "weak", "unknown", "signature")]
    found = [
        blocks.para(say("settings.intro")),
        blocks.table(
            [*heads, say("timeline.proof")], rows, widths=["1fr", "auto", "auto", "auto", "auto", "auto"]
        ),
    ]
    before = [one for one in dossier.audits if one.at < dossier.began_at]
    if not before:
        return [*found, blocks.small(say("settings.none_before"))]
    last = before[-1]
    shown = [error_in(setting.checks[number], words.lang) for number in last.weak if number in setting.checks]
    if not shown:
        return [*found, blocks.para(say("settings.all_held", day=words.day_of(last.at)))]
    left = len(last.weak) - len(shown[:SETTINGS_PRINTED])
    more = [blocks.small(say("settings.more", count=words.number(left)))] if left > 0 else []
    return [
        *found,
        blocks.para(say("settings.last", day=words.day_of(last.at))),
        blocks.bullets([words.printed(text) for text in shown[:SETTINGS_PRINTED]]),
        *more,
    ]


def _configuration(setting: Setting) -> list[Block]:
    dossier, words = setting.dossier, setting.words
    say = words.say
    found: list[Block] = [blocks.subheading(say("settings.configuration"))]
    if not dossier.snapshots or dossier.compared is None:
        return [*found, blocks.para(say("settings.no_snapshot"))]
    rows = [
        [words.stamp(one.at), say(f"settings.why_{_why(one)}"), one.digest[:16], setting.proof(one.source)]
        for one in dossier.snapshots
    ]
    heads = [say("settings.when"), say("settings.why"), say("settings.digest"), say("timeline.proof")]
    found += [
        blocks.para(say("settings.snapshots")),
        blocks.table(heads, rows, widths=["auto", "1fr", "auto", "auto"]),
    ]
    compared = dossier.compared
    if compared.before is None or compared.after is None:
        return [*found, blocks.para(say("settings.one_side"))]
    times = {"before": words.moment(compared.before.at), "after": words.moment(compared.after.at)}
    if not compared.changed and not compared.lines:
        return [*found, blocks.para(say("settings.same", **times))]
    found.append(blocks.para(say("settings.differ", **times)))
    names = list(compared.changed[:FILES_PRINTED])
    if len(compared.changed) > FILES_PRINTED:
        names.append("…")
    if names:
        found.append(blocks.bullets([printable(name) for name in names]))
    if setting.is_masked:
        return [*found, blocks.small(say("settings.lines_sealed"))]
    text = "\n".join(line[:_LINE_SHOWN] for line in compared.lines[:LINES_PRINTED])
    note = "settings.lines_more" if len(compared.lines) > LINES_PRINTED else "settings.lines"
    return [*found, blocks.small(say(note)), blocks.code(text, "diff")]


def _why(one: SnapshotTaken) -> str:
    return one.why if one.why in ("start", "change", "incident") else "daily"
