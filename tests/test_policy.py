"""The Content-Security-Policy: the site works under it, and it stops what it should. Every other browser test runs under it too."""

from playwright.sync_api import Browser, Page, expect


def test_what_scripts_do_they_do_under_the_policy(page: Page) -> None:
    page.goto("concepts/partnership/")
    assert "unsafe" not in (page.locator("meta[http-equiv]").first.get_attribute("content") or "unsafe")
    page.get_by_title("Switch to dark mode").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("a.footnote-ref").first.focus()
    expect(page.get_by_role("dialog", name="Preview of a note")).to_be_visible()
    page.locator(".md-tabs").get_by_role("link", name="Legislation").click()  # without loading the page anew
    expect(page.get_by_role("heading", level=1)).to_contain_text("Legislation")
    page.get_by_label("Strength").first.select_option("may")
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill("trust")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_a_script_that_was_smuggled_in_does_not_run(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.goto("")
    page.evaluate("""() => {
        const script = document.createElement("script")
        script.textContent = "window.smuggled = true"
        document.body.append(script)
        const image = document.createElement("div")
        image.innerHTML = '<img src="data:," onerror="window.smuggled = true">'
        document.body.append(image)
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.smuggled") is None
    page.close()
