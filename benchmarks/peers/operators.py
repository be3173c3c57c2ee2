"""The cases of OperatorCost.cs in Python: a line `name TAB nanoseconds` for each."""
import time

import torch

CALLS = 20_000
torch.set_num_threads(1)
scope = {
    "a": torch.randn(8, 8), "b": torch.randn(8, 8), "graded": torch.randn(8, 8, requires_grad=True),
    "now": time.perf_counter_ns,
}
scope["one"] = scope["a"][1, 2]
CASES = {
    "a+b": "a + b", "a*b": "a * b", "mm": "a.mm(b)", "a+1": "a + 1", "a.add_(b)": "a.add_(b)",
    "a+b with grad": "graded + b", "scope { a+b }": "a + b", "backward": "(graded * b).sum().backward()",
    "shape": "a.shape", "dtype": "a.dtype", "item": "one.item()", "a[1,2].item": "a[1, 2].item()",
}
for name, statement in CASES.items():
    # The statement is pasted into the loop, because a function call would cost more than the operator's overhead.
    exec(f"""
def loop():
    start = now()
    for _ in range({CALLS}):
        {statement}
    return (now() - start) / {CALLS}
""", scope)
    scope["loop"]()
    print(f"{name}\t{scope['loop']():.1f}")
