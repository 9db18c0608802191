"""The network of economies bound by digital-trade rules: who stands where in it, as pure functions.

The measures are the standard ones of networkx; formulas and the worked example stand in `docs/methods.md`. That
centrality marks a promoter of rules is the reading of KIEP (2023), "Network and Text Analysis on Digital Trade
Agreements".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

_ITERATIONS = 1000
_TOLERANCE = 1e-10
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where an economy stands in the network.

    Attributes:
        degree: Partners with which it is bound both ways, 0 upwards.
        weighted: Sum of the depths of these ties, 0 to `degree`.
        betweenness: Share of the other pairs whose shortest paths lead through it, 0 to 1.
        eigenvector: Its part in the leading eigenvector of the depths, 0 to 1; `None` where that is not unique enough
            to be found, or nobody is bound.
    """

    degree: int = 0
    weighted: float = 0.0
    betweenness: float = 0.0
    eigenvector: float | None = None


def places(depth: Mapping[tuple[str, str], float], economies: Iterable[str]) -> dict[str, Place]:
    """Where each economy stands; shortest paths count ties, the other measures weigh them by depth.

    Args:
        depth: How deeply a pair is bound, above 0; pairs left out are not bound.
        economies: Everybody, bound or not.

    >>> found = places({("A", "B"): 0.7, ("A", "C"): 0.7, ("A", "D"): 0.2, ("B", "C"): 0.7}, "ABCD")
    >>> found["A"]
    Place(degree=3, weighted=1.6, betweenness=0.666667, eigenvector=0.580583)
    >>> found["B"] == found["C"], found["D"].degree
    (True, 1)
    >>> places({}, "A")
    {'A': Place(degree=0, weighted=0.0, betweenness=0.0, eigenvector=None)}
    """
    networkx: Any = import_module("networkx")
    network = networkx.Graph()
    network.add_nodes_from(sorted(set(economies)))
    network.add_weighted_edges_from((one, other, each) for (one, other), each in sorted(depth.items()) if each > 0)
    between: Mapping[str, float] = networkx.betweenness_centrality(network)
    eigen: Mapping[str, float] = {}
    if network.size():
        try:
            eigen = networkx.eigenvector_centrality(network, _ITERATIONS, _TOLERANCE, weight="weight")
        except networkx.PowerIterationFailedConvergence:
            eigen = {}
    return {
        economy: Place(
            int(network.degree(economy)),
            round(float(network.degree(economy, weight="weight")), _DIGITS),
            round(between[economy], _DIGITS),
            # the power method leaves traces of a size below its tolerance on those bound to nobody
            round(abs(eigen[economy]), _DIGITS) if eigen else None,
        )
        for economy in network
    }
