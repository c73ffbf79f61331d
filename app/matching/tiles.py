"""The fits between two blocks of firms: the formula itself, for many pairs at once."""

from dataclasses import dataclass

import numpy as np

from app.matching.nodes import Floats
from app.matching.vectors import Nearness, Rows, Vectors


@dataclass(frozen=True, slots=True)
class Block:
    """A run of firms with their parts of the matrices, cut once and used in many tiles."""

    rows: slice
    needs: Rows
    does: Rows
    unmet: Floats
    unlike: Floats
    profile: Rows
    profile_columns: Floats


def block(firms: Vectors, rows: slice, near: Nearness) -> Block:
    """The firms ``rows`` (a slice with both ends given) as a block; ``near`` of all firms."""
    profile = firms.profile[rows]
    unmet, unlike = (np.asarray(logs, dtype=np.float64) for logs in firms.unmet(rows, near))
    return Block(rows, firms.needs[rows], firms.does[rows], unmet, unlike, profile, _columns(profile))


def fits(firms: Vectors, left: Block, right: Block) -> tuple[Floats, Floats]:
    """How each of left fits with each of right, for left and for right; both left × right, in [0, 1].

    f_i(j) = L·Q·[a·u(i←j) + b·u(j←i) + c·g(i←j) + d·x]
    """
    got, given = _met(left.needs, right.unmet), _met(right.needs, left.unmet).T
    if firms.texts is not None:
        got = np.maximum(got, firms.texts.answered(left.rows, right.rows))
        given = np.maximum(given, firms.texts.answered(right.rows, left.rows).T)
    like, like_back = _met(left.does, right.unlike), _met(right.does, left.unlike)
    profile = _product(left.profile, right.profile_columns)
    return (
        _fit(firms, left, right, got, given, like, profile),
        _fit(firms, right, left, given.T, got.T, like_back, profile.T).T,
    )


def score(fit: Floats, fit_back: Floats) -> Floats:
    """The harmonic mean of both sides' fits, 0 where both are 0."""
    total = fit + fit_back
    return np.divide(2 * fit * fit_back, total, out=np.zeros_like(total), where=total > 0)


def _columns(rows: Rows) -> Floats:
    return np.ascontiguousarray(rows.toarray().T)


def _product(rows: Rows, columns: Floats) -> Floats:
    return np.asarray(rows @ columns, dtype=np.float64)


def _met(asking: Rows, unmet: Floats) -> Floats:
    """u(i←j) = 1 − Π(1 − s_n)^w_n: how far what each asking firm seeks is met by each offering one; g(i←j) likewise,
    how far what it offers is."""
    return np.negative(np.expm1(_product(asking, unmet)))


def _fit(
    firms: Vectors, of: Block, towards: Block, got: Floats, given: Floats, like: Floats, profile: Floats
) -> Floats:
    fit = np.zeros(got.shape)
    for weight, part in zip(firms.weights[of.rows].T, (got, given, like, profile), strict=True):
        fit += weight[:, None] * part
    return fit if firms.losses.none else fit * firms.losses.factor(of.rows, towards.rows)
