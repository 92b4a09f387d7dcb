"""Checks of the names of Acts and bodies."""

import re
from collections.abc import Iterator

from kb.corpus import Corpus
from kb.diagnostics import Diagnostic, at

# Wrong names that circulate, and the right ones. Only what never was a name stands here:
# the name a body had at the time is right for that time.
RETIRED = {
    "NHS Care and Community Act": "National Health Service and Community Care Act 1990",
    "NHS Community and Care Act": "National Health Service and Community Care Act 1990",
    "National Health Service Care and Community Act": "National Health Service and Community Care Act 1990",
    "Care Act 2002": "Care Act 2014",
    "Care and Support Act 2014": "Care Act 2014",
    "Health and Social Care Act 2014": "Care Act 2014, or Health and Social Care Act 2012",
    "Health and Social Care Act 2022": "Health and Care Act 2022",
    "Health and Care Act 2012": "Health and Social Care Act 2012",
    "Childrens Act": "Children Act 1989, or Children Act 2004",
    "Children's Act": "Children Act 1989, or Children Act 2004",
    "Children’s Act": "Children Act 1989, or Children Act 2004",
    "Mental Health Capacity Act": "Mental Capacity Act 2005",
    "Domestic Violence Act 2021": "Domestic Abuse Act 2021",
    "Human Right Act": "Human Rights Act 1998",
    "Crime and Disorders Act": "Crime and Disorder Act 1998",
    "Social Care Institute of Excellence": "Social Care Institute for Excellence",
    "Safeguarding Adult Board": "Safeguarding Adults Board",
    "Local Safeguarding Children's Board": "Local Safeguarding Children Board",
    "Local Safeguarding Children’s Board": "Local Safeguarding Children Board",
    "Care Quality Council": "Care Quality Commission",
    "Strafford Hospital": "Stafford Hospital",
}
_LEDGER = "coursework/common-errors.md"  # the page whose subject they are


def retired_name(corpus: Corpus) -> Iterator[Diagnostic]:
    """An Act or a body has a name that circulates in essays and was never its name.

    In quotation marks or in italics the name is being discussed, and may stand; so may all of them
    on the page of common errors.

    Why: readers copy names into their references, where a wrong one cannot be found.

    Mend: write the name that the message gives. If the wrong name is what the sentence is about,
    put it in italics.

    Wrong: The NHS Care and Community Act 1990 asked councils to assess needs.
    Right: The National Health Service and Community Care Act 1990 asked councils to assess needs.
    """
    for page in corpus.pages:
        lower = page.source.text.lower()
        for wrong, right in RETIRED.items():
            if page.name == _LEDGER or wrong.lower() not in lower:
                continue
            for name in re.finditer(rf"(?<!\w){re.escape(wrong)}(?!\w)", page.found.prose, re.IGNORECASE):
                before, after = page.found.prose[: name.start()], page.found.prose[name.end() :]
                if not _marked(before, after):
                    message = f'"{name[0]}" is not the name of an Act or body'
                    hint = f"Write {right}\nIf the wrong name is what you write about, put it in *italics*"
                    yield at(page.source, name.start(), name.end(), "retired-name", message, hint)


def _marked(before: str, after: str) -> bool:
    """Tell whether what stands between two texts is in italics or in quotation marks."""
    line_before = before[before.rfind("\n") + 1 :]
    line_after = after[: after.find("\n")] if "\n" in after else after
    if line_before.count("*") % 2 and "*" in line_after:
        return True
    straight = line_before.count('"') % 2 and '"' in line_after
    return bool(straight or line_before.rfind("“") > line_before.rfind("”") or re.search(r"[‘']\s*$", line_before))
