"""Addresses of the back office. Every `console` view runs inside the scope of a tenant."""

from django.urls import include, path

from .views import (
    blocklists,
    calculator,
    cases,
    compare,
    debtor,
    imports,
    limits,
    mailbox,
    overview,
    pauses,
    payments,
    policy,
    rules,
    seat,
    why,
    wording,
)

screens = [
    path("", overview.overview, name="overview"),
    path("dia/rodar/", overview.run, name="run_day"),
    path("casos/", cases.cases, name="cases"),
    path("casos/exportar.csv", cases.export, name="cases_export"),
    path("casos/<int:case_id>/por-que/", why.why, name="why"),
    path("casos/<int:case_id>/pagamento/", payments.record, name="payment_new"),
    path("devedores/<int:party_id>/", debtor.debtor, name="debtor"),
    path("devedores/<int:party_id>/documento/", debtor.unmask, name="unmask"),
    path("devedores/<int:party_id>/pausas/nova/", pauses.new, name="pause_new"),
    path("devedores/<int:party_id>/horarios/", pauses.hours, name="debtor_hours"),
    path("pausas/<int:hold_id>/encerrar/", pauses.end, name="pause_end"),
    path("calculadora/", calculator.calculator, name="calculator"),
    path("calculadora/pdf/", calculator.pdf, name="calculator_pdf"),
    path("limites/", limits.limits, name="limits"),
    path("limites/<int:creditor_id>/", limits.limits, name="creditor_limits"),
    path("listas/", blocklists.lists, name="blocklists"),
    path("listas/nova/", blocklists.take_in, name="blocklist_new"),
    path("contestacoes/<int:claim_id>/", debtor.answer, name="claim_answer"),
    path("links/<int:link_id>/novo/", debtor.send_link, name="link_again"),
    path("pagamentos/<int:payment_id>/estornar/", payments.reverse, name="payment_reverse"),
    path("regua/", policy.policies, name="policies"),
    path("regua/<int:version_id>/", policy.policy, name="policy"),
    path("regua/<int:version_id>/comparar/", compare.compare, name="compare"),
    path("regras/", rules.rules, name="rules"),
    path("regras/<slug:rule_id>/", rules.rule, name="rule"),
    path("redacao/", wording.wording, name="wording"),
    path("importar/", imports.imports, name="imports"),
    path("importar/arquivo/", imports.upload, name="import_new"),
    path("importar/conferir/<str:token>/", imports.confirm, name="import_confirm"),
    path("importar/<int:import_id>/", imports.result, name="import_result"),
    path("importar/<int:import_id>/erros.csv", imports.errors, name="import_errors"),
    path("correio/", mailbox.mailbox, name="mailbox"),
    path("correio/<str:key>/", mailbox.message, name="mailbox_message"),
]

urlpatterns = [
    path("", include((screens, "console"))),
    path("empresa/", seat.choose, name="seat_choose"),
]
