"""A course of forty modules, made up: two lessons and one assignment each."""

from app.catalogue.rules.build import rubric_hash
from app.catalogue.rules.edition import Assignment, Edition, Heading, Lesson, Module
from app.catalogue.rules.format import Criterion, IfThen, Step, ToolField, ToolFile

MODULES = 40
TOOL = "ark"


def forty_modules() -> Edition:
    """Return the edition."""
    return Edition(
        course_id="fyrre-moduler",
        title="Fyrre moduler",
        summary="Et kursus til måling.",
        language="da",
        pass_mark=80,
        steps=(Step(id="forbered", title="Forbered", question="Hvorfor mødes vi?"),),
        levels=("På vej", "Sikker", "Fleksibel", "Rollemodel"),
        modules=tuple(_module(number) for number in range(1, MODULES + 1)),
        tools=(ToolFile(id=TOOL, title="Ark", purpose="Et ark.", fields=[ToolField(id="tekst", label="Hvad?", kind="long")]),),
        terms=(),
        pictures=(),
    )  # fmt: skip


def _module(number: int) -> Module:
    return Module(
        id=f"modul-{number:02}",
        number=number,
        title=f"Modul nummer {number} om mødet",
        short_title=f"Modul {number}",
        summary="Et modul.",
        lessons=tuple(_lesson(number, place) for place in (1, 2)),
        quiz=None,
        assignments=(_assignment(number),),
        cases=(),
    )


def _lesson(module: int, place: int) -> Lesson:
    return Lesson(
        id=f"lektion-{module:02}-{place}",
        code=f"{module}.{place}",
        title=f"Lektion {module}.{place}",
        summary="Når du har læst lektionen, kan du lidt mere.",
        objectives=("Forklare det.",),
        steps=("forbered",),
        tools=(TOOL,),
        if_then=IfThen.model_validate({"if": "jeg aftaler et møde", "then": "skriver jeg formålet først"}),
        html="<h2 id='a'>Begynd</h2>" + "<p>Et møde har et formål, og det står øverst.</p>" * 60,
        headings=(Heading(id="a", title="Begynd"),),
        terms=(),
        words=540,
        minutes=3,
    )


def _assignment(module: int) -> Assignment:
    levels = ["Ikke endnu", "Med støtte", "Selv", "Viser andre"]
    criteria = (Criterion(id="struktur", letter="A", title="Struktur", levels=levels),)
    return Assignment(
        id=f"opgave-{module:02}",
        code=f"{module}.P1",
        title=f"Opgave {module}",
        summary="Prøv det.",
        steps=("forbered",),
        tool=TOOL,
        evidence="Et ark.",
        html="<p>Prøv det.</p>",
        criteria=criteria,
        rubric_hash=rubric_hash(criteria),
    )
