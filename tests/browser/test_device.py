"""What a device keeps: where it may keep nothing, every page still works."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter

FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("forbidden", "SecurityError"); } });
}
new MutationObserver((_changes, observer) => {
  if (!document.querySelector("main")) return;
  document.querySelector("main").insertAdjacentHTML("beforeend", '<i data-clear-draft="x"></i>');
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
"""A browser that keeps nothing, on a page that asks it to forget something."""


def test_a_browser_that_may_keep_nothing_can_use_the_page_and_sign_out(enter: Enter) -> None:
    page = enter("konsulent11@fjordby.example")
    page.context.add_init_script(FORBIDDEN)
    page.reload()
    menu = page.locator("details.account")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url("**/sign-in*")
