"""Text messages at the end of set-up: an account, a secret that is never asked, one test message."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import tomlkit
from tests.alerts.http_stand_in import HttpStandIn
from tests.alerts.test_sms import examples

from veilleur.alerts.gsm7 import SMS_SEPTETS, is_plain, septets
from veilleur.cli.setup import sms_makers
from veilleur.cli.setup.text_messages import test_message as message_of_test
from veilleur.config import Settings, load, load_text
from veilleur.config.sms_section import SmsGateway
from veilleur.pbx.registry import sections

Run = Callable[..., tuple[int, str, str]]
BASE = ("setup", "asterisk", "--offline", "--lang", "en")
SECRET = "s3cret of the test"
FIELDS = "to={number}&text={text}&key={secret}"
TAKEN = ("--sms-secret", "SMS_SECRET", "--sms-number", "06 39 98 00 01")


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMS_SECRET", SECRET)


def other(address: str, fields: str = FIELDS) -> tuple[str, ...]:
    return ("--sms", "other", "--sms-value", f"address={address}", "--sms-value", f"fields={fields}")


def read(folder: Path) -> Settings:
    return load(folder / "veilleur.toml", sections())


def gateway(folder: Path) -> SmsGateway:
    found = read(folder).alerts.sms
    assert found is not None
    return found


class Terminal:
    """Somebody who answers questions by their first words; anything else with an empty line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: dict[str, list[str]]) -> None:
        self.questions: list[str] = []
        self._answers = {words: iter(lines) for words, lines in answers.items()}
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr("builtins.input", self._answer)

    def _answer(self, question: str) -> str:
        self.questions.append(question)
        for words, lines in self._answers.items():
            if question.startswith(words):
                return next(lines, "")
        return ""


