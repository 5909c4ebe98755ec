"""Who answers for the PBX, and what is agreed in writing."""

from __future__ import annotations

from veilleur.audit.check import Check, How
from veilleur.words.audit import Severity
from veilleur.words.messages import Message

CHECKS = (
    Check(
        number=57,
        code="responsible",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message(
            "One person and a deputy answer for the PBX, and have the night numbers of operator and "
            "maintainer."
        ),
        why=Message("Each hour until somebody decides costs hundreds of euros."),
        mend=Message("Write both names and numbers on the PBX."),
        source="EBEN/ARCEP; lylix",
    ),
    Check(
        number=58,
        code="runbook",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message("It is written how to cut the trunk within five minutes, and it was practised."),
        why=Message("At three in the morning nobody finds the menu."),
        mend=Message("`veilleur drill` once a quarter."),
        source="lylix",
        lines=("veilleur drill",),
    ),
    Check(
        number=59,
        code="contract",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message(
            "The maintenance contract says who changes codes and promises a security visit each year, with "
            "a written proof."
        ),
        why=Message("Courts held the maintainer liable who had not warned."),
        mend=Message("Add a sentence to the contract."),
        source="CA Versailles 2014; TC Nanterre 2015; to be checked by a lawyer",
    ),
    Check(
        number=60,
        code="insurance",
        severity=Severity.MEDIUM,
        how=How.ASK,
        rule=Message(
            "The insurance covers fraud through the PBX, and the 72 hours for the complaint are known."
        ),
        why=Message("Without a complaint in time the insurer pays nothing."),
        mend=Message("Ask the insurer in writing."),
        source="Article L12-10-1, Code des assurances; to be checked by a lawyer",
    ),
    Check(
        number=61,
        code="operator-alerts",
        severity=Severity.HIGH,
        how=How.ASK,
        rule=Message("The operator alerts a person, at a number that was tried, from a known amount on."),
        why=Message(
            "An alert to a mailbox that nobody opens did not count in court, and did not stop the calls."
        ),
        mend=Message("Ask what the threshold is and have a test alert sent."),
        source="Nerim / Agence du Canal",
    ),
)
