"""DOCX and HTML: what stands in them, nothing empty, nothing that runs, the same bytes again."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import docx

from clustergraph import i18n
from clustergraph.export.dossier import chapters
from clustergraph.export.dossier.page import page
from clustergraph.export.dossier.parts import Chapter, Document, Picture, Table, shown, widths
from clustergraph.export.dossier.programme import programme
from clustergraph.export.dossier.word import docx as written
from clustergraph.export.dossier.write import write_dossier
from clustergraph.view.svg import png
from tests.analysis.law.story import CLUSTER, OUT, T1, T3, F, Story, cluster
from tests.build import e, link
from tests.export.dossier.made import dossier

DOCUMENTS = (chapters.application, chapters.note, programme, chapters.missing)


def words(content: bytes) -> list[str]:
    word = docx.Document(BytesIO(content))
    cells = [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    return [paragraph.text for paragraph in word.paragraphs] + cells


def test_no_chapter_is_empty_whatever_is_unknown() -> None:
    for story in (cluster(), Story().member(F), Story().member(F, "finished").member(T1, "intermediate")):
        for make in DOCUMENTS:
            for chapter in make(dossier(story)).chapters:
                assert chapter.lines or any(table.rows for table in chapter.tables), chapter.title


def test_the_application_names_members_agreements_and_who_manages() -> None:
    story = cluster().agreement("one", F, T1, number="7", date="2023-02-03", agreement_status="in_force")
    story.agreement("two", F, T3, kind="project", number="8", agreement_status="terminated")
    # only a complete list says for certain that there is none
    passport = chapters.application(dossier(story.complete(T3, "agreements")))
    titles = [chapter.title for chapter in passport.chapters]
    assert titles == [
        "Passport of the cluster", "Members", "Agreements and contracts by kind", "Specialized organization",
    ]  # fmt: skip
    members, agreements = (passport.chapters[place].tables[0].rows for place in (1, 2))
    told = chapters.application(dossier(story.sells(T1, F, 1, document="9/23", product="20.16.51"))).chapters[3]
    assert told.title == "Contracts named by supplies"
    assert [(line[0], line[1], line[3], line[4]) for line in told.tables[0].rows] == [
        ("Firm 024", "Firm 017", "9/23", Fraction(1))
    ]
    assert [(line[1], line[9]) for line in members] == [
        ("Firm 017", 1), ("Firm 024", 1), ("Firm 031", None), ("Firm 049", 0),
    ]  # fmt: skip
    assert [(line[2], line[5], line[6]) for line in agreements] == [
        ("8", "Firm 017; Firm 049", "no"), ("7", "Firm 017; Firm 024", "yes"),
    ]  # fmt: skip


def test_the_note_shows_figures_verdicts_contradictions_and_questions() -> None:
    note = chapters.note(dossier(cluster()))
    verdicts = {str(line[0]).split(" ")[0]: line[1:] for line in note.chapters[0].tables[0].rows}
    assert verdicts["C4"] == ("40\u00a0%", "at least 20\u00a0%; 10\u00a0% with relief", "indicative: met")
    supplies = [tuple(map(shown, line)) for line in note.chapters[1].tables[0].rows]
    assert supplies == [
        ("Firm 024", "Firm 017", "180", "24\u00a0%"), ("Firm 031", "Firm 017", "100", "13.3\u00a0%"),
        ("Firm 049", "Firm 017", "20", "2.7\u00a0%"),
    ]  # fmt: skip
    told = chapters.note(dossier(cluster(purchases=800)))
    (against,) = [chapter for chapter in told.chapters if chapter.title == "Contradictions in the data"]
    assert "750" in against.lines[0]
    assert "800" in against.lines[0]


def test_what_is_missing_is_sorted_by_who_can_answer() -> None:
    missing = chapters.missing(dossier(Story().member(F, "finished").member(T1, "intermediate")))
    titles = [chapter.title for chapter in missing.chapters]
    assert titles == sorted(titles)
    assert "Firm 017 (0055000017)" in titles
    assert all(chapter.tables[0].rows for chapter in missing.chapters)


def test_a_question_to_everybody_names_nobody() -> None:
    asked = chapters.note(dossier(cluster())).chapters[-1].tables[0].rows
    (sites,) = [line for line in asked if str(line[0]) == "C5"]
    assert sites[2] == "all members"


def test_a_plan_joins_as_a_chapter() -> None:
    plan = Chapter("Plan to comply", ["Two steps reach 20 %."], [Table(["Step"], [["Agree"]])])
    found = chapters.note(dossier(cluster(), plan=plan)).chapters
    assert plan in found


def test_the_map_has_tiers_products_and_documents() -> None:
    story = cluster().sells(T1, F, 200, product="20.16.51", product_text="Polymers", document="7")
    found = {chapter.title: chapter for chapter in chapters.note(dossier(story)).chapters}
    tiers, flows = found["Functional map"].tables
    assert tiers.rows[0] == ("Intermediate products", "Firm 024", "intermediate-product maker")
    assert [tuple(map(shown, line)) for line in flows.rows][:2] == [
        ("Firm 024", "Firm 017", "—", "—", "180"),
        ("Firm 024", "Firm 017", "20.16.51 Polymers", "7", "200"),
    ]
    assert found["Dependence on one partner"].tables
    assert found["Single points of failure"].tables[0].rows[0][0] == "Firm 024"
    assert "persons" in found["Members tied by ownership"].lines[0]


def test_the_programme_shows_what_records_tell_of_projects_infrastructure_and_effect() -> None:
    story = cluster().say(e("Project", "project/film", name="Film line", amount=1_500_000.5, jobs=40, since="2024"))
    story.say(e("Project", "project/paint", name="Paints", imported_analogue="Paints of abroad", jobs=10))
    story.say(link("project/film", "PART_OF", CLUSTER)).say(link(F, "CARRIES_OUT", "project/paint"))
    story.say(link(F, "CARRIES_OUT", "project/film"))
    story.say(link(OUT, "CARRIES_OUT", "project/film"))
    story.say(e("InfrastructureObject", "site/lab", name="Test laboratory", region="55"))
    story.say(link("site/lab", "SERVES", CLUSTER, document="12")).say(link(T1, "OPERATES", "site/lab"))
    story.say(e("Indicator", "indicator/cluster/demo/investment/2023", measure="investment", period="2023", value=5))
    story.say(link("indicator/cluster/demo/investment/2023", "ABOUT", CLUSTER))
    found = {chapter.title: chapter for chapter in programme(dossier(story)).chapters}
    film, paint = ({str(key): value for key, value in table.rows} for table in found["Joint projects"].tables)
    assert (film["Name"], film["Participants"]) == ("Film line", "Firm 017; INN 0055000095")
    assert paint["Imported analogue"] == "Paints of abroad"
    assert (film["Part of the cluster's programme"], paint["Part of the cluster's programme"]) == ("yes", "not stated")
    lab = found["Infrastructure"].tables[0].rows
    assert lab == [("Test laboratory", None, "Омская область", "Firm 024", "12", None)]
    promised, figures = found["Expected effect"].tables
    assert [tuple(map(shown, line)) for line in promised.rows] == [
        ("Film line", "1,500,000.50", "40", "—"),
        ("Paints", "—", "10", "Paints of abroad"),
        ("Total", "1,500,000.50 or more", "50", "—"),
    ]
    assert [tuple(map(shown, line)) for line in figures.rows] == [
        ("investment", "2023", "5", "—", "Title of source/forms")
    ]


def test_a_programme_without_records_is_a_line_a_chapter() -> None:
    found = {chapter.title: chapter for chapter in programme(dossier(cluster())).chapters}
    for title in ("Goals and steps", "Joint projects", "Infrastructure", "Expected effect"):
        assert len(found[title].lines) == 1
        assert not found[title].tables


def test_a_passport_names_regions_and_activities_in_full() -> None:
    story = cluster().say(e("IndustrialCluster", CLUSTER, name="Demo cluster", regions=["55", "04", "77", "00"]))
    values = [value for _, value in chapters.application(dossier(story)).chapters[0].tables[0].rows]
    assert "Омская область; Республика Алтай; Москва; 00" in values


def test_a_column_holds_its_longest_word_and_long_texts_take_what_is_left() -> None:
    table = Table(["№", "Name", "OGRN"], [[1, "A very long name of a firm that goes on and on", "1250000000018"]])
    number, name, ogrn = (share * 60 for share in widths(table, 60))
    assert number < 4
    assert ogrn > 13 * 0.58
    assert name > 40


def test_every_document_says_that_it_is_not_official_and_of_when_it_is() -> None:
    made = dossier(cluster())
    for make in DOCUMENTS:
        content = written(make(made), "Demo cluster", chapters.marks(made))
        told = " ".join(words(content))
        foot = docx.Document(BytesIO(content)).sections[0].footer.paragraphs[0].text
        for text in (told, foot):
            assert "Not an official form. A preliminary check, not a decision of Minpromtorg of Russia." in text
            assert "Date: 2024-03-01 · period: 2023" in text
            assert "requirements compared with the official text: 0 of 16" in text
        assert "Requirements not compared with the official text" in told


def test_a_picture_stands_in_the_docx_or_the_reader_is_told_where_it_is() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'
    drawn = Document("A", [Chapter("B", picture=Picture("C", svg, _png(svg)))])
    with zipfile.ZipFile(BytesIO(written(drawn, "A", ["m"]))) as packed:
        assert [name for name in packed.namelist() if name.endswith(".png")]
    bare = Document("A", [Chapter("B", picture=Picture("C", svg))])
    assert "See the picture in dossier.html" in " ".join(words(written(bare, "A", ["m"])))


def _png(svg: str) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg))


def test_the_page_has_no_script_and_escapes_what_sources_say(tmp_path: Path) -> None:
    story = Story().say(e("IndustrialCluster", CLUSTER, name='<script>alert("a")</script>')).member(F, "finished")
    story.agreement("a", F, T1, name="<img src=x onerror=alert(1)>")
    write_dossier(dossier(story), tmp_path)
    content = (tmp_path / "dossier.html").read_text(encoding="utf-8")
    assert "<script" not in content
    assert "<img" not in content
    assert "&lt;script&gt;" in content
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in content
    assert not re.search(r"(src|href)=\"(?!#)", content)


def test_records_stand_by_source_and_line_and_name_outsiders_by_code() -> None:
    rows = chapters.sources(dossier(cluster())).tables[0].rows
    places = [int(str(line[7]).rpartition("!")[2]) for line in rows if line[1] == "Supply link"]
    assert places == sorted(places)
    assert len(places) == 7
    assert "Firm 017 → Demo cluster" in [line[2] for line in rows]
    assert ("INN 0055000095 → Firm 017", 450) in [(line[2], line[5]) for line in rows]


def test_words_of_sources_do_not_leave_the_foot_of_a_printed_page() -> None:
    content = page("A", ['"; } </style><script>', "b"], [])
    assert "<script" not in content
    assert content.count("</style>") == 1


def test_the_same_input_gives_the_same_bytes_in_both_languages(tmp_path: Path) -> None:
    for lang in ("ru", "en"):
        with i18n.use(lang):
            for name in ("one", "two"):
                write_dossier(dossier(cluster().agreement("a", F, T1)), tmp_path / lang / name)
    for lang in ("ru", "en"):
        one, two = (sorted((tmp_path / lang / name).iterdir()) for name in ("one", "two"))
        assert [path.name for path in one] == [
            "application.docx", "calculation.xlsx", "dossier.html", "missing.docx", "note.docx", "programme.docx",
        ]  # fmt: skip
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
        for path in one:
            if path.suffix != ".html":
                with zipfile.ZipFile(path) as packed:
                    assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_picture_is_png_only_where_russian_letters_can_be_drawn() -> None:
    drawn = png('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"></svg>')
    assert drawn == b"" or drawn.startswith(b"\x89PNG")