class TestOptions:
    def test_a_message_goes_out_and_the_section_is_written_without_the_secret(
        self, run: Run, tmp_path: Path
    ) -> None:
        with HttpStandIn() as server:
            code, out, err = run(*BASE, *other(f"{server.address}/send"), *TAKEN, "--sms-test")
            (got,) = server.requests
        assert code == 0
        fields = {name: values[0] for name, values in parse_qs(got.body.decode()).items()}
        assert fields["to"] == "+33639980001"
        assert fields["key"] == SECRET
        assert "test of text messages. Nothing happened" in fields["text"]
        assert [person.sms for person in read(tmp_path).alerts.people] == ["+33639980001"]
        assert gateway(tmp_path).secret == SECRET
        assert "The test message was taken: see whether it came to +33639980001" in err
        assert "EnvironmentFile=" in err  # the service has an environment of its own
        written = (tmp_path / "veilleur.toml").read_text()
        assert SECRET not in written + out + err
        assert 'secret_variable = "SMS_SECRET"' in written

    def test_without_being_asked_to_it_sends_nothing_and_says_so(self, run: Run, tmp_path: Path) -> None:
        with HttpStandIn() as server:
            code, _out, err = run(*BASE, *other(server.address), *TAKEN)
            assert server.requests == []
        assert code == 0
        assert "not tried" in err
        assert gateway(tmp_path).url == server.address

    @pytest.mark.parametrize("code_of_gateway", [302, 401, 500])
    def test_a_gateway_that_refuses_is_not_written(
        self, run: Run, tmp_path: Path, code_of_gateway: int
    ) -> None:
        with HttpStandIn(code=code_of_gateway, body=SECRET.encode()) as server:
            code, out, err = run(*BASE, *other(server.address), *TAKEN, "--sms-test")
        assert code == 2
        assert f"did not go out: the server answered {code_of_gateway}" in err
        assert SECRET not in out + err
        assert read(tmp_path).alerts.sms is None
        assert read(tmp_path).alerts.people == ()

    def test_it_joins_whoever_is_alerted_already_and_takes_their_mobile(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "sms-secret").write_text(SECRET)
        person = '[[alerts.person]]\nname = "Paul"\nsms = "06 39 98 00 07" # his own\n'
        file = tmp_path / "veilleur.toml"
        file.write_text(person + '[alerts.sms]\nurl = "https://old.example.org"\nfields = { t = "{text}" }\n')
        code, _out, _err = run(
            *BASE, "--force", "--sms", "free", "--sms-value", "account=12345678", "--sms-secret", "sms-secret"
        )
        assert code == 0
        assert [(one.name, one.sms) for one in read(tmp_path).alerts.people] == [("Paul", "+33639980007")]
        assert (gateway(tmp_path).method, gateway(tmp_path).secret) == ("GET", SECRET)
        assert "old.example.org" not in file.read_text()

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("--sms", "pigeon"), "pigeon: no such SMS gateway is known; known: ovh, twilio"),
            (("--sms-number", "06 39 98 00 01"), "--sms is missing"),
            (("--sms", "twilio", *TAKEN), "Twilio needs account"),
            (("--sms", "brevo", "--sms-value", "account=a", *TAKEN), "account: Brevo has no such value"),
            (("--sms", "brevo", "--sms-value", "account", *TAKEN), "write NAME=VALUE"),
            (("--sms", "brevo", "--sms-secret", "SMS_SECRET"), "--sms-number is missing"),
            (("--sms", "brevo", "--sms-number", "06 39 98 00 01"), "secret_file or secret_variable"),
            (
                ("--sms", "brevo", *TAKEN[2:], "--sms-secret", "SMS_NONE"),
                "SMS_NONE of the environment holds no",
            ),
            (("--sms", "brevo", *TAKEN[2:], "--sms-secret", "no-file"), "no-file cannot be read"),
            (
                ("--sms", "brevo", *TAKEN[:2], "--sms-number", "0037129012345"),
                "plain national fixed and mobile",
            ),
            ((*other("http://8.8.8.8"), *TAKEN), "url cannot be used"),
            ((*other("https://sms.example.org", "nothing"), *TAKEN), "fields hold no {text}"),
            ((*other("https://sms.example.org", '{"a":'), *TAKEN), "are no fields"),
            ((*other("https://sms.example.org", "[" * 3000), *TAKEN), "are no fields"),
            ((*other("https://sms.example.org", "{" * 3000), *TAKEN), "are no fields"),
            ((*other("https://sms.example.org", '{"a":' * 15 + "1" + "}" * 15), *TAKEN), "fields hold no"),
        ],
    )
    def test_what_cannot_be_used_is_one_sentence_and_writes_nothing(
        self, run: Run, tmp_path: Path, words: tuple[str, ...], why: str
    ) -> None:
        code, _out, err = run(*BASE, *words)
        assert code == 2
        assert why in err
        assert "Traceback" not in err
        assert read(tmp_path).alerts.sms is None

    @pytest.mark.parametrize(
        ("address", "fields"),
        [
            ("https://sms.example.org", "to={number}&text={text}&password=hunter2"),
            ("https://sms.example.org", "to={number}&text={text}&api_key=hunter2"),
            ("https://sms.example.org", '{"to": "{number}", "text": "{text}", "auth": {"Token": "hunter2"}}'),
            ("https://sms.example.org", '{"to": ["{number}"], "text": "{text}", "pin": [1234]}'),
            ("https://sms.example.org/send?key=hunter2", "to={number}&text={text}"),
            ("https://me:hunter2@sms.example.org", "to={number}&text={text}"),
        ],
    )
    def test_a_secret_that_somebody_writes_into_a_field_gets_into_no_file(
        self, run: Run, tmp_path: Path, address: str, fields: str
    ) -> None:
        code, out, err = run(*BASE, *other(address, fields), *TAKEN)
        assert code == 2
        assert "secret" in err
        for text in (out, err, (tmp_path / "veilleur.toml").read_text()):
            assert "hunter2" not in text

    def test_json_and_words_that_only_look_like_secrets_pass(self, run: Run, tmp_path: Path) -> None:
        fields = '{"to": "{number}", "keyword": "veilleur", "text": "{text}", "auth": "Bearer {secret}"}'
        assert run(*BASE, *other("https://sms.example.org", fields), *TAKEN)[0] == 0
        assert gateway(tmp_path).encoding == "json"
        assert gateway(tmp_path).fields["keyword"] == "veilleur"


