"""What a policy would bring: simulated debtors who answer, pay, promise, break and complain.

The decisions are the plan's own (acerto.engine.plan) over the simulated day; how people behave is in
parameters.yaml, with a source for every figure. docs/algorithms/simulation.md tells the model in words.
"""
