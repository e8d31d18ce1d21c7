"""People and companies in a charge, as sent and as received. Their data stay out of repr."""

from typing import Annotated

from pydantic import Field, model_validator

from .values import Received, Sent

Cpf = Annotated[str, Field(pattern=r"^[0-9]{11}$")]
Cnpj = Annotated[str, Field(pattern=r"^[0-9A-Z]{14}$")]
CPF_LENGTH = 11


class Debtor(Sent):
    """Who is charged: a CPF or a CNPJ, and a name."""

    cpf: Cpf | None = Field(None, repr=False)
    cnpj: Cnpj | None = Field(None, repr=False)
    name: str = Field(alias="nome", min_length=1, max_length=200, repr=False)

    @model_validator(mode="after")
    def _one_tax_id(self) -> "Debtor":
        if (self.cpf is None) == (self.cnpj is None):
            raise ValueError("tax_id")
        return self


class DueDebtor(Debtor):
    """The debtor of a charge with due date may have an address; the API knows them as one."""

    email: str | None = Field(None, repr=False)
    street: str | None = Field(None, alias="logradouro", max_length=200, repr=False)
    city: str | None = Field(None, alias="cidade", max_length=200, repr=False)
    state: str | None = Field(None, alias="uf", max_length=2)
    postal_code: str | None = Field(None, alias="cep", max_length=8, repr=False)


class RecurringDebtor(Debtor):
    name: str = Field(alias="nome", min_length=1, max_length=140, repr=False)


class Contact(Sent):
    """What a recurring charge may say of its debtor: who that is, the recurrence says."""

    email: str | None = Field(None, repr=False)
    street: str | None = Field(None, alias="logradouro", max_length=200, repr=False)
    city: str | None = Field(None, alias="cidade", max_length=200, repr=False)
    state: str | None = Field(None, alias="uf", max_length=2)
    postal_code: str | None = Field(None, alias="cep", max_length=8, repr=False)


class Person(Received):
    """Debtor, payer or receiver as answered."""

    cpf: str | None = Field(None, repr=False)
    cnpj: str | None = Field(None, repr=False)
    name: str | None = Field(None, alias="nome", repr=False)
    trade_name: str | None = Field(None, alias="nomeFantasia", repr=False)
    email: str | None = Field(None, repr=False)
    street: str | None = Field(None, alias="logradouro", repr=False)
    city: str | None = Field(None, alias="cidade", repr=False)
    state: str | None = Field(None, alias="uf")
    postal_code: str | None = Field(None, alias="cep", repr=False)
    ispb: str | None = Field(None, alias="ispbParticipante")
    city_code: str | None = Field(None, alias="codMun")
    branch: str | None = Field(None, alias="agencia", repr=False)
    account: str | None = Field(None, alias="conta", repr=False)
    account_kind: str | None = Field(None, alias="tipoConta")
    agreement: str | None = Field(None, alias="convenio")

    @property
    def tax_id(self) -> str | None:
        """CPF or CNPJ, whichever there is."""
        return self.cpf or self.cnpj


def debtor_of(*, name: str, tax_id: str) -> Debtor:
    """A debtor by the length of the tax id. Raises InvalidRequest."""
    if len(tax_id) == CPF_LENGTH:
        return Debtor(name=name, cpf=tax_id)
    return Debtor(name=name, cnpj=tax_id)
