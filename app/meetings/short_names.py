"""Short forms by which a firm is surely meant where it alone has them: OCBC, SGX, Sembcorp."""

from collections.abc import Iterable, Iterator

from app.companies.names.parsing import acronyms, compact, latin_name
from app.companies.names.spellings import parse_names
from app.companies.names.transliteration import brand_word
from app.registrations.cells import host
from app.registrations.compared_firm import SHARED_SITES

SHORTEST = 3


def short_names(names: Iterable[str], website: str) -> frozenset[str]:
    """A firm's names run together, the first letters of their words, the brand that begins them, and what its own site
    is called; ``compact`` as all that is compared."""
    found = {*_of_site(website)}
    for text in filter(None, names):
        found.add(compact(text))
        for latin in parse_names(text).latin:
            name = latin_name(latin)
            found |= {name.key, brand_word(name), *acronyms(name)}
    return frozenset(one for one in found if len(one) >= SHORTEST)


def _of_site(website: str) -> Iterator[str]:
    site = host(website)
    if site and site not in SHARED_SITES:
        yield compact(site.split(".")[0])
