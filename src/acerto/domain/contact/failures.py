"""Why a contact ended without being sent, in words."""

from django.utils.translation import gettext_lazy as _

FAILURES = {
    "paid": _("O que seria cobrado já foi pago, retirado ou deixou de estar vencido."),
    "expired": _("Não houve horário permitido dentro do prazo da mensagem."),
    "outside_window": _("Não houve horário permitido dentro do prazo da mensagem."),
    "contact_holiday": _("Não houve horário permitido dentro do prazo da mensagem."),
    "cap_day": _("A pessoa já tinha recebido o limite de mensagens do dia."),
    "cap_week": _("A pessoa já tinha recebido o limite de mensagens da semana."),
    "policy_cap": _("A pessoa já tinha recebido o limite que a empresa escolheu."),
    "no_identity": _("Falta CPF ou CNPJ válido: a mensagem poderia chegar a outra pessoa."),
    "opt_out": _("A pessoa não quer receber por este canal."),
    "dispute": _("A pessoa não reconhece a dívida."),
    "says_paid": _("A pessoa diz que já pagou."),
    "agreement": _("Há um acordo em andamento."),
    "manual": _("Pausa pedida pela equipe."),
    "vulnerable": _("Pessoa em situação vulnerável."),
    "hardship": _("A pessoa declarou dificuldade financeira."),
    "superdebt": _("Há pedido de conciliação por superendividamento."),
    "deceased": _("A pessoa faleceu: só o espólio responde."),
    "minor": _("A pessoa é menor de idade."),
    "incapable": _("A pessoa está interditada ou sob curatela."),
    "lawyer": _("A pessoa é representada por advogado."),
    "lawsuit": _("A dívida está em discussão judicial."),
    "bankruptcy": _("A falência foi decretada."),
    "recovery": _("Há recuperação judicial em andamento."),
    "blocked": _("O contato está em uma lista de bloqueio."),
    "lapsed": _("O lembrete perdeu o sentido: o vencimento já passou."),
    "overtaken": _("Uma mensagem mais nova tomou o lugar desta."),
    "town_holiday": _("Não houve horário permitido dentro do prazo da mensagem."),
    "policy_hours": _("O horário que a empresa escolheu nunca coincide com o da lei."),
    "preferred_hours": _("O horário que a pessoa pediu nunca coincide com o da lei."),
    "wrong_party": _("O contato é de outra pessoa."),
    "point": _("O endereço de contato deixou de valer."),
    "prescribed": _("A dívida prescreveu."),
    "permit_over": _("O dia da licença acabou antes do envio."),
    "service_rate": _("Mensagens demais para a mesma pessoa em pouco tempo."),
    "forbidden_wording": _("O texto usa palavras que a lei não permite: nada foi enviado."),
    "creditor_not_identified": _("O texto não identifica o credor: complete o cadastro dele."),
    "element_missing": _("Falta no texto algo que a mensagem precisa mostrar."),
    "withdrawn": _("Cancelada antes de sair."),
    "worker_lost": _("O envio foi interrompido; não se sabe se a mensagem chegou."),
    "no_mailbox": _("O endereço não existe no servidor de destino."),
}


def failure_text(*, code: str) -> str:
    """The sentence of a failure's code; what a mail server said comes back as it said it."""
    if not code:
        return ""
    return str(FAILURES.get(code) or _("Não enviada: %s") % code)
