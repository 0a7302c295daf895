# 采购: 下单, 分批到货, 收齐, 成本按加权平均。
# Buying: an order, deliveries in parts, the order is done; cost is the weighted average.

confirm opening_stock warehouse=main: tea 10 @8
stock tea@main = 10 on hand, 0 reserved, 10 available, 0 incoming
cost tea = 8

confirm purchase_order as PO supplier=farm deliver_to=main due=2031-05-01: tea 30 @10, cup 12 @4
stock tea@main = 10 on hand, 10 available, 30 incoming
stock cup@main = 0 on hand, 0 available, 12 incoming

# 先到一部分 / A part arrives.
push PO to receipt as R1: tea 10, cup 12
stock tea@main = 20 on hand, 20 available, 20 incoming
stock cup@main = 12 on hand, 12 available, 0 incoming
line PO 1 = 30 wanted, 10 done, 20 left
line PO 2 = 12 wanted, 12 done, 0 left
state PO = confirmed
# (10 × 8 + 10 × 10) / 20
cost tea = 9

# 多收是不行的 / More than ordered is refused.
confirm receipt purchase_order=PO warehouse=main: tea 21 -> more_than_ordered
stock tea@main = 20 on hand, 20 incoming

# 收到别的仓库也可以 / The rest arrives elsewhere.
push PO to receipt as R2 warehouse=east: tea 20
stock tea@main = 20 on hand, 0 incoming
stock tea@east = 20 on hand, 20 available, 0 incoming
state PO = done

# 收齐的订单不能取消 / What is done stays done.
cancel PO -> transition_not_allowed
