"""How Neo4j Browser draws the graph: `cypher/explore/style.grass`, made from the ontology."""

from __future__ import annotations

from clustergraph.model.terms import KINDS, LINKS

HUES = ("#0072b2", "#d55e00", "#009e73", "#b5538f", "#56a8dc", "#c98a00", "#6f5fb8", "#7a6a4f")
"""Those of the picture that `clustergraph view` draws."""
_PALE, _LINE, _INK = "#c3cad4", "#9aa5b4", "#1f2733"
_SIZES = {"IndustrialCluster": 80, "ClusterCandidate": 80, "Enterprise": 55}
_SIZE = 40


def grass() -> str:
    """Return the style: a colour for each family of kinds, Russian captions; a later rule is the stronger one."""
    families = list(dict.fromkeys(_family(kind) for kind in KINDS))
    rules = [_node("node", _PALE, _INK, _SIZE, "{uid}"), _link("relationship", "<type>")]
    for kind in sorted(KINDS, key=lambda kind: len(KINDS[kind].supers)):  # what is more special comes later
        info = KINDS[kind]
        hue = HUES[families.index(_family(kind)) % len(HUES)]
        caption = "{name}" if "name" in info.properties else info.label.ru
        rules.append(_node(f"node.{kind}", hue, "#ffffff", _SIZES.get(kind, _SIZE), caption))
    rules += [_link(f"relationship.{kind}", info.label.ru) for kind, info in LINKS.items()]
    return "".join(rules)


def _family(kind: str) -> str:
    return (KINDS[kind].supers or (kind,))[-1]


def _node(selector: str, hue: str, ink: str, size: int, caption: str) -> str:
    signs = {"color": hue, "border-color": hue, "text-color-internal": ink, "diameter": f"{size}px"}
    return _rule(selector, {**signs, "font-size": "10px", "caption": f'"{caption}"'})


def _link(selector: str, caption: str) -> str:
    signs = {"color": _LINE, "shaft-width": "2px", "text-color-external": _INK, "text-color-internal": "#ffffff"}
    return _rule(selector, {**signs, "font-size": "9px", "padding": "3px", "caption": f'"{caption}"'})


def _rule(selector: str, signs: dict[str, str]) -> str:
    return "\n".join([f"{selector} {{", *(f"  {name}: {value};" for name, value in signs.items()), "}", ""])
