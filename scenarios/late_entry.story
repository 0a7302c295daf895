# 补录: 昨天以前的单据今天才录, 余额照样对, 不重算。
# Late entries: papers of earlier days are written today; the books still agree.

confirm opening_stock warehouse=main day=2026-01-31: tea 10 @8
confirm purchase_order as PO supplier=farm deliver_to=main ordered_on=2026-02-01: tea 20 @11
confirm sales_order as A customer=li ship_from=main ordered_on=2026-02-10: tea 6 @25
push A to shipment shipped_on=2026-02-11
stock tea@main = 4 on hand, 0 reserved, 4 available, 20 incoming

# 2 月 3 日就到了, 单子今天才交来 / It arrived on 3 February; the slip comes today.
push PO to receipt as R received_on=2026-02-03
stock tea@main = 24 on hand, 24 available, 0 incoming
state PO = done
# (4 × 8 + 20 × 11) / 24
cost tea = 10.5

# 将来的日子不收 / A day in the future is no day of the books.
confirm opening_stock warehouse=main day=2099-01-01: tea 1 @8 -> day_in_future
stock tea@main = 24 on hand
