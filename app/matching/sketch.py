"""The scores of many pairs at once in single precision: enough to tell who comes into question.

What is shown is computed anew, exactly and taken apart (see ``terms``).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.matching.places import Singles
from app.matching.vectors import Nearness, Rows, Vectors

SingleRows = sparse.csr_array[np.float32, tuple[int, int]]
LEAST: Final = np.float32(1e-30)


@dataclass(frozen=True, slots=True)
class Strip:
    """A run of firms with their parts of the matrices, cut once and used in many tiles.

    ``needs``, ``does``, ``profile``: firms × nodes; ``unmet``, ``unlike``, ``profile_columns``: nodes × firms;
    ``weights``: of what a fit is made of × firms.
    """

    rows: slice
    needs: SingleRows
    does: SingleRows
    unmet: Singles
    unlike: Singles
    profile: SingleRows
    profile_columns: Singles
    weights: Singles


def strip(firms: Vectors, rows: slice, near: Nearness) -> Strip:
    """The firms ``rows`` (a slice with both ends given); ``near`` of all firms, in single precision."""
    needs, does, profile = (_single(part[rows]) for part in (firms.needs, firms.does, firms.profile))
    unmet, unlike = (np.asarray(logs, dtype=np.float32) for logs in firms.unmet(rows, near))
    return Strip(
        rows,
        needs,
        does,
        unmet,
        unlike,
        profile,
        np.ascontiguousarray(profile.toarray().T),
        np.ascontiguousarray(firms.weights[rows].T, dtype=np.float32),
    )


def scores(firms: Vectors, left: Strip, right: Strip) -> Singles:
    """The score of each of left with each of right, in [0, 1]; left × right.

    2·f·b / (f + b) of f = L·Q·[a·u(i←j) + b·u(j←i) + c·g(i←j) + d·x] and b, the same from the other side.
    """
    got, given = _met(left.needs, right.unmet), np.ascontiguousarray(_met(right.needs, left.unmet).T)
    if firms.texts is not None:
        np.maximum(got, firms.texts.answered(left.rows, right.rows), out=got)
        np.maximum(given, firms.texts.answered(right.rows, left.rows).T, out=given)
    like, like_back = _met(left.does, right.unlike), np.ascontiguousarray(_met(right.does, left.unlike).T)
    profile = _product(left.profile, right.profile_columns)
    fit = _weighed([weight[:, None] for weight in left.weights], (got, given, like, profile))
    back = _weighed(list(right.weights), (given, got, like_back, profile))
    if not firms.losses.none:
        fit *= firms.losses.singles(left.rows, right.rows)
        back *= firms.losses.singles(right.rows, left.rows).T
    total = np.add(fit, back, out=got)
    total += LEAST
    fit *= back
    fit += fit
    fit /= total
    return fit


def _single(rows: Rows) -> SingleRows:
    return rows.astype(np.float32)


def _product(rows: SingleRows, columns: Singles) -> Singles:
    return np.asarray(rows @ columns, dtype=np.float32)


def _met(asking: SingleRows, unmet: Singles) -> Singles:
    """u(i←j) = 1 − Π(1 − s_n)^w_n, g(i←j) likewise; asking × offering."""
    met = _product(asking, unmet)
    np.exp(met, out=met)
    np.subtract(1, met, out=met)
    return met


def _weighed(weights: list[NDArray[np.float32]], parts: tuple[Singles, ...]) -> Singles:
    total = weights[0] * parts[0]
    part = np.empty_like(total)
    for weight, each in zip(weights[1:], parts[1:], strict=True):
        if weight.any():
            np.multiply(weight, each, out=part)
            total += part
    return total
