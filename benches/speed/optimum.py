"""What the best choice of an instance is worth, by the min-cost flow of OR-tools.

The file: a line of how many helpers each request wants, a line of what it is worth that it gets one at all, a line of how much
room each offer has, then a line for each pair: request, offer, worth.
"""

import sys

from ortools.graph.python import min_cost_flow

with open(sys.argv[1], encoding="ascii") as file:
    wanted = [int(it) for it in file.readline().split()]
    first = [int(it) for it in file.readline().split()]
    room = [int(it) for it in file.readline().split()]
    pairs = [tuple(map(int, line.split())) for line in file]

flow = min_cost_flow.SimpleMinCostFlow()
source, sink = len(wanted) + len(room), len(wanted) + len(room) + 1
for request, count in enumerate(wanted):
    flow.add_arc_with_capacity_and_unit_cost(source, request, count, 0)
    # To go without all but one costs nothing; to go without the last one costs what the first would be worth.
    if count > 0:
        flow.add_arc_with_capacity_and_unit_cost(request, sink, count - 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(request, sink, 1, first[request])
for offer, count in enumerate(room):
    flow.add_arc_with_capacity_and_unit_cost(len(wanted) + offer, sink, count, 0)
for request, offer, worth in pairs:
    flow.add_arc_with_capacity_and_unit_cost(request, len(wanted) + offer, 1, -worth)
flow.set_node_supply(source, sum(wanted))
flow.set_node_supply(sink, -sum(wanted))
status = flow.solve()
if status != flow.OPTIMAL:
    sys.exit(f"no optimum: {status}")
print(sum(it for it, count in zip(first, wanted) if count > 0) - flow.optimal_cost())
