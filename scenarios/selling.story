# 销售: 能占用多少占用多少, 到货后自动补占, 分批发货。
# Selling: promise what there is, promise the rest when it arrives, ship in parts.

confirm opening_stock warehouse=main: tea 10 @8
confirm sales_order as A customer=li channel=shop ship_from=main: tea 4 @25
stock tea@main = 10 on hand, 4 reserved, 6 available

confirm sales_order as B customer=wang ship_from=main: tea 9 @26
stock tea@main = 10 on hand, 10 reserved, 0 available
line B 1 = 9 wanted, 6 reserved, 3 short, 0 done, 9 left

# 不许部分满足就不生效, 什么都不变 / Whole or not at all: refused, and nothing changes.
confirm sales_order customer=li ship_from=main partial_allowed=no: tea 1 -> insufficient_stock
stock tea@main = 10 on hand, 10 reserved, 0 available

push A to shipment as S1
stock tea@main = 6 on hand, 6 reserved, 0 available
state A = done

# 到货, 自动补占 / The missing three arrive and are promised by themselves.
confirm purchase_order as PO supplier=farm deliver_to=main: tea 12 @10
push PO to receipt
line B 1 = 9 wanted, 9 reserved, 0 short, 0 done, 9 left
stock tea@main = 18 on hand, 9 reserved, 9 available

push B to shipment as S2: tea 5
line B 1 = 9 wanted, 4 reserved, 0 short, 5 done, 4 left
stock tea@main = 13 on hand, 4 reserved, 9 available

# 客户不要余下的了 / The customer does not want the rest.
cancel B -> already_fulfilled
close B
state B = closed
stock tea@main = 13 on hand, 0 reserved, 13 available
