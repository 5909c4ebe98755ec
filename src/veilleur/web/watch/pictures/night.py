"""The money and calls of one night as SVG: a rising line, and bars of calls below it.

In: a `Night`. Out: SVG with attributes alone. Pitfall: it says nothing that the slider beside it does
not say in words; whoever cannot see it misses nothing.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from veilleur.history.night import Night
from veilleur.web.watch.rendering import Speech
from veilleur.words.messages import Message

POINTS = 120
WIDTH, HEIGHT, FOOT, LEFT = 600, 150, 22, 4
BARS = 34  # their height


def night_picture(night: Night, at: float, speech: Speech) -> Markup:
    """The picture, with a mark at a time."""
    curve = night.curve(POINTS)
    most = max((spent for _at, spent, _calls in curve), default=0) or 1
    busiest = max((calls for _at, _spent, calls in curve), default=0) or 1
    span = max(1.0, night.ended_at - night.began_at)
    top, ground = 14, HEIGHT - FOOT - BARS

    def x(time: float) -> float:
        return round(LEFT + (WIDTH - 2 * LEFT) * (time - night.began_at) / span, 1)

    line = " ".join(
        f"{x(time)},{round(ground - (ground - top) * spent / most, 1)}" for time, spent, _ in curve
    )
    step = (WIDTH - 2 * LEFT) / POINTS
    bars = "".join(
        f'<rect x="{x(time)}" y="{round(HEIGHT - FOOT - BARS * 0.85 * calls / busiest, 1)}" '
        f'width="{round(step * 0.7, 1)}" height="{round(BARS * 0.85 * calls / busiest, 1)}" class="calls"/>'
        for time, _spent, calls in curve
        if calls
    )
    ticks = "".join(
        f'<text x="{x(time)}" y="{HEIGHT - 5}" text-anchor="{anchor}">{escape(speech.clock(time))}</text>'
        for time, anchor in (
            (night.began_at, "start"),
            ((night.began_at + night.ended_at) / 2, "middle"),
            (night.ended_at, "end"),
        )
    )
    title = Message(
        "Money rising to {amount} between {begin} and {end}, and up to {calls} calls at once.",
        amount=speech.euros(most / 1e6 if most > 1 else 0.0),
        begin=speech.at(night.began_at),
        end=speech.at(night.ended_at),
        calls=busiest if any(calls for _a, _s, calls in curve) else 0,
    )
    mark = x(min(max(at, night.began_at), night.ended_at))
    return Markup(  # noqa: S704 - numbers of ours, and text that is escaped
        f'<svg class="night" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" data-from="{night.began_at}" '
        f'data-to="{night.ended_at}" data-left="{LEFT}" data-width="{WIDTH}">'
        f"<title>{escape(speech.say(title))}</title>"
        f'<path d="M{LEFT} {HEIGHT - FOOT}H{WIDTH - LEFT}M{LEFT} {ground}H{WIDTH - LEFT}" class="axis"/>'
        f'{bars}<polyline points="{line}" class="money"/>'
        f'<line x1="{mark}" x2="{mark}" y1="4" y2="{HEIGHT - FOOT}" class="mark-line"/>{ticks}</svg>'
    )
