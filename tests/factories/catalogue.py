"""A tiny Danish course for tests: two modules, and at least one of everything that a course can hold."""

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.models import EditionRow, PictureRow
from app.catalogue.rules.build import build, content_hash, edition_json
from app.catalogue.rules.check import check
from app.catalogue.rules.edition import Edition
from app.core.clock import now

Change = str | bytes | None | Callable[[str], str]
"""New content of a file, None for no such file, or a function from its former text to the new one."""

COURSE = """\
id: lille-kursus
title: Det lille kursus
summary: Du kan forberede og føre en samtale.
language: da
pass_mark: 80
steps:
  - id: forbered
    title: Forbered
    question: Hvad er formålet?
  - id: aftal
    title: Aftal
    question: Hvem gør hvad?
levels: [På vej, Sikker, Fleksibel, Rollemodel]
modules: [forberedelse, samtalen]
"""

RUBRIC = """\
criteria:
  - id: struktur
    letter: A
    title: Struktur
    levels: [Ingen plan, En plan, En plan der holder, En plan som andre bruger]
"""

TERMS = """\
terms:
  - id: dagsorden
    term: dagsorden
    forms: [dagsorden, dagsordenen, dagsordener]
    definition: De spørgsmål, som mødet skal svare på.
    example: Vi sendte dagsordenen i går.
    status: method
  - id: udbytte
    term: udbytte
    forms: [udbytte, udbyttet]
    definition: Det, der ligger på bordet, når mødet slutter.
    status: method
  - id: trepartsmoede
    term: trepartsmøde
    forms: [trepartsmøde, trepartsmødet]
    definition: Et møde mellem virksomhed, kandidat og kommune.
    status: fixed
"""

TOOL = """\
id: dagsorden
title: Dagsorden
purpose: Et ark til mødets spørgsmål.
fields:
  - {id: formaal, label: Hvad er formålet?, kind: text, required: true, help: Én linje.}
  - {id: forventning, label: Hvad venter du?, kind: long}
  - {id: dato, label: Hvornår er mødet?, kind: date}
  - {id: minutter, label: Hvor mange minutter?, kind: number}
  - {id: moedetype, label: Hvilken slags møde?, kind: choice, options: [Første møde, Opfølgning]}
  - {id: deltagere, label: Hvem er med?, kind: choices, options: [Virksomheden, Kandidaten, Kommunen]}
  - id: punkter
    label: Hvilke spørgsmål?
    kind: rows
    max_rows: 3
    columns:
      - {id: spoergsmaal, label: Spørgsmål, kind: text}
      - {id: slags, label: Slags, kind: choice, options: [Orientering, Beslutning]}
      - {id: minutter, label: Minutter, kind: number}
"""

MODULE_1 = """\
id: forberedelse
number: 1
title: Forbered mødet
short_title: Forberedelse
summary: Du lærer at forberede et møde.
lessons: [skriv-formaalet, send-dagsordenen]
quiz: forberedelse-quiz
assignments: [proev-dagsordenen]
cases: [baadvaerftet]
"""

MODULE_2 = """\
id: samtalen
number: 2
title: Før samtalen
short_title: Samtalen
summary: Du lærer at lytte og aftale.
lessons: [lyt-foerst, luk-moedet]
quiz: samtalen-quiz
"""


def _lesson(lesson_id: str, title: str, body: str, tools: str = "[]") -> str:
    return f"""\
---
id: {lesson_id}
title: {title}
summary: Når du har læst lektionen, kan du lidt mere.
objectives: [Forklare det med egne ord.]
steps: [forbered]
tools: {tools}
if_then:
  if: jeg aftaler et møde
  then: skriver jeg formålet først
---

{body}"""


LESSON_1 = _lesson(
    "skriv-formaalet",
    "Skriv formålet",
    """\
Et møde i {{enhedsnavn}} har et udbytte. Udbyttet står i [Dagsorden](tool:dagsorden).

## Begynd med slutningen

En dagsorden er en række spørgsmål. Læs mere i [den næste lektion](lesson:send-dagsordenen).

/// example | Sådan kan det lyde
”Når vi går, har vi en **aftale**.”
///

## Tegn det

![Et bord med fire stole](media/bord.png)

| Hvem | Minutter |
|---|--:|
| Værten | 5 |
""",
    "[dagsorden]",
)
LESSON_2 = _lesson(
    "send-dagsordenen",
    "Send dagsordenen",
    "Send den to dage før.\n\n## Prøv\n\n/// exercise | Prøv selv\nSend en.\n///\n",
)
LESSON_3 = _lesson(
    "lyt-foerst", "Lyt først", "Lyt, før du foreslår noget. Et trepartsmøde har tre stemmer.\n\n## Spørg\n\nHvad nu?\n"
)
LESSON_4 = _lesson("luk-moedet", "Luk mødet", "Luk mødet, mens der er tid.\n\n## Aftal\n\nHvem gør hvad?\n")

