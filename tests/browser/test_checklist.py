"""The live checklist and the core say the same of every text."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from espaceclient import PasswordPolicy
from tests.browser.person import Person, SitDown

TRICKY = [
    "",
    "abcdefgh",
    "aA0!aA0!",
    "zZ9~zZ9~",
    "Abcdef1!",
    "Abcdef1 ",
    "Abcdef1\u00a0",
    "Abcdef1\u3000",
    "Abcdef1\u2028",
    "ÉCOLEé1-",
    "A\u0301a1-xyz",
    "Aa1-\u0301\u0327xx",
    "Aa1-bc\u1112\u1161\u11ab",
    "ǅǅaA1-xx",
    "ªºaA1-xx",
    "Ⅷⅷ-abcdA",
    "Aa٣-bcde",
    "Aa²-bcde",
    "💧💧Aa1bcd",
    "👩‍👩‍👧Aa1b",
    "Aa1-bcd\x00",
    "Aa1-bcd\x07e",
    "Aa1-bcd\u200b",
    "Aa1-bcd\ue000",
    "Aa1-bcd\uffff",
    "Aa1-bc\U000105d2\u0307",
    "Aa1-bcd\u0378\u0301",
    "Aa1-" + "x" * 124,
    "Aa1-" + "x" * 125,
    "Aa1-" + "💧" * 124,
    "Aa1-" + "e\u0301" * 124,
    "𝐀𝐚𝟏-bcde",
]

TOO_LONG = "Aa1-" + "x" * 125
TYPED = ["", "abc", "Abcdef1!", "ABCDEF1!", TOO_LONG, "Aa1-bcd\x07e", "Aa1-bc💧"]

STATES_OF_ALL = """async ([folder, texts]) => {
    const { checklist, decode } = await import(folder + "/policy.js");
    const policy = decode(await (await fetch(folder + "/policy.json")).json());
    return texts.map((text) => checklist(policy, text).map((state) => state.met));
}"""


def states_in_browser(person: Person, texts: list[str]) -> list[list[bool]]:
    policy = person.page.locator("[data-policy]").get_attribute("data-policy")
    assert policy
    states: list[list[bool]] = person.page.evaluate(
        STATES_OF_ALL, [policy.rpartition("/")[0], texts]
    )
    return states


def states_in_core(texts: list[str]) -> list[list[bool]]:
    return [[row.met for row in PasswordPolicy().checklist(text).rows] for text in texts]


def test_the_script_counts_what_the_core_counts_in_tricky_texts(sit_down: SitDown) -> None:
    person = sit_down()
    person.open_form()
    assert states_in_browser(person, TRICKY) == states_in_core(TRICKY)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(texts=st.lists(st.text(max_size=40), min_size=100, max_size=200))
def check_many(person: Person, texts: list[str]) -> None:
    assert states_in_browser(person, texts) == states_in_core(texts)


def test_the_script_counts_what_the_core_counts_in_any_text(sit_down: SitDown) -> None:
    person = sit_down()
    person.open_form()
    check_many(person)


def crosses_shown(person: Person, typed: str) -> int:
    person.labelled("Mot de passe").fill(typed)
    return person.page.locator("#rules li.unmet .cross").filter(visible=True).count()


def test_all_is_green_if_and_only_if_the_core_accepts(sit_down: SitDown) -> None:
    person = sit_down()
    person.open_form()
    person.page.locator("[data-confirmed]").wait_for()
    crosses = {typed: crosses_shown(person, typed) for typed in TYPED}
    assert crosses == {
        "": 5,
        "abc": 4,
        "Abcdef1!": 0,
        "ABCDEF1!": 1,
        TOO_LONG: 1,
        "Aa1-bcd\x07e": 1,
        "Aa1-bc💧": 1,
    }
    assert all(
        (crosses[typed] == 0) == PasswordPolicy().checklist(typed).accepted for typed in TYPED
    )


def test_the_confirmation_has_a_live_row_of_its_own(sit_down: SitDown) -> None:
    person = sit_down()
    person.open_form()
    row = person.page.locator('[data-rule="confirmed"]')
    row.wait_for()
    read = [row.inner_text()]
    person.fill(Mot_de_passe="É eau-2026", Confirmer_le_mot_de_passe="E\u0301\u00a0eau-2026")
    read.append(row.inner_text())
    person.fill(Confirmer_le_mot_de_passe="É eau-202")
    read.append(row.inner_text())
    assert ["non respecté" in text for text in read] == [True, False, True]


def test_without_javascript_the_rules_are_there_and_the_server_ticks_them(
    sit_down: SitDown,
) -> None:
    person = sit_down(javascript=False)
    person.open_form()
    before = person.page.locator("#rules li").filter(visible=True).all_inner_texts()
    person.fill_opening_form(password="abcdefg1")
    person.press("Soumettre")
    after = person.page.locator("#rules li").filter(visible=True).all_inner_texts()
    assert [text.split("\n")[0] for text in before] == [
        "Un caractère en minuscule",
        "Un caractère en majuscule",
        "Un nombre",
        "Un caractère spécial",
        "8\u00a0caractères",
    ]
    assert ["non respecté" in text for text in before] == [True] * 5
    assert ["non respecté" in text for text in after] == [False, True, False, True, False]


def rows_shown(person: Person) -> list[str]:
    """Read the rows of the checklist that can be seen, each on one line."""
    rows = person.page.locator("#rules li").filter(visible=True).all_inner_texts()
    return [" ".join(row.split()) for row in rows]


def test_a_common_password_is_a_cross_in_a_row_of_its_own_until_the_next_is_typed(
    sit_down: SitDown,
) -> None:
    person = sit_down()
    person.open_form()
    person.page.locator("[data-confirmed]").wait_for()
    assert crosses_shown(person, "Azerty123!") == 0
    person.fill_opening_form(password="Azerty123!")
    person.press("Soumettre")
    person.page.locator("[data-confirmed]").wait_for()
    refused = rows_shown(person)
    person.labelled("Mot de passe").fill("Clé-d'eau-2026")
    assert (len(refused), refused[5]) == (6, "Autre chose qu'un mot trop courant non respecté")
    assert [row.endswith("non respecté") for row in rows_shown(person)] == [False] * 5


def test_without_javascript_a_common_password_is_a_cross_below_five_ticks(
    sit_down: SitDown,
) -> None:
    person = sit_down(javascript=False)
    person.open_form()
    person.fill_opening_form(password="Azerty123!")
    person.press("Soumettre")
    rows = rows_shown(person)
    assert [row.endswith("non respecté") for row in rows] == [False] * 5 + [True]
    assert rows[5] == "Autre chose qu'un mot trop courant non respecté"
