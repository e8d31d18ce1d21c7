"""Lists come in pages: asked for one after the other until the institution says that was the last."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from pydantic import Field

from .errors import InvalidRequest, UnreadableAnswer
from .values import Received

MOST_PAGES = 100_000
MOST_ITEMS = 1000

Query = dict[str, str]
PageT = TypeVar("PageT", bound="Page")


class Paging(Received):
    page: int = Field(alias="paginaAtual", ge=0)
    pages: int = Field(alias="quantidadeDePaginas", ge=0)
    items_a_page: int | None = Field(None, alias="itensPorPagina")
    items: int | None = Field(None, alias="quantidadeTotalDeItens")


class Asked(Received):
    """The question as the institution understood it; only its pages matter here."""

    paging: Paging | None = Field(None, alias="paginacao")


class Page(Received):
    asked: Asked | None = Field(None, alias="parametros")

    @property
    def is_last(self) -> bool:
        paging = None if self.asked is None else self.asked.paging
        return paging is None or paging.page + 1 >= paging.pages


def window(*, from_at: datetime, to_at: datetime) -> Query:
    """The instants that a list is asked for, both included. Raises InvalidRequest."""
    if from_at.tzinfo is None or to_at.tzinfo is None:
        raise InvalidRequest("window", "O período da consulta precisa de fuso horário.")
    if to_at < from_at:
        raise InvalidRequest("window", "O fim do período da consulta vem antes do início.")
    return {"inicio": _written(from_at), "fim": _written(to_at)}


def pages_of(
    *, ask: Callable[[Query], PageT], query: Query, page_size: int | None = None
) -> Iterator[PageT]:
    """Every page, in order. Raises UnreadableAnswer when the institution turns in circles."""
    if page_size is not None and not 1 <= page_size <= MOST_ITEMS:
        raise InvalidRequest("page_size", f"Uma página leva de 1 a {MOST_ITEMS} itens.")
    sized = query if page_size is None else query | {"paginacao.itensPorPagina": str(page_size)}
    for number in range(MOST_PAGES):
        page = ask(sized | {"paginacao.paginaAtual": str(number)})
        told = None if page.asked is None else page.asked.paging
        if told is not None and told.page != number:
            raise UnreadableAnswer(
                "pages",
                f"Pedimos a página {number} e veio a {told.page}: a lista não foi lida inteira.",
                path="parametros.paginacao.paginaAtual",
            )
        yield page
        if page.is_last:
            return
    raise UnreadableAnswer("pages", "A lista não acaba: confira o período.", path="parametros")


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
