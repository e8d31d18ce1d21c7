"""Lists come in pages: asked for one after the other until the institution says that was the last."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from pydantic import Field, model_validator

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

    paging: Paging = Field(alias="paginacao")


class Page(Received):
    """A page of a list. Without its paging nobody knows whether it is the last: that is an error."""

    LIST: ClassVar[str]
    asked: Asked | None = Field(alias="parametros")

    @model_validator(mode="before")
    @classmethod
    def _none(cls, told: Any) -> Any:
        """An institution may leave out a list that it counts as empty."""
        if isinstance(told, dict) and cls.LIST not in told and _counted(told) == 0:
            return {**told, cls.LIST: []}
        return told

    @property
    def is_last(self) -> bool:
        return self.asked is None or self.asked.paging.page + 1 >= self.asked.paging.pages


def _counted(told: dict[str, Any]) -> object:
    asked = told.get("parametros")
    paging = asked.get("paginacao") if isinstance(asked, dict) else None
    return paging.get("quantidadeTotalDeItens") if isinstance(paging, dict) else None


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
        if page.asked is not None and page.asked.paging.page != number:
            raise UnreadableAnswer(
                "pages",
                f"Pedimos a página {number} e veio a {page.asked.paging.page}: a lista não foi lida inteira.",
                path="parametros.paginacao.paginaAtual",
            )
        yield page
        if page.is_last:
            return
    raise UnreadableAnswer("pages", "A lista não acaba: confira o período.", path="parametros")


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
