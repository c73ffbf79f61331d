"""What the scripts add, and that nothing is lost without them."""

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect


def dialogs_of(page: Page) -> list[str]:
    """The kinds of the dialogs that come up from now on, each answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_a_menu_closes_on_escape_and_outside(tab: Page, gallery_url: str) -> None:
    tab.goto(f"{gallery_url}/more")
    menu, columns = tab.locator("main details.q-menu"), tab.get_by_text("Columns 8 of 26")

    columns.click()
    expect(menu).to_have_attribute("open", "")
    tab.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(columns).to_be_focused()
    columns.click()
    tab.get_by_role("heading", name="Tools").click()
    expect(menu).not_to_have_attribute("open", "")


def test_the_bar_says_how_many_rows_are_chosen(tab: Page, gallery_url: str) -> None:
    tab.goto(f"{gallery_url}/more")
    bar = tab.locator(".q-bulk")
    expect(bar).to_be_hidden()

    tab.get_by_label("Choose YCH Group Pte Ltd").check()
    expect(bar).to_contain_text("1 chosen")
    expect(tab.get_by_role("row", name="YCH")).to_have_attribute("aria-selected", "true")
    tab.get_by_label("Choose all").check()
    expect(bar).to_contain_text("3 chosen")
    tab.get_by_role("button", name="Choose none").click()
    expect(bar).to_be_hidden()


def test_without_a_script_the_bar_is_open_and_choosing_all_is_not_offered(unscripted: Page, gallery_url: str) -> None:
    unscripted.goto(f"{gallery_url}/more")

    expect(unscripted.get_by_role("button", name="Remind")).to_be_visible()
    expect(unscripted.get_by_text("Choose rows, then:")).to_be_visible()
    expect(unscripted.get_by_label("Choose all")).to_be_hidden()


def test_a_text_is_copied_and_it_says_so(tab: Page, gallery_url: str) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{gallery_url}/more")

    tab.get_by_role("button", name="Copy for WeChat").click()

    expect(tab.get_by_text("Copied")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()").endswith("/f/BS74Q2")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("930", "09:30"),
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("14h30", "14:30"),
        ("1430", "14:30"),
        ("9：05", "09:05"),
        ("25:00", "25:00"),
        ("noon", "noon"),
    ],
)
def test_a_time_is_tidied_when_the_field_is_left(tab: Page, gallery_url: str, typed: str, read: str) -> None:
    tab.goto(gallery_url)

    tab.get_by_label("Opens").fill(typed)
    tab.get_by_label("Name").focus()

    expect(tab.get_by_label("Opens")).to_have_value(read)


def test_a_refusal_takes_the_focus(tab: Page, gallery_url: str) -> None:
    tab.goto(gallery_url)

    expect(tab.get_by_role("alert").first).to_be_focused()


@pytest.mark.parametrize("status", [409, 422, 429, 503])
def test_a_refusal_reaches_the_page_through_htmx(browser: Browser, gallery_url: str, status: int) -> None:
    page = browser.new_page()  # unwatched: the console names each refused request
    page.goto(f"{gallery_url}/refusal/{status}")

    page.get_by_role("button", name="Book 14:30").click()

    expect(page.get_by_role("alert")).to_have_text("14:30 has just been taken")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text("Book a meeting")
    page.close()


def test_without_a_script_a_refusal_is_a_page(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery_url}/refusal/409")

    page.get_by_role("button", name="Book 14:30").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This changed while you were looking")
    expect(page.get_by_text("14:30 has just been taken")).to_be_visible()
    context.close()


def test_an_error_in_the_summary_leads_to_its_field(tab: Page, gallery_url: str) -> None:
    tab.goto(gallery_url)
    email = tab.get_by_label("E-mail")

    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Write it with an @, like bd@firm.example.org")
    tab.get_by_role("alert").get_by_role("link", name="E-mail").click()
    expect(email).to_be_focused()


def test_who_has_gone_on_from_a_refusal_keeps_the_focus_when_other_parts_are_brought_in(
    tab: Page, gallery_url: str
) -> None:
    tab.goto(gallery_url)
    expect(tab.locator("[data-focus]").first).to_be_focused()
    tab.evaluate("document.addEventListener('htmx:after:swap', () => { document.body.dataset.swapped = 'yes' })")

    tab.get_by_role("alert").get_by_role("link", name="E-mail").click()
    expect(tab.locator("body[data-swapped]")).to_be_attached()
    assert tab.get_by_label("E-mail").evaluate("field => field === document.activeElement")


def test_a_changed_form_is_not_left_unasked(tab: Page, gallery_url: str) -> None:
    asked = dialogs_of(tab)
    tab.goto(gallery_url)

    tab.get_by_label("Name").press_sequentially("Port")
    tab.goto(f"{gallery_url}/more")

    assert asked == ["beforeunload"]


def test_a_form_left_as_it_was_asks_nothing(tab: Page, gallery_url: str) -> None:
    asked = dialogs_of(tab)
    tab.goto(gallery_url)

    tab.get_by_label("Name").focus()
    tab.goto(f"{gallery_url}/more")

    assert asked == []


def test_a_job_is_seen_while_it_runs_and_when_it_is_done(tab: Page, gallery_url: str) -> None:
    tab.goto(f"{gallery_url}/job/1")

    expect(tab.get_by_role("progressbar")).to_have_attribute("value", "33")
    expect(tab.get_by_role("progressbar")).to_have_attribute("value", "67")
    expect(tab.locator(".q-notice-good")).to_have_text("Ranked")
    expect(tab.get_by_role("progressbar")).to_have_count(0)


def test_without_a_script_a_link_shows_how_far_the_job_is(unscripted: Page, gallery_url: str) -> None:
    unscripted.goto(f"{gallery_url}/job/1")

    unscripted.get_by_role("link", name="See how far it is").click()

    expect(unscripted.get_by_role("progressbar")).to_have_attribute("value", "67")


def test_an_act_that_cannot_be_taken_back_asks_once_more_without_a_script(unscripted: Page, gallery_url: str) -> None:
    unscripted.goto(gallery_url)
    true_button = unscripted.get_by_role("button", name="Cancel 14:30")
    expect(true_button).to_be_hidden()

    unscripted.get_by_text("Cancel the meeting").click()

    expect(true_button).to_be_visible()