class TestQuestions:
    def test_a_person_with_an_account_gets_a_message_and_is_asked_for_no_secret(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with HttpStandIn() as server:
            answers = {
                "Whom to wake": ["paul@example.org"],
                "Have you an account": ["other"],
                "Address that takes": [server.address],
                "Its fields": [FIELDS],
                "Where is its secret": ["SMS_SECRET"],
                "Mobile that gets": ["06 39 98 00 01"],
                "Send one test": ["yes"],
            }
            terminal = Terminal(monkeypatch, answers)
            code, _out, _err = run(*BASE, "--no-learn")
            assert len(server.requests) == 1
        assert code == 0
        (person,) = read(tmp_path).alerts.people
        assert (person.name, person.mail, person.sms) == ("paul", "paul@example.org", "+33639980001")
        assert gateway(tmp_path).url == server.address
        asked = [question for question in terminal.questions if "secret" in question.lower()]
        assert len([one for one in asked if one.startswith("Where is its secret")]) == 1
        assert any("+33639980001" in one and "charged" in one for one in terminal.questions)

    def test_whoever_has_none_answers_nothing_once(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        terminal = Terminal(monkeypatch, {"Whom to wake": ["paul@example.org"]})
        assert run(*BASE, "--no-learn")[0] == 0
        assert sum(one.startswith("Have you an account") for one in terminal.questions) == 1
        assert not any("secret" in one.lower() for one in terminal.questions)
        assert read(tmp_path).alerts.sms is None

    def test_who_wants_no_message_sends_none(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers = {
            "Whom to wake": ["paul@example.org"],
            "Have you an account": ["autre"],
            "Its fields": [FIELDS],
            "Where is its secret": ["SMS_SECRET"],
            "Mobile that gets": ["06 39 98 00 01"],
            "Send one test": ["no"],
        }
        with HttpStandIn() as server:
            Terminal(monkeypatch, {**answers, "Address that takes": [server.address]})
            assert run(*BASE, "--no-learn")[0] == 0
            assert server.requests == []
        assert gateway(tmp_path).url == server.address

    def test_after_a_refusal_the_question_comes_back_and_an_empty_answer_ends_it(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with HttpStandIn(code=403) as server:
            answers = {
                "Whom to wake": ["paul@example.org"],
                "Have you an account": ["pigeon", "other", ""],
                "Address that takes": [server.address],
                "Its fields": [FIELDS],
                "Where is its secret": ["SMS_SECRET"],
                "Mobile that gets": ["06 39 98 00 01"],
            }
            terminal = Terminal(monkeypatch, answers)
            code, _out, err = run(*BASE, "--no-learn")
        assert code == 0
        assert "no such SMS gateway" in err
        assert "did not go out: the server answered 403" in err
        assert sum(one.startswith("Have you an account") for one in terminal.questions) == 3
        assert read(tmp_path).alerts.sms is None

    def test_in_french_and_where_nobody_can_be_asked_it_is_explained(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code, _out, err = run("setup", "asterisk", "--offline", "--lang", "fr", "--alert", "paul@example.org")
        assert code == 0
        assert "SMS d’alerte\u00a0: «\u00a0veilleur setup asterisk --sms OPÉRATEUR\u00a0» (ovh, twilio" in err
        terminal = Terminal(monkeypatch, {})
        assert run("setup", "asterisk", "--offline", "--lang", "fr", "--no-learn")[0] == 0
        assert any(one.startswith("Avez-vous un compte chez un opérateur") for one in terminal.questions)

    def test_with_nobody_to_alert_nothing_is_asked(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = Terminal(monkeypatch, {})
        _code, _out, err = run(*BASE, "--no-learn")
        assert not any(one.startswith("Have you an account") for one in terminal.questions)
        assert "--sms" not in err


ANSWERS = {
    "ovh": {"account": "sms-ab1234-1", "login": "veilleur"},
    "twilio": {"account": "AC0123456789", "sender": "+33939030000"},
    "brevo": {},
    "vonage": {"account": "abcd1234"},
    "free": {"account": "12345678"},
    "android": {"address": "http://192.168.1.20:8080/message"},
}


@pytest.mark.parametrize("word", [word for word in sms_makers.MAKERS if word != sms_makers.OTHER])
def test_each_maker_is_written_as_the_documents_show_it(word: str) -> None:
    maker = sms_makers.MAKERS[word]
    shown = tomlkit.parse(examples()[maker.title])["alerts"]["sms"].unwrap()
    written = sms_makers.section_of(maker, ANSWERS[word])
    assert sms_makers.bears_secret(written)
    assert {**written, "secret_file": "sms-secret"} == shown


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("site", ["Garage Martin", "€" * 60, "Été ê 你好 " * 8, "{text}{secret}"])
@pytest.mark.parametrize("word", ["", "tilleul", "€" * 30])
def test_the_test_is_one_plain_message_and_no_alert(language: str, site: str, word: str) -> None:
    settings = load_text(f'[site]\nname = "{site}"\n[alerts]\nword = "{word}"\n', Path("veilleur.toml"))
    text = message_of_test(settings, language)
    assert is_plain(text)
    assert septets(text) <= SMS_SEPTETS
    assert "http" not in text
    assert ("Nothing happened" if language == "en" else "Rien n'est arrivé") in text
    assert SECRET not in text
