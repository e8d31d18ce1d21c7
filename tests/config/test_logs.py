"""No personal data in log lines."""

import io
import logging

import pytest

from acerto.config.logs import MaskPersonalData, mask


class TestMask:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("cpf 390.533.447-05 recusado", "cpf [cpf] recusado"),
            ("cpf 39053344705 recusado", "cpf [número] recusado"),
            ("cnpj 11.222.333/0001-81", "cnpj [cnpj]"),
            ("cnpj 11222333000181", "cnpj [cnpj]"),
            ("cnpj 12ABC34501DE35", "cnpj [cnpj]"),
            ("cnpj 12.ABC.345/01DE-35", "cnpj [cnpj]"),
            ("para ana.exemplo+x@mail.example.org falhou", "para [e-mail] falhou"),
            ("<ana@example.org>", "<[e-mail]>"),
            ("tel +55 11 98765-4321", "tel [telefone]"),
            ("tel +5511987654321", "tel [telefone]"),
            ("tel (81) 3456-7890", "tel [telefone]"),
            ("tel 8134567890", "tel [telefone]"),
        ],
    )
    def test_hides(self, text: str, expected: str) -> None:
        assert mask(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-21 19:31:43,379 WARNING contact: 12345 títulos em 3.25 s",
            "título 123456789 no dia 2026-03-02",
            "porta 8000, 1.234.567 linhas, R$ 1.234,56",
        ],
    )
    def test_leaves_the_rest(self, text: str) -> None:
        assert mask(text) == text


class TestMaskPersonalData:
    def test_masks_arguments_and_tracebacks(self) -> None:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(MaskPersonalData())
        logger = logging.Logger("acerto.test")
        logger.addHandler(handler)
        try:
            raise ValueError("390.533.447-05")
        except ValueError:
            logger.exception("falhou para %s", "ana@example.org")
        said = stream.getvalue()
        assert "falhou para [e-mail]" in said
        assert "ValueError: [cpf]" in said
        assert "390" not in said
        assert "ana@" not in said