QUIZ_1 = """\
id: forberedelse-quiz
title: Quiz om forberedelse
questions:
  - id: q-formaal
    kind: single
    text: Hvad kommer først?
    explanation: Formålet bestemmer resten.
    lesson: skriv-formaalet
    options:
      - {id: formaal, text: Formålet, correct: true, feedback: Netop.}
      - {id: kaffe, text: Kaffen}
      - {id: stole, text: Stolene}
  - id: q-deltagere
    kind: multiple
    text: Hvem skal kende dagsordenen?
    explanation: Alle, der deltager.
    lesson: send-dagsordenen
    options:
      - {id: vaert, text: Værten, correct: true}
      - {id: gaest, text: Gæsten, correct: true}
      - {id: nabo, text: Naboen}
"""

QUIZ_2 = """\
id: samtalen-quiz
title: Quiz om samtalen
questions:
  - id: q-raekkefoelge
    kind: order
    text: Hvad er rækkefølgen?
    explanation: Man lytter, før man foreslår.
    lesson: lyt-foerst
    items:
      - {id: aabn, text: Åbn}
      - {id: lyt, text: Lyt}
      - {id: luk, text: Luk}
  - id: q-luk
    kind: single
    text: Hvornår lukker man?
    explanation: Mens der er tid.
    lesson: luk-moedet
    options:
      - {id: foer, text: Før tiden, correct: true}
      - {id: efter, text: Efter tiden}
"""

ASSIGNMENT = """\
---
id: proev-dagsordenen
code: 1.P1
title: Prøv dagsordenen
summary: Brug en dagsorden i et rigtigt møde.
steps: [forbered]
tool: dagsorden
evidence: Et udfyldt ark.
criteria: [struktur]
special:
  id: dagsordenen-i-brug
  title: Dagsordenen i brug
  levels: [Ikke brugt, Vist, Fulgt, Brugt af modparten]
---

Vælg et møde, og brug [arket](tool:dagsorden). Læs [lektionen](lesson:skriv-formaalet) og [casen](case:baadvaerftet) først.
"""

CASE = """\
---
id: baadvaerftet
title: Bådværftet
facts: [12 ansatte, Travlt om foråret]
people:
  - {role: Værftsejer, description: Mangler hænder.}
question: Hvad spørger I om først?
hidden_need: SKJULT-BEHOV
trap: SKJULT-FAELDE
solution: SKJULT-LOESNING
---

Ejeren ringer mandag. Se [opgaven](assignment:proev-dagsordenen).
"""


def picture(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    """Return a picture of one colour."""
    content = io.BytesIO()
    Image.new("RGB", (width, height), (11, 79, 108)).save(content, kind)
    return content.getvalue()


def course_files() -> dict[str, str | bytes]:
    """Return the files of the tiny course by path."""
    first, second = "modules/forberedelse", "modules/samtalen"
    return {
        "course.yaml": COURSE,
        "rubric.yaml": RUBRIC,
        "terms.yaml": TERMS,
        "tools/dagsorden.yaml": TOOL,
        "media/bord.png": picture(),
        f"{first}/module.yaml": MODULE_1,
        f"{first}/quiz.yaml": QUIZ_1,
        f"{first}/lessons/skriv-formaalet.md": LESSON_1,
        f"{first}/lessons/send-dagsordenen.md": LESSON_2,
        f"{first}/assignments/proev-dagsordenen.md": ASSIGNMENT,
        f"{first}/cases/baadvaerftet.md": CASE,
        f"{second}/module.yaml": MODULE_2,
        f"{second}/quiz.yaml": QUIZ_2,
        f"{second}/lessons/lyt-foerst.md": LESSON_3,
        f"{second}/lessons/luk-moedet.md": LESSON_4,
    }


def write_course(folder: Path, **changes: Change) -> Path:
    """Write the tiny course into ``folder`` and return it: ``write_course(tmp_path, **{"terms.yaml": None})``."""
    files: dict[str, str | bytes] = course_files()
    for path, change in changes.items():
        if change is None:
            files.pop(path)
        elif callable(change):
            former = files[path]
            assert isinstance(former, str)
            files[path] = change(former)
            assert files[path] != former, f"the change of {path} changed nothing"
        else:
            files[path] = change
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def build_course(**changes: Change) -> Edition:
    """Return the tiny course, changed, as an edition; fails when it has problems."""
    with tempfile.TemporaryDirectory() as folder:
        source, problems = check(write_course(Path(folder), **changes))
        assert source is not None
        assert not problems, "\n".join(str(problem) for problem in problems)
        return build(source)


@cache
def tiny_edition() -> Edition:
    """Return the tiny course as an edition."""
    return build_course()


def store_edition(session: Session, edition: Edition) -> EditionRow:
    """Return the stored row of an edition under the next number of its course; the caller commits."""
    content = edition_json(edition)
    taken = session.scalar(select(func.max(EditionRow.number)).where(EditionRow.course_id == edition.course_id))
    row = EditionRow(
        course_id=edition.course_id, number=(taken or 0) + 1, title=edition.title,
        content_hash=content_hash(content), content=content, published_at=now(),
    )  # fmt: skip
    session.add(row)
    known = set(session.scalars(select(PictureRow.digest)))
    session.add_all(
        PictureRow(digest=item.digest, media_type=item.media_type)
        for item in edition.pictures
        if item.digest not in known
    )
    session.flush()
    return row
