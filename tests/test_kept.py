"""What is kept from one run to the next is what parsing again would give, and can do no harm."""

import pickle
from pathlib import Path

import pytest

from conftest import MakeSite, page
from kb import checks, corpus, kept
from kb.kept import Kept


def found(root: Path) -> list[str]:
    store = Kept(root / ".cache" / "parsed.pickle")
    reported = [
        f"{each.path}:{each.start.line} {each.name} {each.message}" for each in checks.run(corpus.load(root, store))
    ]
    store.save()
    return reported


def test_a_second_run_reports_the_same_and_a_change_is_seen(make_site: MakeSite) -> None:
    root = make_site({"a.md": page("Vague [@nobody, p. 3].\n\n```\n[@code]\n```\n"), "b.md": page("B @carr2004.")})
    first = found(root)
    assert (root / ".cache" / "parsed.pickle").exists()
    assert found(root) == first
    (root / "docs" / "a.md").write_text(page("Mended."), encoding="utf-8")
    assert len(found(root)) == len(first) - 1


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05}q\x00."])
def test_a_damaged_file_holds_nothing(make_site: MakeSite, content: bytes) -> None:
    root = make_site({"a.md": page("Vague [@nobody, p. 3].")})
    first = found(root)
    path = root / ".cache" / "parsed.pickle"
    path.write_bytes(path.read_bytes()[:16] + content)
    assert found(root) == first


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("harm"),)  # type: ignore[return-value]


def test_a_file_that_somebody_else_wrote_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "parsed.pickle"
    path.write_bytes(kept._stamp() + pickle.dumps({b"": Harm()}))
    Kept(path)
    assert not (tmp_path / "harm").exists()


def test_a_changed_parser_forgets_everything(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site({"a.md": page("Text.")})
    found(root)
    monkeypatch.setattr(kept, "_stamp", lambda: b"another version.")
    assert Kept(root / ".cache" / "parsed.pickle")._before == {}
